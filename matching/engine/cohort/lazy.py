"""Stable cohorts of a pool without ever holding all lists: a list grows when it is used up.

Whoever has proposed to all she has at hand is given her next best from blocks of all pairs, without
those who would refuse her at once; receivers only ever get choosier, so nothing is lost.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from matching.engine.cohort.candidates import MOST, among_best, marks
from matching.engine.cohort.deferred import Held, Lists, propose, tie
from matching.engine.cohort.market import Columns
from matching.engine.cohort.source import Source, chunks, in_order
from matching.engine.cohort.stable import matched
from matching.engine.grid import Fits, Flags, Ints, Keys
from matching.engine.jit import compiled
from matching.engine.running import suited

WIDTH = 24
ENDLESS = 2**62
FEW = 4  # one mentor in so many: only those are looked at
Ranks = Callable[[Ints, Ints | None], tuple[Fits, Fits]]


@dataclass(frozen=True, eq=False)
class Heaps:
    """The best entries of each proposer so far, a heap each, the worst first.

    start  int64[p+1], where each begins; who is given none has an empty one
    rank   int64[entries], -1 where there is none yet; tie uint64, theirs int64, item int32 likewise
    after  int64[p] and after_tie uint64[p], the last that each has tried
    """

    start: Ints
    rank: Ints
    tie: Keys
    theirs: Ints
    item: Columns
    after: Ints
    after_tie: Keys

    @classmethod
    def of(cls, width: Ints, after: Ints, after_tie: Keys) -> "Heaps":
        """Empty heaps of so many entries each, int64[p]."""
        start = np.zeros(width.size + 1, dtype=np.int64)
        np.cumsum(width, out=start[1:])
        size = int(start[-1])
        return cls(
            start, np.full(size, -1), np.full(size, 2**64 - 1, dtype=np.uint64),
            np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int32), after, after_tie,
        )  # fmt: skip

    def lists(self) -> Lists:
        """The entries there are, as lists."""
        there = self.rank >= 0
        before = np.zeros(there.size + 1, dtype=np.int64)
        np.cumsum(there, out=before[1:])
        start = before[self.start]
        return Lists(
            start[:-1], np.diff(start), self.item[there], self.rank[there], self.theirs[there]
        )

    def full(self) -> tuple[Ints, Ints, Keys]:
        """Whose heap is full, so that there may be more, and the worst entry of each."""
        here = np.flatnonzero(np.diff(self.start) > 0)
        first = self.start[here]
        full = self.rank[first] >= 0
        return here[full], self.rank[first[full]], self.tie[first[full]]


@compiled
def keep(own: Fits, theirs: Fits, rows: Ints, columns: Ints, by_column: bool, fresh: bool,
         proposer_key: Keys, receiver_key: Keys, floor: Ints, start: Ints, least: Ints, rank: Ints,
         ties: Keys, liked: Ints, item: Columns, after: Ints, after_tie: Keys, hits: Flags,
         words: Keys) -> None:  # fmt: skip
    """Keep the best entries of each proposer in a block that come after those tried, in its heap.

    own, theirs    int32[r, w], how the proposer ranks the receiver and is ranked; -1: no pair
    rows, columns  int64[r], int64[w], who they are
    by_column      whether the columns propose, instead of the rows
    fresh          whether nobody has tried anybody yet, so that nobody would be refused
    floor          int64, by receiver: whoever is ranked below is refused at once
    least          int64, by proposer: the worst rank in its heap; endless for one without a heap
    hits, words    bool and uint64, as `marks` makes them
    """
    bar = np.zeros(columns.size, np.int32)
    if by_column:
        for b in range(columns.size):
            bar[b] = min(max(least[columns[b]], 0), MOST)
    for a in range(rows.size):
        line = own[a]
        if not by_column:
            size = start[rows[a] + 1] - start[rows[a]]
            if fresh and size > 0:
                most = np.empty(2 * size, np.int32)
                least[rows[a]] = max(least[rows[a]], among_best(line, size, most))
            level = min(max(least[rows[a]], 0), MOST)
            for b in range(columns.size):
                bar[b] = level
        for b in range(columns.size):
            hits[b] = line[b] >= bar[b]
        for word in range(words.size):
            if words[word] == 0:
                continue
            for b in range(8 * word, min(8 * word + 8, columns.size)):
                value = np.int64(line[b])
                one = columns[b] if by_column else rows[a]
                if not hits[b] or value < least[one] or value > after[one]:
                    continue
                other = rows[a] if by_column else columns[b]
                if theirs[a, b] < floor[other]:
                    continue
                base, size = start[one], start[one + 1] - start[one]
                mine = tie(proposer_key[one], receiver_key[other])
                if value == after[one] and mine <= after_tie[one]:
                    continue
                if value == rank[base] and mine >= ties[base]:
                    continue
                at = 0
                while True:
                    child = 2 * at + 1
                    if child >= size:
                        break
                    low, two = base + child, base + child + 1
                    if child + 1 < size and (
                        rank[two] < rank[low] or (rank[two] == rank[low] and ties[two] > ties[low])
                    ):
                        child, low = child + 1, two
                    if rank[low] > value or (rank[low] == value and ties[low] < mine):
                        break
                    to = base + at
                    rank[to], ties[to] = rank[low], ties[low]
                    liked[to], item[to] = liked[low], item[low]
                    at = child
                to = base + at
                rank[to], ties[to], liked[to], item[to] = value, mine, theirs[a, b], other
                least[one] = max(least[one], rank[base])
                if by_column:
                    bar[b] = min(max(least[one], 0), MOST)


def lazy_stable(source: Source, ranks: Ranks, *, mentees_first: bool, width: int = WIDTH) -> Ints:
    """The stable matching best for one side, over all pairs: int64[n], -1 for none.

    ranks  how some mentees and the mentors rank each other: two int32[r, c], -1 for no pair
    """
    n = source.mentee_key.size
    one_each = np.ones(n, dtype=np.int64)
    quota, seats = one_each, source.seats
    row_key, column_key = source.mentee_key, source.mentor_key
    if not mentees_first:
        quota, seats, row_key, column_key = seats.copy(), one_each, column_key, row_key
        quota[source.width :] = 0
    held = Held.nobody(seats)
    none, empty = np.zeros(quota.size, dtype=np.int64), np.zeros(0, dtype=np.int64)
    lists = Lists(none, none, empty.astype(np.int32), empty, empty)
    after, after_tie = np.full(quota.size, ENDLESS), np.zeros(quota.size, dtype=np.uint64)
    more = np.ones(quota.size, dtype=np.bool_)
    everybody = np.arange(source.width)
    while (active := np.flatnonzero((quota > 0) & (lists.left == 0) & more)).size:
        wide = none.copy()
        wide[active] = np.minimum(width + 4 * quota[active], seats.size)
        heaps = Heaps.of(wide, after, after_tie)
        floor, least = _floor(held, seats), np.where(wide > 0, -1, ENDLESS)
        fresh = not held.count.any()
        some = None if mentees_first or FEW * active.size > everybody.size else active
        columns = everybody if some is None else some
        room = marks(columns.size)
        asked = chunks(source, active if mentees_first else None, columns.size)
        for rows, (hers, his) in in_order(partial(_ranked, ranks, some), asked):
            sides = (hers, his) if mentees_first else (his, hers)
            suited(keep, hers.size)(
                *sides, rows, columns, not mentees_first, fresh, row_key, column_key, floor,
                heaps.start, least, heaps.rank, heaps.tie, heaps.theirs, heaps.item,
                after, after_tie, *room,
            )  # fmt: skip
        lists = lists.extended(heaps.lists())
        full, worst, worst_tie = heaps.full()
        more[active] = False
        more[full], after[full], after_tie[full] = True, worst, worst_tie
        propose(lists, held, quota, row_key, column_key, active)
        width *= 2
    return matched(held, n, mentees_first=mentees_first)


def _ranked(ranks: Ranks, columns: Ints | None, rows: Ints) -> tuple[Fits, Fits]:
    return ranks(rows, columns)


def _floor(held: Held, seats: Ints) -> Ints:
    """The rank of the worst whom each receiver holds if all seats are taken, else -1: int64."""
    floor = np.full(seats.size, -1)
    taken = (held.count == seats) & (seats > 0)
    floor[taken] = held.rank[held.first[:-1][taken]]
    return floor
