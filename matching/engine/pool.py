"""The people to be matched, as arrays.

A person is a row; a column is one fact about everybody. What a person has not said has its own
value, so that silence is never mistaken for a no. Tags, kinds, goals, values, languages, stages
and institutions are small numbers that the caller chose; the engine knows no names.
"""

from dataclasses import dataclass, fields
from typing import Any, Self, TypeVar

import numpy as np
import numpy.typing as npt

from matching.engine import columns
from matching.engine.errors import BadArray, UnknownPerson
from matching.engine.grid import Flags, Floats, Ints, Keys, Masks
from matching.engine.ties import Ties

UNKNOWN = -1
UNKNOWN_ZONE = 100_000
MAX_OFFSET = 24 * 60
STAGES = 32
OFF_LADDER = 16

Scalar = TypeVar("Scalar", bound=np.generic)


@dataclass(frozen=True, eq=False)
class Mentees:
    """Those who seek, n rows. Every array is one-dimensional with n entries.

    person       int64, who it is: equal numbers on both sides are the same human being
    key          uint64, seeded key that breaks ties (see `keys.person_keys`)
    seeks        Ties to the tags a mentor is sought for
    is_          Ties to the tags that say who the mentee is
    community    Ties to the community tags she shows publicly; quiet ones are nobody's input
    kinds        uint64 bit mask of the kinds of help sought; 0 = not said
    goals        uint64 bit mask; 0 = not said
    values       uint64 bit mask; 0 = not said
    languages    uint64 bit mask; 0 = not said
    stage        int64, 0-15: a rung of the career ladder, lowest first; OFF_LADDER (16) to 31: a
                 stage beside it, neither above nor below any other; UNKNOWN (-1)
    institution  int64, any number from 0 up, equal = same place; UNKNOWN (-1)
    offset       int64, minutes east of UTC in the week in question; UNKNOWN_ZONE
    elsewhere    float64 within [0, 1], how much a mentor from another institution is wished
    community_wish  float64 within [0, 1], how much a mentor of her own communities is wished

    Raises BadArray with the array's name, e.g. `mentees.stage`.
    """

    person: Ints
    key: Keys
    seeks: Ties
    is_: Ties
    community: Ties
    kinds: Masks
    goals: Masks
    values: Masks
    languages: Masks
    stage: Ints
    institution: Ints
    offset: Ints
    elsewhere: Floats
    community_wish: Floats

    def __post_init__(self) -> None:
        size = len(np.atleast_1d(np.asarray(self.person)))
        _check_shared(self, "mentees", size, ties=("seeks", "is_", "community"))
        for name in ("elsewhere", "community_wish"):
            wish = columns.floats(f"mentees.{name}", getattr(self, name), size, 0.0, 1.0)
            _set(self, name, wish)

    @classmethod
    def blank(cls, person: npt.ArrayLike, key: npt.ArrayLike) -> Self:
        """Mentees of whom nothing is known yet; fill in with `dataclasses.replace`."""
        size = len(np.atleast_1d(np.asarray(person)))
        zero = np.zeros(size, dtype=np.uint64)
        unknown = np.full(size, UNKNOWN)
        return cls(
            person=np.asarray(person),
            key=np.asarray(key),
            seeks=Ties.none(size),
            is_=Ties.none(size),
            community=Ties.none(size),
            kinds=zero,
            goals=zero,
            values=zero,
            languages=zero,
            stage=unknown,
            institution=unknown,
            offset=np.full(size, UNKNOWN_ZONE),
            elsewhere=np.zeros(size),
            community_wish=np.zeros(size),
        )

    def __len__(self) -> int:
        return int(self.person.size)

    def take(self, people: Ints) -> "Mentees":
        """The given mentees (int64[m] of indices) as rows 0..m-1."""
        return columns.rows_of(self, _taken(self, people))


