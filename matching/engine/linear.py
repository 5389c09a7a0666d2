"""The score as the kernels read it: whole numbers, small tables and one sparse product.

Every signal has one of four forms, and the score is their sum, in units of 2**-48:

    own                 a number a mentor (`room`, `answers`)
    table               a number for each pair of codes: what the mentee said, what the mentor said
    near                three numbers a mentee: another, an unknown, the same institution; what
                        is the mentee's own is added to all three
    channel             a sparse product over tags; channels lie side by side, so it is one product

All of it comes from the functions in `signals.py`, called with the few different things that people
have said instead of with all people; nothing here knows what a signal means.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.engine import signals
from matching.engine.grid import Floats, Ints
from matching.engine.kernels.arrays import MenteeArrays, MentorArrays
from matching.engine.kernels.dense import dense_scores
from matching.engine.pool import UNKNOWN, Mentees, Mentors, Pool
from matching.engine.score import check_covered, community_portions, sums
from matching.engine.sought import Sought, sought
from matching.engine.tag_statistics import TagStatistics
from matching.engine.ties import Ties
from matching.engine.weights import DEFAULT_WEIGHTS, Weights

UNIT = 2.0**-48
EXCLUDED = -1

Codes = npt.NDArray[np.int32]
Column = npt.NDArray[Any]
Table = Callable[[Any, Any], Floats]


TABLES: tuple[tuple[str, str, Table], ...] = (
    ("kinds", "kinds", signals.share_met),
    ("goals", "goals", signals.share_met),
    ("values", "values", signals.share_met),
    ("stage", "stage", signals.stage),
    ("hours", "offset", signals.hours),
    ("language", "languages", signals.language),
)


@dataclass(frozen=True, eq=False)
class Rows:
    """Sparse whole numbers above 0 in compressed rows: row i from indptr[i] up to indptr[i+1].

    indptr int64[rows+1], at int32[entries] ascending within a row, value int64[entries]
    """

    indptr: Ints
    at: Codes
    value: Ints

    @classmethod
    def of(cls, sides: Sequence[tuple[Ties | Sought, Floats]], tags: int, unit: float) -> "Rows":
        """Ties of the same people in several channels, tag t of channel c at t + c * tags."""
        people = sides[0][0].people
        person = np.concatenate([ties.person for ties, _ in sides])
        at = np.concatenate([ties.tags + tags * channel for channel, (ties, _) in enumerate(sides)])
        value = np.concatenate([whole(worth, unit) for _, worth in sides])
        order = np.argsort(person, kind="stable")
        order = order[value[order] > 0]
        indptr = np.zeros(people + 1, dtype=np.int64)
        np.cumsum(np.bincount(person[order], minlength=people), out=indptr[1:])
        return cls(indptr, at[order].astype(np.int32), value[order])

    def turned(self, size: int) -> "Rows":
        """Rows become columns: `size` rows, entries pointing back."""
        order = np.argsort(self.at, kind="stable")
        row = np.repeat(np.arange(self.indptr.size - 1, dtype=np.int32), np.diff(self.indptr))
        indptr = np.zeros(size + 1, dtype=np.int64)
        np.cumsum(np.bincount(self.at, minlength=size), out=indptr[1:])
        return Rows(indptr, row[order], self.value[order])


def whole(values: Floats, unit: float) -> Ints:
    """Multiples of `unit` as int64 counts; exact, since that is what they are."""
    counts: Ints = np.rint(values / unit).astype(np.int64)
    return counts


@dataclass(frozen=True, eq=False)
class MentorSide:
    """m mentors, worked out once for given statistics and weights.

    said    for each table the different things mentors said
    arrays  what the kernels read
    """

    statistics: TagStatistics
    weights: Weights
    portions: dict[str, float]
    said: list[Column]
    arrays: MentorArrays

    @classmethod
    def of(cls, mentors: Mentors, statistics: TagStatistics, weights: Weights) -> "MentorSide":
        """Raises BadStatistics when the statistics do not cover the mentors' tags."""
        check_covered(statistics, mentors.offers, mentors.wants, mentors.community)
        portions = weights.portions()
        habits = mentors.asked, mentors.answered, mentors.prompt, mentors.accepted
        own = portions["room"] * signals.room(mentors.load)
        own += portions["answers"] * signals.answers(*habits)
        offers = mentors.offers, signals.saturated(mentors.offers, statistics.offers)
        wants = mentors.wants, signals.tag_portions(mentors.wants, statistics.is_)
        belongs = mentors.community, np.ones(mentors.community.tags.size)
        counted = [portions[name] > 0 for name in ("hashtags", "wanted", "community")]
        sides = [
            (ties, worth * counts)
            for (ties, worth), counts in zip((offers, wants, belongs), counted, strict=True)
        ]
        has = Rows.of(sides, statistics.tags, 2.0**-16)
        has = has.turned(3 * statistics.tags)
        coded = [np.unique(column, return_inverse=True) for column in _said(mentors)]
        arrays = MentorArrays(
            constant=whole(own, UNIT),
            codes=np.array([codes for _, codes in coded], dtype=np.int32),
            institution=mentors.institution,
            person=mentors.person,
            stages=mentors.wanted_stages,
            outside=mentors.only_elsewhere,
            open=mentors.open & (mentors.free_seats > 0),
            start=has.indptr,
            having=has.at,
            worth=has.value,
        )
        return cls(statistics, weights, portions, [values for values, _ in coded], arrays)

    def facing(self, mentees: Mentees, wishes: Sought | None = None) -> MenteeArrays:
        """n mentees as the kernels read them beside these mentors.

        wishes  what they seek, if that is known already: it depends on no weights

        Raises BadStatistics when the statistics do not cover the mentees' tags.
        """
        statistics, portions = self.statistics, self.portions
        check_covered(statistics, mentees.seeks, mentees.is_, mentees.community)
        rows, tables, start = [], [], 0
        told = zip(TABLES, _said(mentees), self.said, strict=True)
        for (name, _, signal), ours, theirs in told:
            values, code = distinct(ours)
            table = whole(portions[name] * signal(values[:, None], theirs), UNIT)
            rows.append(start + code * theirs.size)
            tables.append(table.ravel())
            start += table.size
        wishes = wishes or sought(mentees.seeks, statistics)
        shown = signals.saturated(mentees.is_, statistics.is_)
        fellows = community_portions(mentees, statistics)
        seeks = Rows.of(
            [
                (wishes, portions["hashtags"] * wishes.portion),
                (mentees.is_, portions["wanted"] * shown),
                (mentees.community, portions["community"] * fellows),
            ],
            statistics.tags,
            2.0**-32,
        )
        lonely = whole(portions["community"] * (1.0 - sums(mentees.community, fellows)), UNIT)
        bit = np.left_shift(np.uint64(1), np.maximum(mentees.stage, 0).astype(np.uint64))
        return MenteeArrays(
            row=np.array(rows, dtype=np.int64),
            table=np.concatenate(tables),
            near=_near(mentees, portions["elsewhere"]) + lonely,
            institution=mentees.institution,
            person=mentees.person,
            stage=np.where(mentees.stage == UNKNOWN, np.uint64(0), bit),
            start=seeks.indptr,
            tags=seeks.at,
            worth=seeks.value,
        )


