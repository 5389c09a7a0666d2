"""The best over all pairs of a pool, from short lists and proofs.

Few pairs matter. The best of each person's are solved first; then every pair is held against the
proof, prices or covers, and those that contradict it are added, until there are none. What is left
is proved for all pairs, though all were never in memory together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from matching.engine.cohort.answer import FULL_FIT, Prices
from matching.engine.cohort.candidates import MOST, joined, keep_best, marks, missing
from matching.engine.cohort.fair import Fairest, fairest
from matching.engine.cohort.market import Columns, Market, turned
from matching.engine.cohort.network import Network
from matching.engine.cohort.solution import fit_of
from matching.engine.cohort.source import Source, chunks, in_order
from matching.engine.cohort.total import Settled, mentor_of, prices_of, resettled, settled
from matching.engine.grid import Fits, Ints

WIDTH = 12
ADDED = 16
NEAR = -(FULL_FIT // 40)
AFRESH = 8  # with one pair in so many new, prices are sooner found anew than mended
ENDLESS = 2**60

_Looked = tuple[Ints, Columns, Fits, Fits, Ints]
Proof = tuple[Ints, Ints]  # due int64[n] and cheapest int64[m]: no fit is more than their sum


class Missing(NamedTuple):
    """Pairs that a proof leaves out, or nearly so, in compressed rows of all mentees.

    indptr  int64[n+1], mentor int32[pairs], fit int64[pairs]
    over    whether some pair contradicts the proof
    rows    int64, the mentees who were looked at, and margin, int64, by how much those of each
    margin    fall short who are not named
    """

    indptr: Ints
    mentor: Columns
    fit: Ints
    over: bool
    rows: Ints
    margin: Ints


@dataclass(frozen=True, eq=False)
class Sweep:
    """All pairs of a source, for proofs about those of some fit or more."""

    source: Source
    least: int = 0

    def short_lists(self) -> Market:
        """The best pairs of each mentee and of each mentor, ranks left out."""
        n, seats = self.source.mentee_key.size, self.source.seats
        seats = seats[: self.source.width]
        start = np.zeros(seats.size + 1, dtype=np.int64)
        room = np.where(seats > 0, np.minimum(WIDTH + 2 * seats, n), 0)
        np.cumsum(room, out=start[1:])
        width = min(WIDTH, seats.size)
        row_key, key = (np.full(size, -1, dtype=np.int32) for size in (n * width, start[-1]))
        row_item, item = np.zeros_like(row_key), np.zeros_like(key)
        least = np.where(room > 0, -1, MOST).astype(np.int32)
        marked = marks(seats.size)
        for rows, block in in_order(self.source.fits, chunks(self.source)):
            keep_best(block, rows, width, row_key, row_item, start, least, key, item, *marked)
        turn = turned(start, item, n)
        hers = np.arange(n + 1) * width, row_item, row_key.astype(np.int64)
        pairs = joined(*hers, turn.indptr, turn.row, key[turn.place].astype(np.int64))
        return _market(self.source, pairs)

    def missing(
        self, proofs: Sequence[Proof], near: int, mentees: Ints | None = None
    ) -> list[Missing]:
        """For each proof the pairs of more fit than it says there are, or nearly.

        near     below 0: how near to its due a fit must be for its pair to be named as well
        mentees  int64, only theirs
        """

        def look(rows: Ints) -> list[_Looked]:
            block = self.source.fits(rows)
            return [self._looked(block, rows, proof, near) for proof in proofs]

        looked = list(in_order(look, chunks(self.source, mentees)))
        rows = np.concatenate([np.zeros(0, dtype=np.int64), *(rows for rows, _ in looked)])
        found = []
        for number in range(len(proofs)):
            parts = [self._looked(np.zeros((0, 0), dtype=np.int32), rows[:0], proofs[number], near)]
            columns = zip(*parts, *(each[number] for _, each in looked), strict=True)
            counts, mentor, fit, over, margin = (np.concatenate(part) for part in columns)
            indptr = np.zeros(self.source.mentee_key.size + 1, dtype=np.int64)
            indptr[rows + 1] = counts
            pairs = np.cumsum(indptr), mentor, fit.astype(np.int64)
            found.append(Missing(*pairs, bool((over > 0).any()), rows, margin))
        return found

    def _looked(self, block: Fits, rows: Ints, proof: Proof, near: int) -> _Looked:
        key, item = (np.empty(rows.size * ADDED, dtype=np.int32) for _ in range(2))
        missing(block, rows, *proof, self.least, ADDED, near, key, item, *marks(block.shape[1]))
        at = np.flatnonzero(key > near)
        row, mentor = at // ADDED, item[at]
        counts = np.bincount(row, minlength=rows.size)
        return counts, mentor, block[row, mentor], key[at], -key[::ADDED].astype(np.int64)


def _market(source: Source, pairs: tuple[Ints, Columns, Ints]) -> Market:
    """A market of pairs in compressed rows, for solvers that look at fits alone: no ranks."""
    indptr, mentor, fit = pairs
    return Market(
        indptr, mentor, fit, fit, fit, source.seats, source.wished, source.mentee_key,
        source.mentor_key,
    )  # fmt: skip


def _with_more(source: Source, market: Market, out: Missing) -> Market:
    """A market with the pairs that were missing."""
    more = out.indptr, out.mentor, out.fit
    return _market(source, joined(market.indptr, market.mentor, market.fit, *more))


def dense_total(
    source: Source, least: int = 0, *, plain: bool = False, market: Market | None = None
) -> tuple[Ints, Ints, Prices]:
    """The mentor and the fit of each mentee, int64[n], -1 for none, and the prices that prove it.

    least   pairs of a lesser fit are left out
    plain   the highest total alone, even where more pairs, or more wishes, could be had for less
    market  the best of each person, if they are known already
    """
    sweep = Sweep(source, least)
    market = sweep.short_lists() if market is None else market.kept(market.fit >= least)
    network = Network.of(market, plain=plain)
    found = settled(network)
    proof = _proof(source, network, found)
    margin, rows = np.zeros(source.mentee_key.size, dtype=np.int64), None
    while True:
        (out,) = sweep.missing([proof], NEAR, rows)
        margin[out.rows] = out.margin
        if not out.over:
            break
        before = market.mentor.size
        market = _with_more(source, market, out)
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


def dense_fairest(source: Source) -> tuple[Fairest, Market]:
    """The fit below which no pair need be, and the covers that prove it, over all pairs.

    Also the best pairs of each person, and those that the covers needed.
    """
    sweep = Sweep(source)
    market, known = sweep.short_lists(), 0
    while True:
        found = fairest(market, known)
        known = found.least
        parts = sweep.missing(found.proofs(market), 0)
        if not any(part.over for part in parts):
            return found, market
        for part in parts:
            market = _with_more(source, market, part)
