"""A market as the solvers of totals see it: mentees, slots of equal seats, what each pair is worth.

A mentor is a slot with his seats. One for whom at least one mentee is wished is two: a slot of one
seat where a pair is worth more, and a slot of the rest.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matching.engine.cohort.answer import FULL_FIT
from matching.engine.cohort.market import Columns, Market, Turned, turned
from matching.engine.errors import BadTerms
from matching.engine.grid import Ints


@dataclass(frozen=True, eq=False)
class Network:
    """n mentees, s slots.

    indptr  int64[n+1], pairs in rows of mentees
    slot    int32[pairs]
    worth   int64[pairs], from 0 up: the fit, and the bonus of the slot
    seats   int64[s]
    mentor  int64[s], whose slot it is
    bonus   int64[s], what fulfilling a wish is worth: `first` for a wished first seat, else 0
    pair    what a pair is worth beside that
    first   more than any total of fits; 0 without wishes
    """

    indptr: Ints
    slot: Columns
    worth: Ints
    seats: Ints
    mentor: Ints
    bonus: Ints
    pair: int
    first: int

    @classmethod
    def of(cls, market: Market, *, plain: bool = False) -> "Network":
        """The network in which more pairs count before more wishes, and those before more fit.

        plain  fit alone counts

        Raises BadTerms for a market so large that such numbers do not fit 60 bits.
        """
        if (market.seats == 0).any():
            market = market.kept(market.seats[market.mentor] > 0)
        wished = market.wished & (market.seats > 0) & (not plain)
        split = np.flatnonzero(wished & (market.seats > 1))
        most = FULL_FIT * min(market.mentees, int(market.seats.sum()))
        wishes = int(wished.sum())
        first = most + 1 if wishes else 0
        pair = 0 if plain else most + first * wishes + 1
        if pair > 2**58:
            raise BadTerms("There are too many people, or wishes, for one cohort.")
        seats = np.concatenate([np.where(wished, np.minimum(market.seats, 1), market.seats),
                                market.seats[split] - 1])  # fmt: skip
        bonus = np.concatenate([np.where(wished, first, 0), np.zeros(split.size, dtype=np.int64)])
        mentor = np.concatenate([np.arange(market.mentors), split])
        rest = np.full(market.mentors, -1)
        rest[split] = market.mentors + np.arange(split.size)
        indptr, slot, fit = market.indptr, market.mentor, market.fit
        if split.size:
            indptr, slot, fit = _split(market, rest)
        worth = fit + bonus[slot] if wishes else fit
        return cls(indptr, slot, worth, seats, mentor, bonus, pair, first)

    @property
    def mentees(self) -> int:
        """How many mentees there are."""
        return int(self.indptr.size - 1)

    @cached_property
    def turn(self) -> Turned:
        """The pairs in rows of slots."""
        return turned(self.indptr, self.slot, self.seats.size)

    @cached_property
    def turned_worth(self) -> Ints:
        """What the pairs are worth in rows of slots: int64[pairs]."""
        return self.worth[self.turn.place]


def _split(market: Market, rest: Ints) -> tuple[Ints, Columns, Ints]:
    """Each pair, and once more for the seats that are not the first: indptr, slot and fit."""
    more = rest[market.mentor] >= 0
    mentee = np.concatenate([market.mentee, market.mentee[more]])
    slot = np.concatenate([market.mentor, rest[market.mentor[more]].astype(np.int32)])
    order = np.lexsort((slot, mentee))
    indptr = np.zeros(market.mentees + 1, dtype=np.int64)
    np.cumsum(np.bincount(mentee, minlength=market.mentees), out=indptr[1:])
    return indptr, slot[order], np.concatenate([market.fit, market.fit[more]])[order]