def distinct(column: Column) -> tuple[Column, Ints]:
    """The different values in a column, ascending, and which of them each entry is."""
    if column.size == 1:
        return column, np.zeros(1, dtype=np.int64)
    values, code = np.unique(column, return_inverse=True)
    return values, code


def _said(people: Mentees | Mentors) -> list[Column]:
    """What each table reads of one side, in the order of TABLES."""
    return [getattr(people, name) for _, name, _ in TABLES]


def _near(mentees: Mentees, portion: float) -> Ints:
    """`elsewhere` for a mentor at another, an unknown and the same institution."""
    here = mentees.institution
    there = np.where(here == UNKNOWN, UNKNOWN, here + 1), np.full_like(here, UNKNOWN), here
    found = [signals.elsewhere(mentees.elsewhere, here, place) for place in there]
    return whole(portion * np.array(found), UNIT)


@dataclass(frozen=True, eq=False)
class Linear:
    """All scores of a pool as exact whole numbers in units of 2**-48."""

    pool: Pool
    mentors: MentorArrays
    mentees: MenteeArrays

    @classmethod
    def of(
        cls, pool: Pool, statistics: TagStatistics, weights: Weights = DEFAULT_WEIGHTS
    ) -> "Linear":
        """Raises BadStatistics when the statistics do not cover the pool's tags."""
        side = MentorSide.of(pool.mentors, statistics, weights)
        return cls(pool, side.arrays, side.facing(pool.mentees))

    def scores(self, rows: npt.ArrayLike | None = None) -> Ints:
        """int64[q, m]: the mentees `rows` (int[q] of indices; None for all) with all mentors.

        EXCLUDED (-1) where a rule keeps the two apart. Times UNIT these are the scores that
        `suggest` gives, bit for bit. Raises UnknownPerson.
        """
        asked = np.array(self.pool.mentee_indices(rows))
        found = np.empty((asked.size, len(self.pool.mentors)), dtype=np.int64)
        dense_scores(found, asked, self.mentors, self.mentees)
        position, mentor = self.pool.excluded.among(asked)
        found[position, mentor] = EXCLUDED
        return found
