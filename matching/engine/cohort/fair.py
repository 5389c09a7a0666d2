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
from matching.engine.grid import Ints
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
    """How many pairs and wishes the pairs above a fit allow.

    mates  int32[n] each: the mentors of a cohort of so many pairs, and of one of so many wishes
    """

    pairs: int
    wishes: int
    mates: tuple[Columns, Columns]


def fairest(market: Market, known: int = 0) -> Fairest:
    """The greatest fit that every pair can have without fewer pairs or fewer wishes.

    known  a fit that is tried first, if above 0
    """
    nobody = np.full(market.mentees, NOBODY, dtype=np.int32)
    most = best = _most(market, -1, (nobody, nobody))
    cover, wish_cover = _covers(market, -1, most)
    told = wish_cover if market.wished.any() else None
    if not most.pairs:
        return Fairest(0, cover, told, None)
    low, high, left = 0, int(market.fit.max(initial=0)) + 1, market
    step = known
    while high - low > 1:
        middle = low + step if 0 < step < high - low else (low + high) // 2
        found = _most(left, middle - 1, best.mates)
        if (found.pairs, found.wishes) == (most.pairs, most.wishes):
            low, best, left = middle, found, _above(left, middle - 1)
            step = min(known, 1) if step == known else 2 * step  # the answer is not far
        else:
            high, step = middle, 0
    above = _most(left, low, best.mates)
    covers = _covers(left, low, above)
    return Fairest(low, cover, told, covers[0] if above.pairs < most.pairs else covers[1])


def _above(market: Market, fit: int) -> Market:
    """Only the pairs of more fit, and of mentors with seats."""
    return market.kept((market.fit > fit) & (market.seats[market.mentor] > 0))


def _most(market: Market, above: int, mates: tuple[Columns, Columns]) -> _Most:
    """Only with pairs of more fit than `above`, beginning with what is left of other cohorts.

    As many wishes and as many pairs can be had at once: a slot never loses all its mentees while
    pairs are added.
    """
    kept = _above(market, above)
    found = []
    for seats, mate in zip(_seats(market), mates, strict=True):
        there = np.zeros(mate.size, dtype=np.bool_)
        there[kept.mentee[kept.mentor == mate[kept.mentee]]] = True
        found.append(np.where(there, mate, NOBODY).astype(np.int32))
        if seats.any():
            most_pairs(kept.indptr, kept.mentor, seats, found[-1])
    pairs, wishes = (int((mate >= 0).sum()) for mate in found)
    return _Most(pairs, wishes, (found[0], found[1]))


def _seats(market: Market) -> tuple[Ints, Ints]:
    """All seats, and one for each wish: two int64[m]."""
    return market.seats, (market.wished & (market.seats > 0)).astype(np.int64)


def _covers(market: Market, above: int, most: _Most) -> tuple[Cover, Cover]:
    """Of pairs and of wishes: the mentees whom no alternating path reaches that begins at one
    without a mentor, and the mentors whom one does.
    """
    kept, covers = _above(market, above), []
    for seats, mate, wishes in zip(_seats(market), most.mates, (False, True), strict=True):
        reached, full = suited(wanting, kept.mentor.size)(kept.indptr, kept.mentor, seats, mate)
        covers.append(Cover(np.flatnonzero(~reached), np.flatnonzero(full), above, wishes))
    return covers[0], covers[1]
