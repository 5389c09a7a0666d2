"""The best over all pairs of a pool, from short lists and proofs.

Few pairs matter. The best of each person's are solved first; then every pair is held against the
proof, prices or covers, and those that contradict it are added, until there are none. What is left
is proved for all pairs, though all were never in memory together.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from matching.engine.cohort.answer import FULL_FIT, Prices
from matching.engine.cohort.candidates import keep_best, missing
from matching.engine.cohort.fair import Fairest, fairest
from matching.engine.cohort.market import Market
from matching.engine.cohort.network import Network
from matching.engine.cohort.solution import fit_of
from matching.engine.cohort.source import Source, chunks, in_order, listed, with_more
from matching.engine.cohort.total import Settled, mentor_of, prices_of, resettled, settled
from matching.engine.grid import Fits, Ints

WIDTH = 24
ADDED = 32
NEAR = -(FULL_FIT // 12)
AFRESH = 8  # with one pair in so many new, prices are sooner found anew than mended
ENDLESS = 2**60

Proof = tuple[Ints, Ints]  # due int64[n] and cheapest int64[m]: no fit is more than their sum


class Missing(NamedTuple):
    """Pairs that a proof leaves out, or nearly so: six int64 arrays.

    mentee, mentor, fit  of each pair
    over                 by how much its fit exceeds its due
    rows, margin         by how much those of each mentee looked at fall short who are not named
    """

    mentee: Ints
    mentor: Ints
    fit: Ints
    over: Ints
    rows: Ints
    margin: Ints

    @property
    def any_over(self) -> bool:
        """Whether some pair contradicts the proof."""
        return bool((self.over > 0).any())


@dataclass(frozen=True, eq=False)
class Sweep:
    """All pairs of a source of some fit or more."""

    source: Source
    least: int = 0

    def fits(self, rows: Ints) -> Fits:
        """int32[r, width], -1 where there is no pair."""
        block = self.source.fits(rows)
        if self.least:
            block[block < self.least] = -1
        return block

    def short_lists(self) -> Market:
        """The best pairs of each mentee and of each mentor, ranks left out."""
        n, seats = self.source.mentee_key.size, self.source.seats
        start = np.zeros(seats.size + 1, dtype=np.int64)
        room = np.where(seats > 0, np.minimum(WIDTH + 2 * seats, n), 0)
        room[self.source.width :] = 0
        np.cumsum(room, out=start[1:])
        width = min(WIDTH, self.source.width)
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

    def missing(self, proof: Proof, near: int, mentees: Ints | None = None) -> Missing:
        """Pairs of more fit than a proof says there are, or nearly; of all mentees or those given.

        near  below 0: how near to its due a fit must be for its pair to be named as well
        """
        due, cheapest = proof

        def look(rows: Ints) -> tuple[Ints, ...]:
            block = self.fits(rows)
            key = np.empty(rows.size * ADDED, dtype=np.int64)
            item = np.empty(key.size, dtype=np.int32)
            missing(block, rows, due, cheapest, ADDED, near, key, item)
            at = np.flatnonzero(key > near)
            mentor, row = item[at].astype(np.int64), at // ADDED
            return (
                rows[row],
                mentor,
                block[row, mentor].astype(np.int64),
                key[at],
                rows,
                -key[::ADDED],
            )

        found = [part for _, part in in_order(look, chunks(self.source, mentees))]
        none = (np.zeros(0, dtype=np.int64),) * 6
        return Missing(*(np.concatenate(each) for each in zip(none, *found, strict=True)))


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
    proof = _proof(source, network, found)
    margin, rows = np.zeros(source.mentee_key.size, dtype=np.int64), None
    while True:
        out = sweep.missing(proof, NEAR, rows)
        margin[out.rows] = out.margin
        if not out.any_over:
            break
        before = market.mentor.size
        market = with_more(market, out.mentee, out.mentor, out.fit)
        del out, network
        network = Network.of(market, plain=plain)
        if AFRESH * (market.mentor.size - before) > before:
            found = settled(network)
        else:
            found = resettled(network, found.price, found.mate)
        older, proof = proof, _proof(source, network, found)
        margin -= np.maximum(older[0] - proof[0], 0)
        margin -= (older[1] - proof[1]).max(initial=0)
        rows = np.flatnonzero(margin < 0)
    mate = mentor_of(network, found.mate)
    return mate, fit_of(market, mate), prices_of(network, found, source.mentor_key.size, least)


def _proof(source: Source, network: Network, found: Settled) -> Proof:
    """What no fit exceeds, if the prices are right."""
    cheapest = np.full(source.mentor_key.size, ENDLESS)
    np.minimum.at(cheapest, network.mentor, found.price - network.bonus)
    cheapest[source.seats <= 0] = ENDLESS
    return found.profit - network.pair, cheapest


def dense_fairest(source: Source) -> Fairest:
    """The fit below which no pair need be, and the covers that prove it, over all pairs."""
    sweep = Sweep(source)
    market = sweep.short_lists()
    while True:
        found = fairest(market)
        parts = [sweep.missing(proof, 0) for proof in found.proofs(market)]
        if not any(part.any_over for part in parts):
            return found
        for part in parts:
            market = with_more(market, part.mentee, part.mentor, part.fit)
