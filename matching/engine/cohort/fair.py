"""The worst pair as good as possible: how good that is, and the covers that prove it.

A bottleneck: among the cohorts of as many pairs, and as many wishes, as possible, the greatest fit
that every pair can have. Found by halving the fits in question, each time with a largest matching;
proved by a cover that is too small once only better pairs are allowed.
"""

from dataclasses import dataclass

import numpy as np

from matching.engine.cohort.answer import Cover
from matching.engine.cohort.cardinality import most_pairs, wanting
from matching.engine.cohort.market import Columns, Market
from matching.engine.grid import Flags, Ints
from matching.engine.running import suited

NOBODY = -1
ENDLESS = 2**60


@dataclass(frozen=True, eq=False)
class Fairest:
    """What the fairest cohort of a market can be.

    least       the fit of its worst pair; 0 without pairs
    cover       proves that there cannot be more pairs
    wish_cover  proves that no more wishes can be fulfilled; None without wishes
    tighter     proves that every pair cannot be better; None without pairs
    """

    least: int
    cover: Cover
    wish_cover: Cover | None
    tighter: Cover | None

    def proofs(self, market: Market) -> list[tuple[Ints, Ints]]:
        """Each cover as limits for all pairs: no pair has more fit than due and cheapest add to."""
        covers = [self.cover, self.wish_cover, self.tighter]
        return [_limits(market, cover) for cover in covers if cover is not None]


def _limits(market: Market, cover: Cover) -> tuple[Ints, Ints]:
    due = np.full(market.mentees, cover.above)
    cheapest = np.zeros(market.mentors, dtype=np.int64)
    if cover.wishes:
        cheapest[~market.wished] = ENDLESS
    due[cover.mentees] = ENDLESS
    cheapest[cover.mentors] = ENDLESS
    return due, cheapest


@dataclass(frozen=True, eq=False)
class _Most:
    """How many pairs and wishes the pairs above a fit allow, and the covers that prove it."""

    pairs: int
    wishes: int
    cover: Cover
    wish_cover: Cover


def fairest(market: Market) -> Fairest:
    """The greatest fit that every pair can have without fewer pairs or fewer wishes."""
    most = _most(market, -1)
    wish_cover = most.wish_cover if market.wished.any() else None
    if not most.pairs:
        return Fairest(0, most.cover, wish_cover, None)
    fits = np.unique(market.fit)
    low, high = 0, fits.size
    while high - low > 1:
        middle = (low + high) // 2
        found = _most(market, int(fits[middle]) - 1)
        enough = (found.pairs, found.wishes) == (most.pairs, most.wishes)
        low, high = (middle, high) if enough else (low, middle)
    least = int(fits[low])
    above = _most(market, least)
    tighter = above.cover if above.pairs < most.pairs else above.wish_cover
    return Fairest(least, most.cover, wish_cover, tighter)


def _most(market: Market, above: int) -> _Most:
    """Only with pairs of more fit than `above`.

    Wishes come first: a slot never loses all its mentees while pairs are added, and pairs can
    always be added up to as many as without wishes.
    """
    kept = market.kept((market.fit > above) & (market.seats[market.mentor] > 0))
    mate = np.full(market.mentees, NOBODY, dtype=np.int32)
    once = (market.wished & (market.seats > 0)).astype(np.int64)
    most_pairs(kept.indptr, kept.mentor, once, mate)
    wishes = int((mate >= 0).sum())
    wish_cover = _cover(kept, once, mate, above, wishes=True)
    most_pairs(kept.indptr, kept.mentor, market.seats, mate)
    cover = _cover(kept, market.seats, mate, above, wishes=False)
    return _Most(int((mate >= 0).sum()), wishes, cover, wish_cover)


def _cover(market: Market, seats: Ints, mate: Columns, above: int, *, wishes: bool) -> Cover:
    """The mentees whom no alternating path reaches that begins at one without a mentor, and the
    mentors whom one does.
    """
    reached, full = suited(wanting, market.mentor.size)(market.indptr, market.mentor, seats, mate)
    everybody: Flags = ~reached
    return Cover(np.flatnonzero(everybody), np.flatnonzero(full), above, wishes)
