"""A file becomes a case: a pool, with the names that its indices stand for."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from matching.engine.door.errors import BadFile
from matching.engine.door.person import Person, shown
from matching.engine.door.sides import Numbers, mentee_side, mentor_side
from matching.engine.door.words import USUAL_DAY
from matching.engine.pool import Pairs, Pool
from matching.engine.tag_statistics import TagStatistics, tag_statistics

SHARED = ("id", "kinds", "goals", "values", "languages", "stage", "institution", "time_zone")
KNOWN_FIELDS = {
    "mentee": (*SHARED, "seeks", "is", "elsewhere"),
    "mentor": (
        *SHARED,
        *("offers", "wants", "capacity", "wants_stages", "only_elsewhere", "open"),
        *("load", "asked", "answered", "prompt", "accepted"),
    ),
}
Name = str | int


@dataclass(frozen=True)
class Case:
    """What a file says.

    pool        everybody, mentees and mentors in the order of the file
    statistics  counted over the file itself
    mentees     ids by pool index, as they stand in the file
    mentors     likewise
    pins        pairs that must be together
    remarks     lines worth telling that stop nothing
    """

    pool: Pool
    statistics: TagStatistics
    mentees: list[Name]
    mentors: list[Name]
    pins: Pairs
    remarks: list[str]


def load(path: str) -> Any:
    """The JSON of a file. Raises BadFile when there is none."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(path, f"cannot be read: {error}") from None
    try:
        return json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise BadFile(path, f"is not JSON: {error}") from None
    except RecursionError:
        raise BadFile(path, "is nested too deeply") from None


def read_case(written: Any, *, day: date | None = None, seed: int = 0) -> Case:
    """A case from the JSON of people and tags. Raises BadFile.

    day   for time zones; else the file's "date", else USUAL_DAY
    seed  of the keys that break ties
    """
    if not isinstance(written, dict):
        raise BadFile("", f"the file must be an object, not {shown(written)}")
    day = day or _day(written)
    mentees, mentors = _people(written, "mentee"), _people(written, "mentor")
    numbers = Numbers.of([*mentees, *mentors])
    index = _index(mentees), _index(mentors)
    forbidden, pins = _pairs(written, "forbid", *index), _pairs(written, "pin", *index)
    pool = Pool(
        tags=len(numbers.tags),
        mentees=mentee_side(mentees, numbers, day, seed),
        mentors=mentor_side(mentors, numbers, day, seed, after=len(mentees)),
        excluded=forbidden,
    )
    return Case(
        pool=pool,
        statistics=tag_statistics(pool, version="file"),
        mentees=[person.name for person in mentees],
        mentors=[person.name for person in mentors],
        pins=pins,
        remarks=[
            line
            for person in (*mentees, *mentors)
            for line in person.unknown_fields(KNOWN_FIELDS[person.side])
        ],
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, none of whose names stands twice: the second would silently replace the first."""
    found = dict(pairs)
    if len(found) < len(pairs):
        name = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise BadFile(shown(name), "stands twice in one object")
    return found


def _day(written: Mapping[str, Any]) -> date:
    value = written.get("date")
    if value is None:
        return USUAL_DAY
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        problem = f"must be a day such as 2026-03-15, not {shown(value)}"
        raise BadFile("date", problem) from None


def _people(written: Mapping[str, Any], side: str) -> list[Person]:
    rows = written.get(f"{side}s")
    if not isinstance(rows, list):
        raise BadFile(f"{side}s", "is missing" if rows is None else "must be a list of people")
    people = [Person(side, fields, number) for number, fields in enumerate(rows, start=1)]
    named = Counter(str(person.name) for person in people)
    for person in people:
        if named[str(person.name)] > 1:
            raise person.wrong("id", f"is used for {named[str(person.name)]} people")
    return people


def _index(people: Sequence[Person]) -> dict[str, int]:
    return {str(person.name): row for row, person in enumerate(people)}


def _pairs(
    written: Mapping[str, Any], field: str, mentees: dict[str, int], mentors: dict[str, int]
) -> Pairs:
    """`forbid` or `pin` as indices; every pair once."""
    rows = written.get(field) or []
    if not isinstance(rows, list):
        raise BadFile(field, f"must be a list of pairs [mentee, mentor], not {shown(rows)}")
    found = set()
    for number, row in enumerate(rows, start=1):
        place = f"{field}, pair {number}"
        if not isinstance(row, list) or len(row) != 2:
            raise BadFile(place, f"must be [mentee, mentor], not {shown(row)}")
        for side, name, known in (("mentee", row[0], mentees), ("mentor", row[1], mentors)):
            if isinstance(name, list | dict) or str(name) not in known:
                raise BadFile(place, f"there is no {side} {shown(name)}")
        found.add((mentees[str(row[0])], mentors[str(row[1])]))
    pairs = np.array(sorted(found), dtype=np.int64).reshape(-1, 2)
    return Pairs(pairs[:, 0], pairs[:, 1], field)
