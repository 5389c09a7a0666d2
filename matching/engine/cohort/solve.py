"""Which solver answers which method."""

from functools import partial

import numpy as np

from matching.engine.cohort.answer import Method
from matching.engine.cohort.between import blended, with_wishes
from matching.engine.cohort.blocking import blocking
from matching.engine.cohort.dense import dense_fairest, dense_total
from matching.engine.cohort.fair import fairest
from matching.engine.cohort.market import Market
from matching.engine.cohort.solution import Solution, fit_of
from matching.engine.cohort.source import MarketSource, Source, ranks, whole
from matching.engine.cohort.stable import stable
from matching.engine.cohort.total import total
from matching.engine.grid import Ints

AT_ONCE = 2**18
NOBODY = -1


def solve(source: Source, method: Method, balance: float = 0.0) -> Solution:
    """The cohort of a source by one of the methods; see `assign`."""
    if source.mentee_key.size * source.mentor_key.size <= AT_ONCE:
        return solve_market(whole(source), method, balance)
    if method == "fair":
        found, market = dense_fairest(source)
        mate, fit, prices = dense_total(source, found.least, market=market)
        return Solution(
            mate, fit, prices=prices, cover=found.cover, wish_cover=found.wish_cover,
            tighter=found.tighter,
        )  # fmt: skip
    if method == "total":
        mate, fit, prices = dense_total(source)
        return Solution(mate, fit, prices=prices)
    return _stable(source, method, balance)


def solve_market(market: Market, method: Method, balance: float = 0.0) -> Solution:
    """The same for a market whose pairs are all at hand."""
    if method == "fair":
        found = fairest(market)
        mate, prices = total(market.kept(market.fit >= found.least), found.least)
        return Solution(
            mate, fit_of(market, mate), prices=prices, cover=found.cover,
            wish_cover=found.wish_cover, tighter=found.tighter,
        )  # fmt: skip
    if method == "total":
        mate, prices = total(market)
        return Solution(mate, fit_of(market, mate), prices=prices)
    if not balance and not market.wished.any():
        mate = stable(market, mentees_first=method == "stable-mentees")
        return Solution(mate, fit_of(market, mate), blocking_pairs=0, largest_gain=0)
    return _stable(MarketSource(market), method, balance)


def _stable(source: Source, method: Method, balance: float) -> Solution:
    first = method == "stable-mentees"
    bound, placed = None, np.zeros(0, dtype=np.int64)
    if balance:
        mate, _, bound = dense_total(source, plain=True)
    if balance == 1 and source.wished.any():
        mate, _, _ = dense_total(source)
    elif balance < 1:
        ranked = partial(ranks, source) if bound is None else blended(source, bound, balance)
        mate, placed = with_wishes(source, ranked, mentees_first=first)
    count, gain = (0, 0)
    if balance or placed.size:
        count, gain = blocking(source, mate)
    return Solution(
        mate,
        _fits(source, mate),
        placed=placed if placed.size else None,
        blocking_pairs=count,
        largest_gain=gain,
        bound=bound,
    )


def _fits(source: Source, mate: Ints) -> Ints:
    """The fit of each mentee's pair: int64[n], -1 for none."""
    fit, matched = np.full(mate.size, NOBODY), np.flatnonzero(mate >= 0)
    fit[matched] = source.fits_at(matched, mate[matched])
    return fit
