"""Cohorts at the command line: made, proved, and found out when somebody changed them by hand."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from matching.engine.door.cohorts import Asked, cohort, read_any
from matching.engine.door.commands import main

CASES = json.loads((Path(__file__).parents[2] / "data" / "stable_matching_cases.json").read_text())
METHODS = ("stable-mentees", "stable-mentors", "total", "fair")
LISTS = {
    "residents": {"A": ["X", "Y"], "B": ["X"], "C": ["Y", "X"]},
    "hospitals": {
        "X": {"capacity": 1, "prefs": ["C", "A", "B"]},
        "Y": {"capacity": 1, "prefs": ["A", "C"]},
    },
}


def people() -> dict[str, Any]:
    """Eight mentees, four mentors of two seats; one pair forbidden, one pinned."""
    return {
        "mentees": [
            {"id": f"m{n}", "seeks": {"#MDS": 0.1 * (n + 1), f"#T{n % 3}": 0.9}, "stage": "fellow"}
            for n in range(8)
        ],
        "mentors": [
            {"id": n, "offers": {"mds": 0.9, f"t{n}": 0.8}, "capacity": 2, "time_zone": "UTC"}
            for n in range(4)
        ],
        "forbid": [["m0", 0]],
        "pin": [["m1", 3]],
    }


class Table:
    """Runs `assign` and `verify` on files of one test."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def run(self, command: str, *more: str, **contents: Any) -> tuple[int, Any, str]:
        """Exit code, answer, and what was said besides."""
        paths = []
        for name, content in contents.items():
            path = self.folder / f"{name}.json"
            path.write_text(json.dumps(content))
            paths.append(str(path))
        code = main([command, *paths, *more])
        out, said = self.capsys.readouterr()
        return code, json.loads(out) if out else None, said

    def assign(self, content: Any, *more: str) -> Any:
        """A cohort."""
        code, answer, said = self.run("assign", *more, cohort=content)
        assert code == 0, said
        return answer

    def verify(self, content: Any, result: Any) -> tuple[int, Any]:
        """The exit code of the check, and its answer."""
        return self.run("verify", cohort=content, result=result)[:2]


@pytest.fixture
def table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Table:
    return Table(tmp_path, capsys)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("content", [people(), LISTS], ids=["people", "lists"])
def test_what_is_made_is_proved(table: Table, content: Any, method: str) -> None:
    answer = table.assign(content, "--method", method)
    assert table.verify(content, answer) == (0, {"valid": True, "problems": []})
    for pair in answer["pairs"]:
        assert sum(pair["shares"].values()) == pair["score"]
        assert 0 < pair["score"] <= 1


def test_pins_and_forbids_and_seats_hold(table: Table) -> None:
    answer = table.assign(people(), "--method", "total")
    pairs = [(pair["mentee"], pair["mentor"]) for pair in answer["pairs"]]
    assert ("m1", 3) in pairs
    assert ("m0", 0) not in pairs
    assert len(pairs) == 8
    assert answer["unmatched"] == []


def other_mentor(result: Any) -> None:
    pair = next(pair for pair in result["pairs"] if pair["mentor"] != 3)
    pair["mentor"] = 0 if pair["mentor"] != 0 else 1


def swapped(result: Any) -> None:
    one, other = (next(p for p in result["pairs"] if p["mentor"] == n) for n in (0, 1))
    one["mentor"], other["mentor"] = other["mentor"], one["mentor"]


def swapped_with_right_scores(result: Any) -> None:
    """As above, and everything about each pair looks right."""
    swapped(result)
    asked = read_any(people(), day=None, seed=0)
    right = cohort(asked, Asked("stable-mentees"))
    known = {(pair["mentee"], pair["mentor"]): pair for pair in right["pairs"]}
    for pair in result["pairs"]:
        pair.update(known.get((pair["mentee"], pair["mentor"]), {}))


def left_out(result: Any) -> None:
    result["unmatched"].append(result["pairs"].pop()["mentee"])


def twice(result: Any) -> None:
    result["pairs"].append(deepcopy(result["pairs"][0]))


def nobody(result: Any) -> None:
    result["pairs"][0]["mentor"] = "nobody"


def better_score(result: Any) -> None:
    result["pairs"][0]["score"] += 2**-48


def other_share(result: Any) -> None:
    result["pairs"][0]["shares"]["hashtags"] += 2**-48


def no_score(result: Any) -> None:
    del result["pairs"][0]["score"]


def forgotten(result: Any) -> None:
    result["unmatched"].append("m0")


def other_total(result: Any) -> None:
    result["certificate"]["total"] += 1


def other_seed(result: Any) -> None:
    result["certificate"]["matched"] -= 1


TAMPERED = [other_mentor, swapped, swapped_with_right_scores, left_out, twice, nobody, better_score,
            other_share, no_score, forgotten, other_total, other_seed]  # fmt: skip


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("change", TAMPERED, ids=[change.__name__ for change in TAMPERED])
def test_what_was_changed_by_hand_is_found_out(
    table: Table, change: Callable[[Any], None], method: str
) -> None:
    answer = table.assign(people(), "--method", method)
    change(answer)
    code, told = table.verify(people(), answer)
    assert code == 1
    assert told["problems"]


def test_a_mentor_changed_in_a_cohort_of_lists_is_found_out(table: Table) -> None:
    answer = table.assign(LISTS)
    assert {pair["mentee"]: pair["mentor"] for pair in answer["pairs"]} == {"A": "X", "C": "Y"}
    for pair in answer["pairs"]:
        pair["mentor"] = {"X": "Y", "Y": "X"}[pair["mentor"]]
    assert table.verify(LISTS, answer)[0] == 1


