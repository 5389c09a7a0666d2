"""Which solver answers which method, for a market whose pairs are all at hand."""

import numpy as np

from matching.engine.cohort.answer import Method
from matching.engine.cohort.market import Market
from matching.engine.cohort.solution import NOBODY, Solution
from matching.engine.cohort.stable import stable
from matching.engine.cohort.total import total
from matching.engine.grid import Ints


def solve(market: Market, method: Method, balance: float) -> Solution:
    """The cohort of a market by one of the methods; see `assign`."""
    if method == "total":
        mate, prices = total(market)
        return Solution(mate, fit_of(market, mate), prices=prices)
    mate = stable(market, mentees_first=method == "stable-mentees")
    return Solution(mate, fit_of(market, mate), blocking_pairs=0, largest_gain=0)


def fit_of(market: Market, mate: Ints) -> Ints:
    """The fit of each mentee's pair: int64[n], -1 for none."""
    mentee = market.mentee
    chosen = market.mentor == mate[mentee]
    fit = np.full(mate.size, NOBODY)
    fit[mentee[chosen]] = market.fit[chosen]
    return fit
