"""The demo's people are many, different, and agree with each other."""

import json
import re
import shutil
from collections import Counter, defaultdict
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mentorship.demo.checks import problems
from mentorship.demo.content import FOLDER, DemoContentError, load
from mentorship.demo.shapes import DemoContent

FILES = ("institutions.csv", "people.jsonl", "asks.jsonl", "conversations.jsonl")
RUN = 8
ONE_MEBIBYTE = 1 << 20


@pytest.fixture(scope="module")
def content() -> DemoContent:
    return load()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for name in FILES:
        shutil.copy(FOLDER / name, tmp_path / name)
    return tmp_path


def _words(text: str) -> list[str]:
    return re.findall(r"[\w'#]+", text.casefold())


def _edit(folder: Path, name: str, number: int, **changes: object) -> None:
    """Change keys of one line (from 0) of a JSON file."""
    path = folder / name
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[number] = json.dumps(json.loads(lines[number]) | changes)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_nothing_contradicts(content: DemoContent) -> None:
    assert problems(content) == []


def test_enough_people_places_and_zones(content: DemoContent) -> None:
    assert len(content.people) >= 400
    assert len({person.institution for person in content.people}) >= 25
    zones = {person.time_zone for person in content.people}
    assert len(zones) >= 12
    assert {zone.split("/")[0] for zone in zones} >= {
        "Africa",
        "America",
        "Asia",
        "Australia",
        "Europe",
        "Pacific",
        "Antarctica",
    }
    assert all(ZoneInfo(zone).key == zone for zone in zones)


def test_sixty_mentors_have_room(content: DemoContent) -> None:
    assert len(content.mentors_with_room()) >= 60


def test_every_availability_is_there(content: DemoContent) -> None:
    statuses = Counter(person.status for person in content.people if "mentor" in person.roles)
    assert set(statuses) == {"open", "waiting", "paused", "not_offering"}
    full = [
        person
        for person in content.people
        if person.status == "open" and content.taken_seats(person.slug) == person.seats
    ]
    assert len(full) >= 3
    assert sum(len(person.roles) == 2 for person in content.people) >= 15
    assert sum(bool(person.answers) for person in content.people) >= 30


def test_the_named_people_are_as_the_guide_says(content: DemoContent) -> None:
    ana, nadia, sam = (content.person(slug) for slug in ("ana", "nadia", "sam"))
    assert ana.stage == "resident"
    assert {"HemePath", "MDS"} <= set(ana.tags_seek)
    assert nadia.seats - content.taken_seats("nadia") == 2
    assert nadia.status == "open"
    assert {"HemePath", "MDS"} <= set(nadia.tags_offer)
    assert [person.slug for person in content.people if person.staff] == [sam.slug]
    assert not any({ask.mentee, ask.mentor} == {"ana", "nadia"} for ask in content.asks)


def test_no_two_people_share_a_name_a_bio_or_a_phrase(content: DemoContent) -> None:
    for name in ("slug", "name", "bio", "headline"):
        counts = Counter(getattr(person, name).casefold() for person in content.people)
        assert [value for value, n in counts.items() if n > 1] == []
    holders: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for person in content.people:
        words = _words(person.bio)
        for start in range(len(words) - RUN + 1):
            holders[tuple(words[start : start + RUN])].add(person.slug)
    assert {" ".join(run): who for run, who in holders.items() if len(who) > 1} == {}


def test_a_quiet_tag_is_nowhere_its_holder_speaks(content: DemoContent) -> None:
    assert sum(bool(person.quiet) for person in content.people) >= 8
    for person in content.people:
        spoken = " ".join([person.headline, person.bio, *person.answers.values()]).casefold()
        shown = {
            tag.casefold()
            for tags in (person.community, person.tags_seek, person.tags_offer, person.interests)
            for tag in tags
        }
        for tag in person.quiet:
            assert tag.casefold() not in spoken
            assert tag.casefold() not in shown


def test_asks_and_conversations_are_in_every_state(content: DemoContent) -> None:
    assert len(content.asks) >= 60
    states = Counter(ask.state for ask in content.asks)
    assert set(states) == {"open", "accepted", "declined", "withdrawn", "closed"}
    assert {ask.relationship for ask in content.asks} == {"", "active", "ended"}
    assert len(content.conversations) >= 20


