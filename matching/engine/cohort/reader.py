"""A pool read as a market: in the order of keys, without the pinned, by the terms of a cohort.

Mentors who take nobody stand behind the others, so that no block of pairs need hold them.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from matching.engine.cohort.answer import FULL_FIT
from matching.engine.cohort.terms import Ranked, Terms
from matching.engine.errors import BadArray, BadTerms, UnknownPerson
from matching.engine.facing import Facing
from matching.engine.grid import Fits, Flags, Ints, Keys
from matching.engine.keys import person_keys
from matching.engine.pool import Pairs, Pool
from matching.engine.sought import Sought, sought
from matching.engine.tag_statistics import TagStatistics
from matching.engine.weights import Weights

APART = -1


@dataclass(frozen=True, eq=False)
class Reader:
    """n mentees and m mentors of a pool, in the order of their keys; who takes nobody comes last.

    mentee_at, mentor_at    int64, where each stands in the caller's pool
    pool                    Pool in the new order
    statistics, terms       the caller's; the terms' people are in the caller's order
    width                   how many mentors take somebody
    seats                   int64[m], those that no pin takes
    wished                  bool[m], wishes for at least one mentee that can still be fulfilled
    pinned                  bool[n]
    mentee_key, mentor_key  uint64, seeded
    """

    mentee_at: Ints
    mentor_at: Ints
    pool: Pool
    statistics: TagStatistics
    terms: Terms
    width: int
    seats: Ints
    wished: Flags
    pinned: Flags
    mentee_key: Keys
    mentor_key: Keys

    @classmethod
    def of(cls, pool: Pool, statistics: TagStatistics, terms: Terms) -> "Reader":
        """Raises BadTerms, BadArray or UnknownPerson for people or terms that cannot be."""
        n, m = len(pool.mentees), len(pool.mentors)
        if np.unique(pool.mentees.key).size != n:
            raise BadArray("mentees.key", "holds a key twice")
        seats, taken = _left(pool, terms)
        hers = person_keys(pool.mentees.key, terms.seed)
        his = person_keys(pool.mentors.key, terms.seed)
        useful = pool.mentors.open & (seats > 0)
        mentee_at, mentor_at = np.argsort(hers), np.lexsort((his, ~useful))
        mentee_to, mentor_to = np.argsort(mentee_at), np.argsort(mentor_at)
        apart = Pairs(
            mentee_to[np.concatenate([pool.excluded.mentee, terms.forbids.mentee])],
            mentor_to[np.concatenate([pool.excluded.mentor, terms.forbids.mentor])],
        )
        mentees, mentors = pool.mentees.take(mentee_at), pool.mentors.take(mentor_at)
        pinned = np.zeros(n, dtype=np.bool_)
        pinned[mentee_to[terms.pins.mentee]] = True
        wished = terms.wished(m) & (taken == 0) & (seats > 0)
        return cls(
            mentee_at, mentor_at, replace(pool, mentees=mentees, mentors=mentors, excluded=apart),
            statistics, terms, int(useful.sum()), seats[mentor_at], wished[mentor_at], pinned,
            hers[mentee_at], his[mentor_at],
        )  # fmt: skip

    @property
    def mentees(self) -> int:
        """How many mentees there are, pinned ones included."""
        return int(self.mentee_at.size)

    @property
    def mentors(self) -> int:
        """How many mentors there are."""
        return int(self.mentor_at.size)

    def fits(self, rows: Ints, columns: Ints | None = None) -> Fits:
        """See Source."""
        found = self._without_pinned(self._fit, rows, columns)
        if self._lists:
            found[~self._lists.accept(rows)[:, self._these(columns)]] = APART
        return found

    def her_ranks(self, rows: Ints, columns: Ints | None = None) -> Fits:
        """See Source."""
        found = self._without_pinned(self._hers, rows, columns)
        return self._lists.by_her(rows, self._these(columns), found) if self._lists else found

    def his_ranks(self, rows: Ints, columns: Ints | None = None) -> Fits:
        """See Source."""
        found = self._without_pinned(self._his, rows, columns)
        return self._lists.by_him(rows, self._these(columns), found) if self._lists else found

    def fits_at(self, rows: Ints, mentors: Ints) -> Ints:
        """int64[pairs], the fits of acceptable pairs, int64[pairs] each."""
        return self._fit.pairs(rows, mentors)

    def _facing(self, weights: Weights) -> Facing:
        useful = np.arange(self.width)
        return Facing.of(self.pool, self.statistics, weights, useful, wishes=self._wishes)

    @cached_property
    def _wishes(self) -> Sought:
        return sought(self.pool.mentees.seeks, self.statistics)

    @cached_property
    def _fit(self) -> Facing:
        return self._facing(self.terms.weights)

    @cached_property
    def _hers(self) -> Facing:
        return self._facing(self.terms.mentee_weights)

    @cached_property
    def _his(self) -> Facing:
        return self._facing(self.terms.mentor_weights)

    def _these(self, columns: Ints | None) -> Ints:
        return np.arange(self.width) if columns is None else columns

    def _without_pinned(self, facing: Facing, rows: Ints, columns: Ints | None) -> Fits:
        found = (facing if columns is None else facing.only(columns)).fits(rows)
        if self.terms.pins.mentee.size:
            found[self.pinned[rows]] = APART
        return found

    @cached_property
    def _lists(self) -> "_Lists | None":
        hers, his = self.terms.mentee_lists, self.terms.mentor_lists
        if hers is None and his is None:
            return None
        hers = Ranked.none(self.mentees) if hers is None else hers
        his = Ranked.none(self.mentors) if his is None else his
        return _Lists(
            hers.moved(self.mentee_at, self.mentor_at), his.moved(self.mentor_at, self.mentee_at)
        )


@dataclass(frozen=True, eq=False)
class _Lists:
    """The ranked lists of both sides in the order of keys."""

    hers: Ranked
    his: Ranked

    def accept(self, rows: Ints) -> Flags:
        """bool[r, m]: who is on each list that there is."""
        one, other = self._places(rows)
        return (~self.hers.listed[rows, None] | (one >= 0)) & (~self.his.listed | (other >= 0))

    def by_her(self, rows: Ints, columns: Ints, scores: Fits) -> Fits:
        """Scores, or places where she has a list, the first 2**20; -1 if not acceptable."""
        return self._ranked(
            rows, columns, self.hers.listed[rows, None], self._places(rows)[0], scores
        )

    def by_him(self, rows: Ints, columns: Ints, scores: Fits) -> Fits:
        """Scores, or places where he has a list, the first 2**20; -1 if not acceptable."""
        listed = self.his.listed[None, columns]
        return self._ranked(rows, columns, listed, self._places(rows)[1], scores)

    def _ranked(self, rows: Ints, columns: Ints, listed: Flags, places: Ints, scores: Fits) -> Fits:
        ranks = np.where(listed, places[:, columns], scores)
        allowed = (scores >= 0) & self.accept(rows)[:, columns]
        return np.where(allowed, ranks, APART).astype(np.int32)

    def _places(self, rows: Ints) -> tuple[Ints, Ints]:
        """2**20 less the place in her list and in his, -1 outside: two int64[r, m]."""
        found = np.full((2, rows.size, self.his.listed.size), APART)
        at = np.full(self.hers.listed.size, APART)
        at[rows] = np.arange(rows.size)
        row = at[self.hers.person]
        here = row >= 0
        found[0, row[here], self.hers.choice[here]] = FULL_FIT - self.hers.place[here]
        row = at[self.his.choice]
        here = row >= 0
        found[1, row[here], self.his.person[here]] = FULL_FIT - self.his.place[here]
        return found[0], found[1]


def _left(pool: Pool, terms: Terms) -> tuple[Ints, Ints]:
    """Seats that no pin takes, and how many each mentor's pins take: two int64[m]."""
    n, m = len(pool.mentees), len(pool.mentors)
    for pairs in (terms.pins, terms.forbids):
        if pairs.mentee.size and (pairs.mentee.max() >= n or pairs.mentor.max() >= m):
            raise UnknownPerson("A pin or a forbidden pair names somebody who is not there.")
    for lists, own, others in ((terms.mentee_lists, n, m), (terms.mentor_lists, m, n)):
        if lists is not None and lists.listed.size != own:
            raise BadTerms(f"There are ranked lists of {lists.listed.size} people, not of {own}.")
        if lists is not None and lists.choice.size and lists.choice.max() >= others:
            raise UnknownPerson("A ranked list names somebody who is not there.")
    if np.unique(terms.pins.mentee).size != terms.pins.mentee.size:
        raise BadTerms("A mentee is pinned twice.")
    taken = np.bincount(terms.pins.mentor, minlength=m)
    seats = terms.seats(pool.mentors.free_seats) - taken
    if (seats < 0).any():
        who = int(np.argmax(seats < 0))
        raise BadTerms(f"More mentees are pinned to mentor {who} than he has seats for.")
    return seats, taken
