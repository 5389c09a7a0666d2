"""The rules of the profile coach: a card goes in, at most three things to do come out."""

from dataclasses import replace

import pytest

from profiles.coaching import RULES, Said, advise
from profiles.forms.availability import AvailabilityForm
from profiles.forms.editing import EditForm
from profiles.forms.photo import PhotoForm

FULL = Said(
    offers=("hemepath", "mds", "lymphoma"),
    goals=("first_paper",),
    kinds=("talk",),
    hours=2,
    answers=("About marrow.", "", ""),
    headline="Reads marrow",
    bio="I came to pathology by way of a hospital library and one patient teacher. #HemePath",
    languages=("en",),
    time_zone="Europe/Oslo",
    values=("candor",),
    photo="photos/x.webp",
)
EMPTY = Said()
LACKING = {
    "help": {"goals": ()},
    "hashtags": {"offers": ("hemepath", "mds")},
    "question": {"answers": ("", "", "")},
    "kinds": {"kinds": ()},
    "hours": {"hours": None},
    "headline": {"headline": ""},
    "bio": {"bio": "Pathologist."},
    "time_zone": {"time_zone": "UTC"},
    "languages": {"languages": ()},
    "values": {"values": ()},
    "photo": {"photo": ""},
}


def codes(said: Said, **skipped: str) -> list[str]:
    return [one.code for one in advise(said, skipped=skipped)]


def test_a_card_with_nothing_missing_is_left_alone() -> None:
    assert codes(FULL) == []


@pytest.mark.parametrize("code", LACKING)
def test_each_rule_speaks_of_what_is_missing_and_of_nothing_else(code: str) -> None:
    assert codes(replace(FULL, **LACKING[code])) == [code]


def test_every_rule_is_tried_here() -> None:
    assert [rule.code for rule in RULES] == list(LACKING)


def test_no_more_than_three_and_what_helps_most_first() -> None:
    assert codes(EMPTY) == ["help", "hashtags", "question"]


@pytest.mark.parametrize(("goals", "text"), [((), "this month"), (("grants",), "hashtags")])
def test_it_is_concrete(goals: tuple[str, ...], text: str) -> None:
    assert text in str(advise(replace(EMPTY, goals=goals), skipped={})[0].text)


def test_skipping_brings_up_no_other() -> None:
    given = {one.code: one.matter for one in advise(EMPTY, skipped={})}
    assert codes(EMPTY, help=given["help"]) == ["hashtags", "question"]
    assert advise(EMPTY, skipped=given) == []


def test_what_is_done_makes_room_for_the_next() -> None:
    assert codes(replace(EMPTY, goals=("grants",))) == ["hashtags", "question", "kinds"]


def test_skipped_advice_comes_back_only_when_its_matter_changes() -> None:
    lacking = replace(FULL, offers=("hemepath",))
    [advice] = advise(lacking, skipped={})
    skipped = {advice.code: advice.matter}
    assert advise(lacking, skipped=skipped) == []
    assert advise(replace(lacking, headline="Reads slides"), skipped=skipped) == []
    [back] = advise(replace(lacking, offers=("hemepath", "mds")), skipped=skipped)
    assert back.code == "hashtags"
    assert advise(replace(lacking, offers=("hemepath",)), skipped=skipped) == []


def test_a_matter_tells_no_words() -> None:
    [advice] = advise(replace(FULL, bio="Secret."), skipped={})
    assert "Secret" not in advice.matter
    assert len(advice.matter) == 32


def test_every_piece_leads_to_a_field_that_is_there() -> None:
    fields = {
        "profiles:edit_profile": EditForm.base_fields,
        "profiles:availability": AvailabilityForm.base_fields,
        "profiles:edit_photo": PhotoForm.base_fields,
    }
    assert [rule.code for rule in RULES if rule.field not in fields[rule.page]] == []


def test_it_counts_nothing_and_blames_nobody() -> None:
    said = " ".join(f"{rule.text} {rule.why}" for rule in RULES).lower()
    for word in ("%", "score", "must", "only you", "incomplete", "poor", "missing", "strength"):
        assert word not in said
