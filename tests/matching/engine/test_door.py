"""The command line: suggestions from a file, and what it says about a file that is wrong."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from matching.coding import STAGES as SITE_STAGES
from matching.engine.door import telling
from matching.engine.door.commands import main
from matching.engine.door.words import STAGES
from profiles.choices import Stage

ROOT = Path(__file__).resolve().parents[3]


def plain_environment(**more: str) -> dict[str, str]:
    """An environment that knows nothing of Django or a database."""
    left_out = ("DJANGO_", "KINDRED_", "DATABASE_", "REDIS_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    return kept | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"} | more


def a_file(**changes: Any) -> dict[str, Any]:
    """Two mentees and two mentors of whom tags alone are known."""
    return {
        "mentees": [
            {"id": "rosa", "seeks": {"#HemePath": 0.9, "#MDS": 0.9}},
            {"id": "ben", "seeks": {"#MedEd": 0.8}},
        ],
        "mentors": [
            {"id": "aziz", "offers": {"#HemePath": 0.9, "#MDS": 0.8}},
            {"id": "berg", "offers": {"#MedEd": 1}},
        ],
    } | changes


class Door:
    """Runs commands on files written for one test."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        self.said = ""

    def __call__(self, command: str, content: Any, *more: str) -> tuple[int, Any]:
        """The exit code and the answer; what was said besides is in `said`."""
        path = self.folder / "cohort.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        code = main([command, str(path), *more])
        out, self.said = self.capsys.readouterr()
        return code, json.loads(out) if out else None


