"""A file becomes a case: a pool, with the names that its indices stand for."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from matching.engine.cohort import Ranked, Terms
from matching.engine.door.errors import BadFile
from matching.engine.door.person import Person, shown
from matching.engine.door.sides import Numbers, mentee_side, mentor_side
from matching.engine.door.words import USUAL_DAY
from matching.engine.grid import Flags
from matching.engine.pool import Pairs, Pool
from matching.engine.rules import rules_between
from matching.engine.tag_statistics import TagStatistics, tag_statistics

SHARED = (
    *("id", "kinds", "goals", "values", "languages", "stage", "institution", "time_zone"),
    *("community", "ranks"),
)
KNOWN_FIELDS = {
    "mentee": (*SHARED, "seeks", "is", "elsewhere", "community_wish"),
    "mentor": (
        *SHARED,
        *("offers", "wants", "capacity", "wants_stages", "only_elsewhere", "open"),
        *("load", "asked", "answered", "prompt", "accepted", "at_least_one"),
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
    day         for time zones
    pins        pairs that must be together
    ranked      ranked lists of mentees and of mentors
    wished      bool[m], mentors for whom at least one mentee is wished
    remarks     lines worth telling that stop nothing
    """

    pool: Pool
    statistics: TagStatistics
    mentees: list[Name]
    mentors: list[Name]
    day: date
    pins: Pairs
    ranked: tuple[Ranked, Ranked]
    wished: Flags
    remarks: list[str]

    def terms(self, seed: int) -> Terms:
        """The terms of a cohort of these people."""
        return Terms(
            pins=self.pins,
            at_least_one=self.wished,
            mentee_lists=self.ranked[0],
            mentor_lists=self.ranked[1],
            seed=seed,
        )


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
    _check_pins(pool, pins, (mentees, mentors))
    return Case(
        pool=pool,
        statistics=tag_statistics(pool, version="file"),
        mentees=[person.name for person in mentees],
        mentors=[person.name for person in mentors],
        day=day,
        pins=pins,
        ranked=(_ranked(mentees, index[1]), _ranked(mentors, index[0])),
        wished=np.array([one.flag("at_least_one", usual=False) for one in mentors], dtype=np.bool_),
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


def _ranked(people: Sequence[Person], others: dict[str, int]) -> Ranked:
    """Ranked lists of one side; who gives none ranks by score."""
    lists: list[list[int] | None] = []
    for person in people:
        names = person.names("ranks")
        for name in names or ():
            if name not in others:
                raise person.wrong("ranks", f"there is nobody {shown(name)} on the other side")
        lists.append(None if names is None else [others[name] for name in names])
    return Ranked.of(lists, len(others))


def _check_pins(pool: Pool, pins: Pairs, people: tuple[list[Person], list[Person]]) -> None:
    """Pins that cannot all hold, told by name."""
    mentees, mentors = people
    for row, rules in enumerate(rules_between(pool, pins.mentee, pins.mentor)):
        if rules:
            other = shown(mentors[pins.mentor[row]].name)
            why = f"she is pinned to {other}, and a rule keeps them apart: {', '.join(rules)}"
            raise mentees[pins.mentee[row]].wrong("pin", why)
    for person in np.flatnonzero(np.bincount(pins.mentee) > 1).tolist():
        raise mentees[person].wrong("pin", "she is pinned to more than one mentor")
    given = np.bincount(pins.mentor, minlength=len(mentors))
    for person in np.flatnonzero(given > pool.mentors.free_seats).tolist():
        seats = pool.mentors.free_seats[person]
        raise mentors[person].wrong("capacity", f"{given[person]} are pinned, and he takes {seats}")