@pytest.mark.parametrize("spoil", ["pairs", "certificate"])
def test_a_result_without_its_parts_cannot_be_read(table: Table, spoil: str) -> None:
    answer = table.assign(people())
    del answer[spoil]
    assert table.verify(people(), answer) == (2, None)


def test_a_cohort_of_another_file_is_not_proved(table: Table) -> None:
    answer = table.assign(people())
    other = people()
    other["mentees"][2]["seeks"] = {"#T2": 1}
    assert table.verify(other, answer)[0] == 1


def test_the_day_and_the_seed_stand_in_the_certificate(table: Table) -> None:
    answer = table.assign(people(), "--date", "2026-07-01", "--seed", "5")
    assert answer["certificate"]["date"] == "2026-07-01"
    assert answer["certificate"]["seed"] == 5
    assert table.verify(people(), answer)[0] == 0


def test_order_in_the_file_changes_no_cohort(table: Table) -> None:
    turned = people()
    turned["mentees"].reverse()
    turned["mentors"].reverse()
    for method in METHODS:
        one, other = (
            {(pair["mentee"], pair["mentor"]): pair for pair in made["pairs"]}
            for made in (table.assign(c, "--method", method) for c in (people(), turned))
        )
        assert one == other
        assert table.verify(turned, table.assign(people(), "--method", method))[0] == 0


def test_ranked_wishes_come_before_scores(table: Table) -> None:
    wished = people()
    wished["pin"] = []
    wished["mentees"][4]["ranks"] = [2, 1]
    wished["mentors"][2]["ranks"] = ["m4"]
    answer = table.assign(wished)
    pairs = {pair["mentee"]: pair["mentor"] for pair in answer["pairs"]}
    assert pairs["m4"] == 2
    assert list(pairs.values()).count(2) == 1


def test_at_least_one_mentee_for_whom_it_is_wished(table: Table) -> None:
    few = people()
    few["mentees"], few["pin"], few["forbid"] = few["mentees"][2:4], [], []
    few["mentors"][3] |= {"offers": {}, "at_least_one": True}
    answer = table.assign(few, "--method", "total")
    assert 3 in {pair["mentor"] for pair in answer["pairs"]}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_published_cases_come_out_as_published(case: dict[str, Any]) -> None:
    for method, expected in (
        ("stable-mentees", case["expected_resident_optimal"]),
        ("stable-mentors", case["expected_hospital_optimal"]),
    ):
        made = cohort(read_any(case, day=None, seed=0), Asked(method))
        assert {pair["mentee"]: pair["mentor"] for pair in made["pairs"]} == expected
        assert set(made["unmatched"]) == set(case["residents"]) - set(expected)


def test_suggestions_of_ranked_lists_are_the_lists(table: Table) -> None:
    code, answer, _said = table.run("suggest", "--k", "1", cohort=LISTS)
    assert code == 0
    assert {name: [row["mentor"] for row in rows] for name, rows in answer.items()} == {
        "A": ["X"],
        "B": ["X"],
        "C": ["Y"],
    }


RESIDENTS, HOSPITALS = LISTS["residents"], LISTS["hospitals"]
WRONG: list[tuple[dict[str, Any], str]] = [
    (LISTS | {"hospitals": None}, "hospitals: must be an object"),
    (LISTS | {"residents": RESIDENTS | {"A": ["Z"]}}, 'resident "A", preferences: there is no'),
    (LISTS | {"residents": RESIDENTS | {"A": "X"}}, 'resident "A", preferences: must be a list'),
    (LISTS | {"residents": RESIDENTS | {"A": ["X", "X"]}}, 'resident "A", preferences: names some'),
    (LISTS | {"hospitals": HOSPITALS | {"X": {}}}, 'hospital "X", prefs: is missing'),
    (
        LISTS | {"hospitals": HOSPITALS | {"X": {"prefs": [], "capacity": -1}}},
        'hospital "X", capacity: must be a whole number from 0, not -1',
    ),
    (LISTS | {"forbid": [["A", "Q"]]}, 'forbid, pair 1: there is no "Q"'),
    (LISTS | {"pin": [["A", "X"]]}, "pin: cannot be read beside ranked lists"),
    (people() | {"pin": [["m0", 0]]}, 'mentee "m0", pin: she is pinned to 0, and a rule keeps'),
    (people() | {"pin": [["m1", 0], ["m1", 1]]}, 'mentee "m1", pin: she is pinned to more than'),
    (
        people() | {"pin": [[f"m{n}", 3] for n in (1, 2, 3)]},
        "mentor 3, capacity: 3 are pinned, and he takes 2",
    ),
    (
        people() | {"mentees": [{"id": "m1", "seeks": {}, "ranks": [9]}], "forbid": []},
        'mentee "m1", ranks: there is nobody "9"',
    ),
]


@pytest.mark.parametrize(("content", "said"), WRONG, ids=[said for _, said in WRONG])
def test_what_is_wrong_is_told(table: Table, content: Any, said: str) -> None:
    code, _answer, told = table.run("assign", cohort=content)
    assert code == 2
    assert said in told


def test_a_balance_beside_a_method_without_one_is_refused(table: Table) -> None:
    code, _answer, said = table.run("assign", "--method", "fair", "--balance", "1", cohort=LISTS)
    assert code == 2
    assert "balance" in said