@pytest.fixture
def door(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Door:
    return Door(tmp_path, capsys)


def test_the_example_of_the_help_runs_as_printed(tmp_path: Path) -> None:
    asked = [sys.executable, "-m", "matching.engine", "--help"]
    shown = subprocess.run(
        asked, cwd=ROOT, env=plain_environment(), capture_output=True, text=True, check=True
    ).stdout
    example = shown.split("copied as it stands:")[1]

    ran = subprocess.run(
        ["bash", "-e", "-c", example],
        cwd=tmp_path,
        env=plain_environment(PYTHONPATH=str(ROOT)),
        capture_output=True,
        text=True,
        check=True,
    )

    answer = json.JSONDecoder().raw_decode(ran.stdout)[0]
    assert answer["rosa"][0]["mentor"] == "aziz"
    assert answer["ben"][0]["mentor"] == "berg"


def test_neither_django_nor_a_database_is_touched(tmp_path: Path) -> None:
    path = tmp_path / "cohort.json"
    path.write_text(json.dumps(a_file()))
    look = (
        "import sys; from matching.engine.door.commands import main;"
        f"main(['suggest', {str(path)!r}]);"
        "print([m for m in ('django', 'psycopg2', 'celery', 'redis') if m in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", look],
        cwd=ROOT,
        env=plain_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.splitlines()[-1] == "[]"


def test_every_mentee_is_answered_and_shares_sum_to_the_score(door: Door) -> None:
    code, answer = door("suggest", a_file())

    assert code == 0
    assert list(answer) == ["rosa", "ben"]
    for rows in answer.values():
        assert [row["score"] for row in rows] == sorted((r["score"] for r in rows), reverse=True)
        for row in rows:
            assert sum(row["shares"].values()) == row["score"]


@pytest.mark.parametrize("k", [1, 3, 50])
def test_few_people_are_suggested_as_many_would_be(
    door: Door, monkeypatch: pytest.MonkeyPatch, k: int
) -> None:
    people = {
        "mentees": [{"id": n, "seeks": {f"t{n % 4}": 0.5, "t1": 1}} for n in range(12)],
        "mentors": [
            {"id": n, "offers": {f"t{n % 3}": 0.9}, "capacity": n % 3, "load": n % 2}
            for n in range(20)
        ],
        "forbid": [[1, 1], [2, 7]],
    }
    few = door("suggest", people, "--k", str(k))
    monkeypatch.setattr(telling, "FEW_PAIRS", 0)
    assert door("suggest", people, "--k", str(k)) == few


def test_k_bounds_the_rows(door: Door) -> None:
    assert all(len(rows) == 1 for rows in door("suggest", a_file(), "--k", "1")[1].values())


def test_a_forbidden_pair_is_not_suggested(door: Door) -> None:
    _code, answer = door("suggest", a_file(forbid=[["rosa", "aziz"]]))
    assert [row["mentor"] for row in answer["rosa"]] == ["berg"]
    assert [row["mentor"] for row in answer["ben"]] == ["berg", "aziz"]


def test_equal_ids_on_both_sides_are_not_the_same_person(door: Door) -> None:
    content = {
        "mentees": [{"id": 1, "seeks": ["MDS"]}],
        "mentors": [{"id": 1, "offers": ["mds"]}],
    }
    _code, answer = door("suggest", content)
    assert [row["mentor"] for row in answer["1"]] == [1]


def test_order_and_ids_in_the_file_change_no_answer(door: Door) -> None:
    people = {
        "mentees": [{"id": f"m{n}", "seeks": {f"t{n % 3}": 1}} for n in range(9)],
        "mentors": [{"id": f"g{n}", "offers": {f"t{n % 2}": 1}, "load": n // 4} for n in range(8)],
    }
    _code, answer = door("suggest", people)
    turned = {side: list(reversed(rows)) for side, rows in people.items()}
    assert door("suggest", turned)[1] == answer

    renamed = json.loads(re.sub(r'"(m|g)(\d)"', r'"x\1\2"', json.dumps(people)))
    _code, other = door("suggest", renamed)
    assert json.loads(re.sub(r'"x(m|g)(\d)"', r'"\1\2"', json.dumps(other))) == answer


def test_a_seed_breaks_ties_another_way_and_the_same_seed_the_same_way(door: Door) -> None:
    people = {
        "mentees": [{"id": "m", "seeks": {"t": 1}}],
        "mentors": [{"id": n, "offers": {"t": 1}} for n in range(30)],
    }
    orders = [
        [row["mentor"] for row in door("suggest", people, "--seed", seed)[1]["m"]]
        for seed in ("1", "1", "2")
    ]
    assert orders[0] == orders[1] != orders[2]


def test_daylight_saving_follows_the_day(door: Door) -> None:
    people = {
        "mentees": [{"id": "m", "seeks": {"t": 1}, "time_zone": "America/Chicago"}],
        "mentors": [{"id": "g", "offers": {"t": 1}, "time_zone": "Europe/Paris"}],
    }

    def hours(*more: str, **changes: str) -> float:
        share: float = door("suggest", people | changes, *more)[1]["m"][0]["shares"]["hours"]
        return share

    usual = hours()
    between = hours("--date", "2026-03-15")  # Chicago has moved its clocks, Paris has not
    assert between > usual
    assert hours(date="2026-03-15") == between
    assert hours("--date", "2026-01-15", date="2026-03-15") == usual


def test_everything_a_file_may_say_is_read(door: Door) -> None:
    plain = {"id": "m", "seeks": {"t": 1}}, {"id": "g", "offers": {"t": 1}}
    both = {
        "kinds": ["sponsorship"],
        "goals": ["first paper"],
        "values": ["candor"],
        "languages": ["en"],
    }
    full = (
        plain[0] | both | {"is": {"u": 1}, "stage": "resident", "institution": "St. Mary"},
        plain[1]
        | both
        | {"wants": {"u": 1}, "stage": "fellow", "institution": "Rush", "load": 2, "capacity": 3}
        | {"asked": 9, "answered": 9, "prompt": 9, "accepted": 9, "wants_stages": ["Resident"]},
    )
    rows = [
        door("suggest", {"mentees": [mentee], "mentors": [mentor]})[1]["m"][0]["shares"]
        for mentee, mentor in (plain, full)
    ]
    for signal in ("wanted", "kinds", "goals", "values", "stage", "language", "answers"):
        assert rows[1][signal] > rows[0][signal], signal
    assert rows[1]["room"] < rows[0]["room"]


@pytest.mark.parametrize(
    ("change", "left"),
    [
        ({"capacity": 0}, []),
        ({"open": False}, []),
        ({"wants_stages": ["fellow"]}, []),
        ({"only_elsewhere": True, "institution": " RUSH "}, []),
        ({"only_elsewhere": True}, ["g"]),
    ],
)
def test_hard_rules_hold(door: Door, change: dict[str, Any], left: list[str]) -> None:
    content = {
        "mentees": [{"id": "m", "seeks": {"t": 1}, "stage": "resident", "institution": "Rush"}],
        "mentors": [{"id": "g", "offers": {"t": 1}} | change],
    }
    assert [row["mentor"] for row in door("suggest", content)[1]["m"]] == left


MENTOR = {"id": "aziz", "offers": {"MDS": 0.8}}
MENTEE = {"id": "rosa", "seeks": {"MDS": 0.9}}
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"mentors": [{"id": "aziz"}]}, 'mentor "aziz", offers: is missing'),
    ({"mentees": [{"id": "rosa"}]}, 'mentee "rosa", seeks: is missing'),
    ({"mentors": [{"offers": {}}]}, "mentor number 1, id: is missing"),
    ({"mentors": [MENTOR | {"id": True}]}, "mentor number 1, id: must be"),
    ({"mentors": [MENTOR, MENTOR]}, 'mentor "aziz", id: is used for 2 people'),
    ({"mentors": [MENTOR, 7]}, "mentor number 2: must be an object"),
    ({"mentors": [MENTOR | {"offers": {"MDS": 3}}]}, 'mentor "aziz", offers, "MDS": must be from'),
    (
        {"mentors": [MENTOR | {"offers": {"MDS": "a"}}]},
        'mentor "aziz", offers, "MDS": must be a nu',
    ),
    ({"mentors": [MENTOR | {"offers": {"MDS": float("nan")}}]}, 'mentor "aziz", offers, "MDS"'),
    ({"mentors": [MENTOR | {"offers": {"#": 1}}]}, 'mentor "aziz", offers: has a tag without'),
    ({"mentors": [MENTOR | {"offers": 4}]}, 'mentor "aziz", offers: must be tags'),
    ({"mentors": [MENTOR | {"capacity": -1}]}, 'mentor "aziz", capacity: must be from 0'),
    ({"mentors": [MENTOR | {"capacity": 1.5}]}, 'mentor "aziz", capacity: must be a whole number'),
    ({"mentors": [MENTOR | {"capacity": "two"}]}, 'mentor "aziz", capacity: must be a number'),
    ({"mentors": [MENTOR | {"load": float("inf")}]}, 'mentor "aziz", load: must be from 0'),
    ({"mentors": [MENTOR | {"stage": "boss"}]}, 'mentor "aziz", stage: must be one of premed'),
    ({"mentors": [MENTOR | {"open": "no"}]}, 'mentor "aziz", open: must be true or false'),
    ({"mentors": [MENTOR | {"kinds": "talk"}]}, 'mentor "aziz", kinds: must be a list of words'),
    ({"mentors": [MENTOR | {"answered": 1}]}, 'mentor "aziz", answered: must be at most asked'),
    ({"mentors": [MENTOR | {"institution": 5}]}, 'mentor "aziz", institution: must be a text'),
    ({"mentees": [MENTEE | {"time_zone": "Mars/Base"}]}, 'mentee "rosa", time_zone: must be'),
    ({"mentees": [MENTEE | {"time_zone": "/etc/passwd"}]}, 'mentee "rosa", time_zone: must be'),
    ({"mentees": [MENTEE | {"elsewhere": 2}]}, 'mentee "rosa", elsewhere: must be from 0 to 1'),
    ({"mentees": None}, "mentees: is missing"),
    ({"mentees": {}}, "mentees: must be a list"),
    ({"forbid": [["rosa", "nobody"]]}, 'forbid, pair 1: there is no mentor "nobody"'),
    ({"forbid": [["rosa"]]}, "forbid, pair 1: must be [mentee, mentor]"),
    ({"pin": 3}, "pin: must be a list of pairs"),
    ({"date": "tomorrow"}, "date: must be a day"),
]


