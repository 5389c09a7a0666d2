"""Counts the pairs who would both rather have each other."""

import numpy as np

from matching.engine.cohort.deferred import tie
from matching.engine.cohort.source import Source, at_mates, chunks, in_order, ranks
from matching.engine.grid import Fits, Ints, Keys
from matching.engine.jit import compiled
from matching.engine.running import suited

NOBODY = -1
ENDLESS = 2**62


@compiled
def _first_given_up(mate: Ints, his_rank: Ints, seats: Ints, mentee_key: Keys, mentor_key: Keys,
                    last: Ints, last_tie: Keys) -> None:  # fmt: skip
    """The rank and tie of the mentee each mentor would give up first; -1 for a free seat."""
    taken = np.zeros(seats.size, np.int64)
    last[:] = ENDLESS
    for one in range(mate.size):
        to = mate[one]
        if to >= 0:
            taken[to] += 1
            mine = tie(mentor_key[to], mentee_key[one])
            if his_rank[one] < last[to] or (his_rank[one] == last[to] and mine > last_tie[to]):
                last[to], last_tie[to] = his_rank[one], mine
    for to in range(seats.size):
        if taken[to] < seats[to]:
            last[to] = NOBODY


@compiled
def _count(hers: Fits, his: Fits, rows: Ints, mate: Ints, her_rank: Ints, last: Ints,
           last_tie: Keys, mentee_key: Keys, mentor_key: Keys) -> tuple[int, int]:  # fmt: skip
    count, most = 0, 0
    for a in range(rows.size):
        one = rows[a]
        own = her_rank[one]
        for to in range(hers.shape[1]):
            if hers[a, to] < own or his[a, to] < last[to] or hers[a, to] < 0 or mate[one] == to:
                continue
            if hers[a, to] == own and not (
                tie(mentee_key[one], mentor_key[to]) < tie(mentee_key[one], mentor_key[mate[one]])
            ):
                continue
            if his[a, to] == last[to] and not (tie(mentor_key[to], mentee_key[one]) < last_tie[to]):
                continue
            count += 1
            most = max(most, min(hers[a, to] - max(own, 0), his[a, to] - max(last[to], 0)))
    return count, most


def blocking(source: Source, mate: Ints) -> tuple[int, int]:
    """How many pairs block a cohort (int64[n]: each mentee's mentor, -1 for none), and the most by
    which the one who gains less of such a pair would gain. By rank, ties by key.
    """
    her_rank = at_mates(source, source.her_ranks, mate)
    his_rank = at_mates(source, source.his_ranks, mate)
    last = np.empty(source.seats.size, dtype=np.int64)
    last_tie = np.zeros(last.size, dtype=np.uint64)
    keys = source.mentee_key, source.mentor_key
    suited(_first_given_up, mate.size)(mate, his_rank, source.seats, *keys, last, last_tie)

    def look(rows: Ints) -> tuple[int, int]:
        hers, his = ranks(source, rows)
        return suited(_count, hers.size)(hers, his, rows, mate, her_rank, last, last_tie, *keys)

    counts = [found for _, found in in_order(look, chunks(source))]
    most = max((most for _, most in counts), default=0)
    return int(sum(count for count, _ in counts)), int(most)
