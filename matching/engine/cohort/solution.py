"""What the solvers find, in the market's order, and how it is told in the caller's."""

from dataclasses import dataclass, replace

import numpy as np

from matching.engine.cohort.answer import Assignment, Certificate, Cover, Method, Prices
from matching.engine.cohort.market import Market
from matching.engine.grid import Ints
from matching.engine.pool import Pairs

NOBODY = -1


@dataclass(frozen=True, eq=False)
class Solution:
    """A cohort of n mentees and m mentors in the market's order, and what proves it.

    mate    int64[n], the mentor of each mentee, -1 for none
    fit     int64[n], -1 for none
    placed  int64, mentees placed for a wish's sake

    The rest as in Certificate.
    """

    mate: Ints
    fit: Ints
    placed: Ints | None = None
    blocking_pairs: int | None = None
    largest_gain: int | None = None
    prices: Prices | None = None
    bound: Prices | None = None
    cover: Cover | None = None
    wish_cover: Cover | None = None
    tighter: Cover | None = None


def fit_of(market: Market, mate: Ints) -> Ints:
    """The fit of each mentee's pair: int64[n], -1 for none."""
    mentee = market.mentee
    chosen = market.mentor == mate[mentee]
    fit = np.full(mate.size, NOBODY)
    fit[mentee[chosen]] = market.fit[chosen]
    return fit


@dataclass(frozen=True, eq=False)
class Order:
    """Where each mentee (int64[n]) and mentor (int64[m]) of a market stands with the caller."""

    mentee: Ints
    mentor: Ints

    def prices(self, prices: Prices | None) -> Prices | None:
        """Prices by the caller's order."""
        if prices is None:
            return None
        hers, his = np.argsort(self.mentee), np.argsort(self.mentor)
        return replace(
            prices,
            mentees=prices.mentees[hers],
            mentors=prices.mentors[his],
            first_seats=prices.first_seats[his],
        )

    def cover(self, cover: Cover | None) -> Cover | None:
        """A cover by the caller's order."""
        if cover is None:
            return None
        mentees, mentors = self.mentee[cover.mentees], self.mentor[cover.mentors]
        return replace(cover, mentees=np.sort(mentees), mentors=np.sort(mentors))


@dataclass(frozen=True, eq=False)
class Pinned:
    """Pairs that stood before anything was solved, with their fits, and wishes left unfulfilled."""

    pairs: Pairs
    fits: Ints
    wished: Ints


def told(
    solution: Solution, order: Order, pinned: Pinned, method: Method, balance: float
) -> Assignment:
    """The cohort in the caller's order, pinned pairs included, with its certificate."""
    mate, fit = np.full(order.mentee.size, NOBODY), np.full(order.mentee.size, NOBODY)
    mate[order.mentee] = np.append(order.mentor, NOBODY)[solution.mate]
    fit[order.mentee] = solution.fit
    loose = fit[mate >= 0]
    mate[pinned.pairs.mentee], fit[pinned.pairs.mentee] = pinned.pairs.mentor, pinned.fits
    matched = np.flatnonzero(mate >= 0)
    placed = solution.placed
    certificate = Certificate(
        method=method,
        matched=matched.size,
        total=int(fit[matched].sum()),
        worst=int(loose.min()) if loose.size else None,
        balance=balance,
        unserved=int(np.setdiff1d(pinned.wished, mate).size),
        blocking_pairs=solution.blocking_pairs,
        largest_gain=solution.largest_gain,
        placed=None if placed is None else np.sort(order.mentee[placed]),
        prices=order.prices(solution.prices),
        bound=order.prices(solution.bound),
        cover=order.cover(solution.cover),
        wish_cover=order.cover(solution.wish_cover),
        tighter=order.cover(solution.tighter),
    )
    pairs = Pairs(matched, mate[matched])
    return Assignment(pairs, fit[matched], np.flatnonzero(mate < 0), certificate)