@pytest.mark.parametrize(("change", "said"), WRONG, ids=[said for _, said in WRONG])
def test_what_is_wrong_is_told_by_person_and_field(
    door: Door, change: dict[str, Any], said: str
) -> None:
    code, answer = door("suggest", a_file(**change))
    assert (code, answer) == (2, None)
    assert said in door.said


@pytest.mark.parametrize("text", ["", "[", "3", "[]", '{"mentees": [], "mentees": []}', "\ufeff{}"])
def test_what_is_no_such_file_is_refused(door: Door, text: str) -> None:
    assert door("suggest", text)[0] == 2
    assert "cohort.json" in door.said


def test_a_file_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suggest", "/nonexistent/cohort.json"]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_a_field_without_meaning_is_told_and_stops_nothing(door: Door) -> None:
    code, _answer = door("suggest", a_file(mentors=[MENTOR | {"capcity": 3}]))
    assert code == 0
    assert 'mentor "aziz", capcity: is not read; did you mean "capacity"?' in door.said


def test_nobody_at_all_is_no_mistake(door: Door) -> None:
    assert door("suggest", {"mentees": [], "mentors": []}) == (0, {})


def test_stages_are_those_of_the_site() -> None:
    assert {name: number for number, name in enumerate(SITE_STAGES) if name in Stage} == STAGES
