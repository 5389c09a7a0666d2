"""The best over all pairs of a pool, from short lists and proofs.

Few pairs matter. The best of each person's are solved first; then every pair is held against the
proof, prices or covers, and those that contradict it are added, until there are none. What is left
is proved for all pairs, though all were never in memory together.
"""

from dataclasses import dataclass

import numpy as np

from matching.engine.cohort.answer import FULL_FIT, Prices
from matching.engine.cohort.candidates import keep_best, missing
from matching.engine.cohort.fair import Fairest, fairest
from matching.engine.cohort.market import Market
from matching.engine.cohort.network import Network
from matching.engine.cohort.solution import fit_of
from matching.engine.cohort.source import Source, chunks, in_order, listed, with_more
from matching.engine.cohort.total import mentor_of, prices_of, resettled, settled
from matching.engine.grid import Ints

WIDTH = 24
ADDED = 24
NEAR = -(FULL_FIT // 40)
ENDLESS = 2**60


@dataclass(frozen=True, eq=False)
class Sweep:
    """All pairs of a source of some fit or more."""

    source: Source
    least: int = 0

    def fits(self, rows: Ints) -> Ints:
        """int64[r, m], -1 where there is no pair."""
        block = self.source.fits(rows)
        if self.least:
            block[block < self.least] = -1
        return block

    def short_lists(self) -> Market:
        """The best pairs of each mentee and of each mentor, ranks left out."""
        n, seats = self.source.mentee_key.size, self.source.seats
        start = np.zeros(seats.size + 1, dtype=np.int64)
        np.cumsum(np.where(seats > 0, np.minimum(WIDTH + 2 * seats, n), 0), out=start[1:])
        width = min(WIDTH, seats.size)
        row_key, key = np.full(n * width, -1), np.full(int(start[-1]), -1)
        row_item, item = np.zeros(row_key.size, np.int32), np.zeros(key.size, np.int32)
        for rows, block in in_order(self.fits, chunks(self.source)):
            keep_best(block, rows, width, row_key, row_item, start, key, item)
        mentee = np.concatenate([np.repeat(np.arange(n), width), item])
        mentor = np.concatenate([row_item, np.repeat(np.arange(seats.size), np.diff(start))])
        fit = np.concatenate([row_key, key])
        there = fit >= 0
        fits = fit[there]
        return listed(self.source, mentee[there], mentor[there], fits, fits, fits)

    def missing(self, *proofs: tuple[Ints, Ints], near: int = 0) -> tuple[Ints, Ints, Ints, bool]:
        """Pairs of more fit than some proof says there are, or nearly: mentee, mentor, fit, if any.

        proofs  due int64[n] and cheapest int64[m]: no pair has more fit than their sum
        near    from 0 down: how near to its due a fit must be for its pair to be named as well
        """

        def look(rows: Ints) -> tuple[Ints, ...]:
            block, parts = self.fits(rows), []
            for due, cheapest in proofs:
                key = np.empty(rows.size * ADDED, dtype=np.int64)
                item = np.empty(key.size, dtype=np.int32)
                missing(block, rows, due, cheapest, ADDED, near, key, item)
                at = np.flatnonzero(key > near)
                mentor = item[at].astype(np.int64)
                parts.append((rows[at // ADDED], mentor, block[at // ADDED, mentor], key[at]))
            return tuple(np.concatenate(part) for part in zip(*parts, strict=True))

        found = [part for _, part in in_order(look, chunks(self.source))]
        none = (np.zeros(0, dtype=np.int64),) * 4
        mentee, mentor, fit, over = (
            np.concatenate(each) for each in zip(none, *found, strict=True)
        )
        return mentee, mentor, fit, bool((over > 0).any())


def dense_total(
    source: Source, least: int = 0, *, plain: bool = False
) -> tuple[Ints, Ints, Prices]:
    """The mentor and the fit of each mentee, int64[n], -1 for none, and the prices that prove it.

    least  pairs of a lesser fit are left out
    plain  the highest total alone, even where more pairs, or more wishes, could be had for less
    """
    sweep = Sweep(source, least)
    market = sweep.short_lists()
    network = Network.of(market, plain=plain)
    found = settled(network)
    m = source.mentor_key.size
    while True:
        cheapest = np.full(m, ENDLESS)
        np.minimum.at(cheapest, network.mentor, found.price - network.bonus)
        cheapest[source.seats <= 0] = ENDLESS
        proof = found.profit - network.pair, cheapest
        mentee, mentor, fit, any_is = sweep.missing(proof, near=NEAR)
        if not any_is:
            break
        market = with_more(market, mentee, mentor, fit)
        network = Network.of(market, plain=plain)
        found = resettled(network, found.price, found.mate)
    mate = mentor_of(network, found.mate)
    return mate, fit_of(market, mate), prices_of(network, found, m, least)


def dense_fairest(source: Source) -> Fairest:
    """The fit below which no pair need be, and the covers that prove it, over all pairs."""
    sweep = Sweep(source)
    market = sweep.short_lists()
    while True:
        found = fairest(market)
        mentee, mentor, fit, any_is = sweep.missing(*found.proofs(market))
        if not any_is:
            return found
        market = with_more(market, mentee, mentor, fit)
