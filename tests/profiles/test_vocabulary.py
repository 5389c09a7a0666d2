"""The starter vocabulary as a file: whole, without doubles, and the words people really use."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from profiles.hashtags import extract_hashtags, hashtag_key, is_hashtag_name, is_mixed_script

FILE = Path(__file__).parents[2] / "profiles" / "data" / "hashtags.csv"
KINDS = {"specialty", "topic", "community", "conference", "skill"}

with FILE.open(encoding="utf-8", newline="") as lines:
    ROWS = list(csv.DictReader(lines, strict=True))
MEANS = {
    hashtag_key(word): row["name"]
    for row in ROWS
    for word in (row["name"], *row["aliases"].split())
}


def test_it_is_large_and_every_kind_has_its_share() -> None:
    shares = Counter(row["kind"] for row in ROWS)

    assert len(ROWS) >= 350
    assert set(shares) == KINDS
    assert min(shares.values()) >= 15


def test_no_two_words_are_the_same_hashtag() -> None:
    keys = Counter(
        hashtag_key(word) for row in ROWS for word in (row["name"], *row["aliases"].split())
    )

    assert [key for key, times in keys.items() if times > 1] == []


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_a_row_is_hashtags_and_at_most_one_line(row: dict[str, str]) -> None:
    assert set(row) == {"name", "kind", "aliases", "story"}
    for word in (row["name"], *row["aliases"].split()):
        assert is_hashtag_name(word)
        assert not is_mixed_script(word)
        assert extract_hashtags(f"Into #{word}.") == [word]
    assert row["story"] == row["story"].strip()
    assert "\n" not in row["story"]
    assert len(row["story"]) <= 120


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("hemepath", "HemePath"),
        ("Hematopathology", "HemePath"),
        ("Hematopatología", "HemePath"),
        ("haematology", "Hematology"),
        ("WIM", "WomenInMedicine"),
        ("WomenInMed", "WomenInMedicine"),
        ("BlackMenInMedicine", "BlackMenInMedicine"),
        ("DocsWithDisabilities", "DocsWithDisabilities"),
        ("FirstGenDocs", "FirstGenDocs"),
        ("ilooklikeasurgeon", "ILookLikeASurgeon"),
        ("covid19", "COVID-19"),
        ("COVID19nCancer", "COVID19nCancer"),
        ("MedStudentTwitter", "MedStudentTwitter"),
        ("PathTwitter", "PathTwitter"),
        ("QualityImprovement", "QI"),
        ("ASH2026", "ASH26"),
        ("ASCO26", "ASCO26"),
        ("MilMed", "MilitaryMedicine"),
        ("PedsEM", "PEM"),
        ("CHEST26", "CHEST2026"),
        ("KidneyWeek", "KidneyWk"),
        ("DoctorsWithDisabilities", "DocsWithDisabilities"),
        ("mentoring", "MentorshipMatters"),
        ("ImposterSyndrome", "ImpostorSyndrome"),
    ],
)
def test_words_people_use_lead_where_they_should(typed: str, name: str) -> None:
    assert MEANS[hashtag_key(typed)] == name


def test_what_is_asked_about_before_it_is_shown_is_a_community() -> None:
    """Identity and experience are public or quiet as their holder says; the kind decides that."""
    kinds = {row["name"]: row["kind"] for row in ROWS}

    assert {
        kinds[MEANS[hashtag_key(word)]]
        for word in (
            "WomenInMedicine LGBTQInMedicine FirstGenDocs IMG DocsWithDisabilities RefugeeDocs"
            " NeurodivergentDocs InfertilityInMedicine CancerSurvivorDocs NativesInMedicine"
            " VeteransInMedicine BlackInSTEM MuslimDocs DisabledDocs WomenInRadiology"
        ).split()
    } == {"community"}