@dataclass(frozen=True, eq=False)
class Mentors:
    """Those who offer, m rows. Every array is one-dimensional with m entries.

    person, key, kinds, goals, values, languages, stage, institution, offset as for Mentees:
    kinds are those offered, goals those he can help with
    offers          Ties to the tags a mentor offers help with
    wants           Ties to the tags wished of a mentee
    community       Ties to the community tags he shows publicly
    wanted_stages   uint64 bit mask over stages (bit 0 = stage 0); 0 = any stage
    only_elsewhere  bool, accepts nobody of the own institution
    open            bool, takes requests now (not paused, not hidden)
    free_seats      int64 from 0 up
    load            float64 from 0 up: mentees carried now, other duties as parts of one
    asked           int64, requests answered or left without an answer in due time
    answered        int64, of those, answered at all
    prompt          int64, of those, answered within signals.PROMPT_DAYS days
    accepted        int64, of the answered, accepted

    Raises BadArray with the array's name, e.g. `mentors.load`.
    """

    person: Ints
    key: Keys
    offers: Ties
    wants: Ties
    community: Ties
    kinds: Masks
    goals: Masks
    values: Masks
    languages: Masks
    stage: Ints
    institution: Ints
    offset: Ints
    wanted_stages: Masks
    only_elsewhere: Flags
    open: Flags
    free_seats: Ints
    load: Floats
    asked: Ints
    answered: Ints
    prompt: Ints
    accepted: Ints

    def __post_init__(self) -> None:
        size = len(np.atleast_1d(np.asarray(self.person)))
        _check_shared(self, "mentors", size, ties=("offers", "wants", "community"))
        wanted = columns.masks("mentors.wanted_stages", self.wanted_stages, size)
        if (wanted >> np.uint64(STAGES)).any():
            raise BadArray("mentors.wanted_stages", f"names a stage beyond {STAGES - 1}")
        _set(self, "wanted_stages", wanted)
        for name in ("only_elsewhere", "open"):
            _set(self, name, columns.flags(f"mentors.{name}", getattr(self, name), size))
        for name in ("free_seats", "asked", "answered", "prompt", "accepted"):
            _set(self, name, columns.whole_numbers(f"mentors.{name}", getattr(self, name), size, 0))
        _set(self, "load", columns.floats("mentors.load", self.load, size, low=0.0))
        if (self.answered > self.asked).any():
            raise BadArray("mentors.answered", "exceeds mentors.asked")
        for name in ("prompt", "accepted"):
            if (getattr(self, name) > self.answered).any():
                raise BadArray(f"mentors.{name}", "exceeds mentors.answered")

    @classmethod
    def blank(cls, person: npt.ArrayLike, key: npt.ArrayLike) -> Self:
        """Open mentors with one free seat of whom nothing else is known yet."""
        size = len(np.atleast_1d(np.asarray(person)))
        zero = np.zeros(size, dtype=np.uint64)
        none = np.zeros(size, dtype=np.int64)
        unknown = np.full(size, UNKNOWN)
        return cls(
            person=np.asarray(person),
            key=np.asarray(key),
            offers=Ties.none(size),
            wants=Ties.none(size),
            community=Ties.none(size),
            kinds=zero,
            goals=zero,
            values=zero,
            languages=zero,
            stage=unknown,
            institution=unknown,
            offset=np.full(size, UNKNOWN_ZONE),
            wanted_stages=zero,
            only_elsewhere=np.zeros(size, dtype=np.bool_),
            open=np.ones(size, dtype=np.bool_),
            free_seats=np.ones(size, dtype=np.int64),
            load=np.zeros(size),
            asked=none,
            answered=none,
            prompt=none,
            accepted=none,
        )

    def __len__(self) -> int:
        return int(self.person.size)

    def take(self, people: Ints) -> "Mentors":
        """The given mentors (int64[m] of indices) as rows 0..m-1."""
        return columns.rows_of(self, _taken(self, people))


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of a mentee and a mentor: two int64 arrays of indices, kept in order of mentees."""

    mentee: Ints
    mentor: Ints
    name: str = "pairs"

    def __post_init__(self) -> None:
        mentee = columns.whole_numbers(f"{self.name}.mentee", self.mentee, None, low=0)
        mentor = columns.whole_numbers(f"{self.name}.mentor", self.mentor, mentee.size, low=0)
        order = np.lexsort((mentor, mentee))
        _set(self, "mentee", mentee[order])
        _set(self, "mentor", mentor[order])

    @classmethod
    def none(cls) -> Self:
        """No pairs."""
        return cls(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))

    def among(self, mentees: Ints) -> tuple[Ints, Ints]:
        """The pairs of the given mentees: positions in `mentees`, and mentor indices."""
        start = np.searchsorted(self.mentee, mentees, side="left")
        counts = np.searchsorted(self.mentee, mentees, side="right") - start
        before = np.cumsum(counts) - counts
        at = np.arange(int(counts.sum())) + np.repeat(start - before, counts)
        return np.repeat(np.arange(mentees.size), counts), self.mentor[at]

    def holds(self, mentee: Ints, mentor: Ints) -> Flags:
        """Which of the given pairs, as two parallel arrays, are among these: bool[pairs]."""
        base = 1 + max(int(self.mentor.max(initial=0)), int(mentor.max(initial=0)))
        return np.isin(mentee * base + mentor, self.mentee * base + self.mentor)


@dataclass(frozen=True, eq=False)
class Pool:
    """Everybody to be matched.

    tags      how many tags there are; tag indices run from 0 to tags - 1
    mentees   Mentees, n rows
    mentors   Mentors, m rows, no key twice
    excluded  Pairs that must never meet: blocks, evaluators, existing pairs, open requests, …

    Raises BadArray with the array's name.
    """

    tags: int
    mentees: Mentees
    mentors: Mentors
    excluded: Pairs

    def __post_init__(self) -> None:
        for label, side in (("mentees", self.mentees), ("mentors", self.mentors)):
            for name, ties in vars(side).items():
                if isinstance(ties, Ties) and int(ties.tags.max(initial=-1)) >= self.tags:
                    raise BadArray(f"{label}.{name}.tags", f"names a tag beyond {self.tags - 1}")
        if np.unique(self.mentors.key).size != len(self.mentors):
            raise BadArray("mentors.key", "holds a key twice")
        for name, size in (("mentee", len(self.mentees)), ("mentor", len(self.mentors))):
            column: Ints = getattr(self.excluded, name)
            if column.size and int(column.max()) >= size:
                raise BadArray(f"excluded.{name}", f"names somebody beyond {size - 1}")

    def mentee_indices(self, mentees: npt.ArrayLike | None) -> Ints:
        """`mentees` as int64 indices, all of them for None; raises UnknownPerson."""
        return _indices("mentee", mentees, len(self.mentees))

    def mentor_indices(self, mentors: npt.ArrayLike | None) -> Ints:
        """`mentors` as int64 indices, all of them for None; raises UnknownPerson."""
        return _indices("mentor", mentors, len(self.mentors))


def facing(column: npt.NDArray[Scalar], pairwise: bool) -> npt.NDArray[Scalar]:
    """A mentees' column as it meets a mentors' column: row by row, or each with every other."""
    return column if pairwise else column[:, None]


def _indices(word: str, people: npt.ArrayLike | None, size: int) -> Ints:
    if people is None:
        return np.arange(size)
    indices = columns.whole_numbers(f"{word}s", people, None, low=-(2**62))
    if indices.size and (int(indices.min()) < 0 or int(indices.max()) >= size):
        raise UnknownPerson(f"There is no such {word}: the pool has {size}.")
    return indices


def _set(owner: object, name: str, value: object) -> None:
    object.__setattr__(owner, name, value)


def _taken(side: Mentees | Mentors, people: Ints) -> dict[str, Any]:
    taken: dict[str, Any] = {}
    for field in fields(side):
        column = getattr(side, field.name)
        taken[field.name] = column.take(people) if isinstance(column, Ties) else column[people]
    return taken


def _check_shared(side: Mentees | Mentors, label: str, size: int, ties: tuple[str, ...]) -> None:
    _set(side, "person", columns.whole_numbers(f"{label}.person", side.person, size, low=0))
    for name in ("key", "kinds", "goals", "values", "languages"):
        _set(side, name, columns.masks(f"{label}.{name}", getattr(side, name), size))
    for name, high in (("stage", STAGES - 1), ("institution", 2**62)):
        column = columns.whole_numbers(f"{label}.{name}", getattr(side, name), size, UNKNOWN, high)
        _set(side, name, column)
    offset = columns.whole_numbers(f"{label}.offset", side.offset, size, -MAX_OFFSET, UNKNOWN_ZONE)
    if ((offset > MAX_OFFSET) & (offset != UNKNOWN_ZONE)).any():
        raise BadArray(f"{label}.offset", f"holds more than {MAX_OFFSET} minutes")
    _set(side, "offset", offset)
    for name in ties:
        found: Ties = getattr(side, name)
        if found.people != size:
            raise BadArray(f"{label}.{name}.indptr", f"is for {found.people} people, not {size}")
