"""Ranked lists alone, in the shape of the stable matching cases: residents and hospitals."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.engine.cohort import FULL_FIT, PreferenceLists
from matching.engine.door.errors import BadFile
from matching.engine.door.person import LARGEST, shown


@dataclass(frozen=True)
class ListsCase:
    """What a file of ranked lists says. Residents are mentees, hospitals are mentors.

    lists             PreferenceLists, people in the order of the file
    mentees, mentors  names by index
    """

    lists: PreferenceLists
    mentees: list[str]
    mentors: list[str]

    def shares(self, mentee: int, mentor: int) -> dict[str, float] | None:
        """What each side's list adds to the pair's score; None for a pair that is not acceptable.

        A side adds half of the part of its list that is not ranked above the other.
        """
        parts = []
        for side, person, other in (
            (self.lists.mentees, mentee, mentor),
            (self.lists.mentors, mentor, mentee),
        ):
            start, end = side.indptr[person], side.indptr[person + 1]
            place = np.flatnonzero(side.choice[start:end] == other)
            if not place.size:
                return None
            length = int(end - start)
            parts.append(FULL_FIT * (length - int(place[0])) // length)
        his = parts[1] // 2
        hers = sum(parts) // 2 - his
        return {"mentee_list": hers / FULL_FIT, "mentor_list": his / FULL_FIT}


def is_lists(written: Any) -> bool:
    """Whether a file holds ranked lists instead of people with tags."""
    return isinstance(written, dict) and "residents" in written


def read_lists(written: Mapping[str, Any]) -> ListsCase:
    """A case of ranked lists. Raises BadFile."""
    residents, hospitals = _object(written, "residents"), _object(written, "hospitals")
    if written.get("pin"):
        raise BadFile("pin", "cannot be read beside ranked lists; shorten the lists instead")
    forbidden = _forbidden(written, residents, hospitals)
    mentees = {
        name: _named("resident", name, "preferences", choices, hospitals, "hospital")
        for name, choices in residents.items()
    }
    mentors, seats = {}, {}
    for name, fields in hospitals.items():
        if not isinstance(fields, dict) or "prefs" not in fields:
            raise _wrong("hospital", name, "prefs", "is missing")
        mentors[name] = _named("hospital", name, "prefs", fields["prefs"], residents, "resident")
        seats[name] = _capacity(name, fields.get("capacity", 1))
    mentees = {
        name: [other for other in choices if (name, other) not in forbidden]
        for name, choices in mentees.items()
    }
    return ListsCase(PreferenceLists.named(mentees, mentors, seats), list(mentees), list(mentors))


def _object(written: Mapping[str, Any], field: str) -> dict[str, Any]:
    people = written.get(field)
    if not isinstance(people, dict):
        raise BadFile(field, "must be an object with a list for each name")
    return people


def _wrong(side: str, name: str, field: str, problem: str) -> BadFile:
    return BadFile(f"{side} {shown(name)}, {field}", problem)


def _named(
    side: str, name: str, field: str, choices: Any, known: Mapping[str, Any], other: str
) -> list[str]:
    if not isinstance(choices, list):
        raise _wrong(side, name, field, f"must be a list of names, not {shown(choices)}")
    for choice in choices:
        if not isinstance(choice, str) or choice not in known:
            raise _wrong(side, name, field, f"there is no {other} {shown(choice)}")
    if len(set(choices)) < len(choices):
        raise _wrong(side, name, field, "names somebody twice")
    return choices


def _capacity(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST:
        problem = f"must be a whole number from 0, not {shown(value)}"
        raise _wrong("hospital", name, "capacity", problem)
    return value


def _forbidden(
    written: Mapping[str, Any], residents: Mapping[str, Any], hospitals: Mapping[str, Any]
) -> set[tuple[str, str]]:
    rows = written.get("forbid") or []
    if not isinstance(rows, list):
        raise BadFile("forbid", "must be a list of pairs [resident, hospital]")
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, list) or len(row) != 2 or not all(isinstance(n, str) for n in row):
            raise BadFile(f"forbid, pair {number}", "must be [resident, hospital]")
        for name, known in zip(row, (residents, hospitals), strict=True):
            if name not in known:
                raise BadFile(f"forbid, pair {number}", f"there is no {shown(name)}")
    return {(row[0], row[1]) for row in rows}
