"""What a text says of its author: who seeks, who offers, for what, and when to say nothing."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from profiles.choices import Goal, Kind, Stage
from profiles.willingness import Understanding, understand

SEEKING = [
    ("PGY-3, #HemePath, looking for a mentor, #WomenInMedicine", ["mentorship"]),
    ("Seeking mentor in #CART", ["mentorship"]),
    ("Looking for mentorship on case reports.", ["mentorship"]),
    ("I'd like a mentor who remembers being new.", ["mentorship"]),
    ("I\u2019d love a patient, honest mentor.", ["mentorship"]),
    ("Hoping to find a mentor who remembers null results fondly.", ["mentorship"]),
    ("Need a mentor who's a clinician.", ["mentorship"]),
    ("Want a coach who has kept both the job and the marriage", ["coaching"]),
    ("In search of a sponsor for a first committee seat", ["sponsorship"]),
    ("Mentor wanted!", ["mentorship"]),
    ("I want to be mentored by somebody outside my hospital", ["mentorship"]),
    ("Looking for one talk about visas", ["talk"]),
    ("Would love a quick chat. Seeking a coach, too", ["talk", "coaching"]),
    ("LOOKING FOR A MENTOR", ["mentorship"]),
    ("Looking for guidance toward a first grant", ["mentorship"]),
]
OFFERING = [
    ("Happy to mentor on job search", ["mentorship"]),
    ("Attending, open to mentoring residents.", ["mentorship"]),
    ("I mentor women who do research in a second language.", ["mentorship"]),
    ("Available for coaching and sponsorship.", ["coaching"]),
    ("I'll gladly sponsor fellows for committees.", ["sponsorship"]),
    ("Taking on two mentees this fall", ["mentorship"]),
    ("Looking for mentees in #MedEd", ["mentorship"]),
    ("Looking to mentor students", ["mentorship"]),
    ("I would love to mentor somebody from a small hospital", ["mentorship"]),
    ("Mentoring registrars in teleradiology.", ["mentorship"]),
    ("Offering coaching to new faculty", ["coaching"]),
    ("I offer a talk on contracts", ["talk"]),
]
NEITHER = [
    "",
    "PGY-3 in pathology. #HemePath",
    "I am not looking for a mentor.",
    "No longer seeking mentorship, thank you.",
    "I can't mentor anybody this year.",
    "I will never mentor anyone who applies to my program.",
    "I cannot be your mentor, and I will be sorry about it.",
    "My mentor taught me this.",
    "Mentoring must wait until May.",
    "I need a second opinion more than a mentor.",
    "Too early for a mentor? My flatmate says yes.",
    "The sponsor's question is not the patient's.",
    "I've mentored twenty-two and stayed friends with twenty-two.",
    "Looking for a senior to debrief complications with.",
]


@pytest.mark.parametrize(("text", "kinds"), SEEKING)
def test_who_looks_for_a_mentor_is_understood(text: str, kinds: list[str]) -> None:
    understood = understand(text)

    assert (understood.seeking, list(understood.seeks_kinds)) == (True, kinds)
    assert not understood.offering


@pytest.mark.parametrize(("text", "kinds"), OFFERING)
def test_who_is_willing_to_mentor_is_understood(text: str, kinds: list[str]) -> None:
    understood = understand(text)

    assert (understood.offering, list(understood.offers_kinds)[:1]) == (True, kinds)
    assert not understood.seeking


@pytest.mark.parametrize("text", NEITHER)
def test_nothing_is_guessed(text: str) -> None:
    understood = understand(text)

    assert not understood.seeking, understood
    assert not understood.offering, understood


def test_both_at_once() -> None:
    understood = understand(
        "Looking for a mentor in #ClinicalTrials, and happy to mentor students."
    )

    assert (understood.seeking, understood.offering) == (True, True)


@pytest.mark.parametrize(
    ("text", "goals"),
    [
        ("Looking for a mentor for my first paper", ["first_paper"]),
        ("Seeking a mentor: job search, work-life balance", ["job_search", "work_life"]),
        ("Happy to mentor on grants and promotion", ["grants", "promotion"]),
        ("Need a mentor. Applying for a hematology fellowship.", ["find_fellowship"]),
        ("I want a mentor on grants, promotion, leadership and job hunt", 3),
        ("My first paper is out, and I lead on grants.", []),
    ],
)
def test_goals_belong_to_a_wish_or_an_offer(text: str, goals: list[str] | int) -> None:
    found = list(understand(text).goals)

    assert found == goals or len(found) == goals


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("PGY-3, #HemePath", "resident"),
        ("pgy2 at a small hospital", "resident"),
        ("I'm a second-year medical student in Lagos", "student"),
        ("MS4, couples match", "student"),
        ("Premed. First in my family.", "premed"),
        ("Hematology fellow, mother of two", "fellow"),
        ("I am a fellow human, not a robot", ""),
        ("Assistant professor of pathology", "early_faculty"),
        ("Associate professor; marrow and MDS", "mid_faculty"),
        ("Professor of surgery", "senior_faculty"),
        ("Nurse practitioner in oncology", "nurse_or_app"),
        ("Postdoc who codes", "scientist"),
        ("I teach any resident who asks", ""),
        ("Wife's a nurse, we wave in the hallway", ""),
        ("Future fellow", ""),
        ("I mentor residents", ""),
        ("Not a physician, not a nurse", ""),
        ("I fix bikes for the anatomy professor", ""),
        ("My fellowship begins in July", ""),
    ],
)
def test_a_stage_is_the_authors_own_or_none(text: str, stage: str) -> None:
    assert understand(text).stage == stage


def test_hashtags_come_along_as_written() -> None:
    assert understand("#HemePath and #COVID-19").hashtags == ("HemePath", "COVID-19")


def check(understood: Understanding) -> None:
    """Only codes that exist, each once."""
    for codes, choices in (
        (understood.seeks_kinds, Kind),
        (understood.offers_kinds, Kind),
        (understood.goals, Goal),
    ):
        assert set(codes) <= set(choices.values)
        assert len(set(codes)) == len(codes)
    assert understood.stage in {"", *Stage.values}
    assert understood.seeking == bool(understood.seeks_kinds)
    assert understood.offering == bool(understood.offers_kinds)


WORDS = st.sampled_from(
    "looking for a mentor mentors seeking happy to coach not sponsor talk PGY-3 fellow student"
    " professor first paper grants, . ; ! \n #MedEd but i i'm mentoring \0 \ud800 \u202e".split(" ")
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=60).map(" ".join)))
def test_any_text_gives_codes_that_exist(text: str) -> None:
    check(understand(text))


@pytest.mark.parametrize(
    "piece",
    ["looking for ", "a ", "a, ", "\u00e9", "to ", "mentor ", "seeking, ", "'", "pgy ", "\n"],
)
def test_long_texts_are_read_quickly(piece: str) -> None:
    start = time.monotonic()
    check(understand(piece * 50_000))

    assert time.monotonic() - start < 2