def test_files_are_small() -> None:
    assert all((FOLDER / name).stat().st_size < ONE_MEBIBYTE for name in FILES)


@pytest.mark.parametrize(
    ("name", "changes", "said"),
    [
        ("people.jsonl", {"stage": "wizard"}, "unknown stage 'wizard'"),
        ("people.jsonl", {"bio": "x" * 601}, "bio has 601 characters"),
        ("people.jsonl", {"bio": ""}, "bio has 0 characters"),
        ("people.jsonl", {"headline": "x" * 121}, "headline has 121 characters"),
        ("people.jsonl", {"time_zone": "Mars/Olympus"}, "unknown time zone"),
        ("people.jsonl", {"tags_seek": ["Two words"]}, "which is no hashtag name"),
        ("people.jsonl", {"tags_seek": ["MDS", "mds"]}, "repeats a hashtag"),
        ("people.jsonl", {"seats": 2}, "without being a mentor"),
        ("people.jsonl", {"languages": ["English"]}, "not a two-letter code"),
        ("people.jsonl", {"institution": "nowhere"}, "unknown institution 'nowhere'"),
        ("people.jsonl", {"hobby": "chess"}, "people.jsonl:1: unknown key hobby"),
        ("people.jsonl", {"slug": "nadia"}, "person nadia is there twice"),
        ("people.jsonl", {"stage": "student"}, "karin does not look for student"),
        ("people.jsonl", {"institution": "bjorkvalla"}, "both are at one institution"),
        ("asks.jsonl", {"kind": "sponsorship"}, "karin does not offer sponsorship"),
        ("asks.jsonl", {"why": "x" * 501}, "longer than 500"),
        ("asks.jsonl", {"mentor": "nobody_here", "id": "ana-nobody_here"}, "nobody is called"),
        ("asks.jsonl", {"mentor": "rosa_m", "id": "ana-rosa_m"}, "rosa_m is no mentor"),
        ("asks.jsonl", {"state": "declined"}, "relationship without being accepted"),
        ("asks.jsonl", {"answered_days_ago": 4000}, "answered before it was asked"),
        ("conversations.jsonl", {"ask": "ana-leah_f"}, "no accepted ask"),
        ("conversations.jsonl", {"start_days_ago": 0}, "last message is in the future"),
        ("conversations.jsonl", {"start_days_ago": 400}, "starts before the ask was accepted"),
        (
            "conversations.jsonl",
            {"messages": [{"sender": "sam", "minutes": 0, "text": "Hello"}]},
            "sam is not one of the two",
        ),
    ],
)
def test_a_wrong_line_is_named(
    copied: Path, name: str, changes: dict[str, object], said: str
) -> None:
    _edit(copied, name, 0, **changes)
    with pytest.raises(DemoContentError, match=re.escape(said)):
        load(copied)


def test_a_fourth_open_ask_is_named(copied: Path) -> None:
    ask = {"mentee": "ana", "kind": "talk", "state": "open", "days_ago": 1, "why": "One question."}
    with (copied / "asks.jsonl").open("a", encoding="utf-8") as lines:
        for mentor in ("bella_r", "hiro_t", "dermot", "priya_n"):
            lines.write(json.dumps(ask | {"id": f"ana-{mentor}", "mentor": mentor}) + "\n")
    with pytest.raises(DemoContentError, match="ana has 4 open asks"):
        load(copied)


def test_a_seat_too_many_is_named(copied: Path) -> None:
    lines = (copied / "people.jsonl").read_text(encoding="utf-8").splitlines()
    karin = next(n for n, line in enumerate(lines) if json.loads(line)["slug"] == "karin")
    _edit(copied, "people.jsonl", karin, seats=0, status="not_offering")
    with pytest.raises(DemoContentError, match="karin has 1 mentees and 0 seats"):
        load(copied)


@pytest.mark.parametrize("line", ["{", "[]"])
def test_a_line_that_is_no_object_is_named(copied: Path, line: str) -> None:
    (copied / "asks.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(DemoContentError, match=r"asks\.jsonl:1"):
        load(copied)
