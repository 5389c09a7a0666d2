"""Published and enumerated cases of stable matching, from both sides."""

import json
from pathlib import Path

import pytest

from matching.engine.certify import certify_lists
from matching.engine.cohort.assign import assign_lists
from matching.engine.cohort.lists import PreferenceLists
from matching.engine.errors import BadTerms, UnknownPerson

CASES = json.loads(
    (Path(__file__).parents[3] / "data" / "stable_matching_cases.json").read_text("utf-8")
)


def lists_of(case):
    hospitals = case["hospitals"]
    return PreferenceLists.named(
        case["residents"],
        {name: hospital["prefs"] for name, hospital in hospitals.items()},
        {name: hospital["capacity"] for name, hospital in hospitals.items()},
    )


def named(case, assignment):
    residents, hospitals = list(case["residents"]), list(case["hospitals"])
    pairs = zip(assignment.pairs.mentee, assignment.pairs.mentor, strict=True)
    return {residents[one]: hospitals[other] for one, other in pairs}


def test_all_cases_are_here():
    assert len(CASES) == 194


@pytest.mark.parametrize("side", ["resident", "hospital"])
def test_the_case_is_answered_as_published_or_enumerated(side):
    method = {"resident": "stable-mentees", "hospital": "stable-mentors"}[side]
    for case in CASES:
        lists = lists_of(case)
        assignment = assign_lists(lists, method=method)
        expected = case[f"expected_{side}_optimal"]
        matched = {name: mate for name, mate in expected.items() if mate is not None}
        assert named(case, assignment) == matched, case["name"]
        assert certify_lists(lists, assignment) == [], case["name"]


def test_a_name_that_is_nobody_is_an_error_that_says_whose_list():
    with pytest.raises(UnknownPerson, match="list of mentee A names Z"):
        PreferenceLists.named({"A": ["Z"]}, {"X": ["A"]}, {"X": 1})
    with pytest.raises(UnknownPerson, match="list of mentor X names B"):
        PreferenceLists.named({"A": ["X"]}, {"X": ["A", "B"]}, {"X": 1})


def test_a_name_twice_is_an_error():
    with pytest.raises(BadTerms, match="list of mentee A names somebody twice"):
        PreferenceLists.named({"A": ["X", "X"]}, {"X": ["A"]}, {"X": 1})


def test_a_pair_that_only_one_lists_is_left_out():
    lists = PreferenceLists.named({"A": ["X", "Y"], "B": []}, {"X": [], "Y": ["A", "B"]},
                                  {"X": 1, "Y": 1})  # fmt: skip
    assignment = assign_lists(lists)
    assert assignment.pairs.mentee.tolist() == [0]
    assert assignment.pairs.mentor.tolist() == [1]
    assert assignment.unmatched.tolist() == [1]
