"""As many pairs as possible, the cover that proves it, and which part of a market lacks what.

Hopcroft and Karp 1973, "An n^(5/2) algorithm for maximum matchings in bipartite graphs", with
capacities; Koenig 1931 for the cover; Dulmage and Mendelsohn 1958 for the parts.
"""

import numpy as np

from matching.engine.cohort.market import Columns
from matching.engine.grid import Flags, Ints
from matching.engine.jit import compiled
from matching.engine.running import suited

NOBODY = -1


def most_pairs(indptr: Ints, slot: Columns, seats: Ints, mate: Columns) -> None:
    """Extend a matching to as many pairs as possible, in place.

    indptr int64[n+1] and slot int32[pairs]: the pairs; seats int64[s]; mate int32[n], -1 for none.
    A slot never has fewer mentees afterwards than before.
    """
    suited(_most_pairs, slot.size)(indptr, slot, seats, mate)


@compiled
def _most_pairs(indptr: Ints, slot: Columns, seats: Ints, mate: Columns) -> None:
    n, s = indptr.size - 1, seats.size
    first = np.zeros(s + 1, np.int64)
    for number in range(s):
        first[number + 1] = first[number] + seats[number]
    who = np.empty(first[s], np.int32)
    count = np.zeros(s, np.int64)
    for one in range(n):
        if mate[one] >= 0:
            who[first[mate[one]] + count[mate[one]]] = one
            count[mate[one]] += 1
    for one in range(n):
        if mate[one] < 0:
            for at in range(indptr[one], indptr[one + 1]):
                to = slot[at]
                if count[to] < seats[to]:
                    who[first[to] + count[to]] = one
                    count[to] += 1
                    mate[one] = to
                    break
    layer = np.empty(n, np.int32)
    slot_layer = np.empty(s, np.int32)
    queue = np.empty(n, np.int32)
    at_edge = np.empty(n, np.int64)
    at_seat = np.empty(s, np.int64)
    path = np.empty(n + 1, np.int32)
    while True:
        tail = 0
        for one in range(n):
            layer[one] = -1
            at_edge[one] = indptr[one]
            if mate[one] < 0:
                layer[one] = 0
                queue[tail] = one
                tail += 1
        roots = tail
        slot_layer[:] = -1
        at_seat[:] = 0
        head, last = 0, n + 1
        while head < tail:
            one = queue[head]
            head += 1
            if layer[one] >= last:
                break
            for at in range(indptr[one], indptr[one + 1]):
                to = slot[at]
                if count[to] < seats[to]:
                    last = layer[one]
                elif slot_layer[to] < 0:
                    slot_layer[to] = layer[one]
                    for seat in range(first[to], first[to + 1]):
                        two = who[seat]
                        if layer[two] < 0:
                            layer[two] = layer[one] + 1
                            queue[tail] = two
                            tail += 1
        if last == n + 1:
            return
        for root in range(roots):
            depth = 0
            path[0] = queue[root]
            while depth >= 0:
                one = path[depth]
                if at_edge[one] == indptr[one + 1]:
                    depth -= 1
                    if depth >= 0:
                        at_seat[slot[at_edge[path[depth]]]] += 1
                    continue
                to = slot[at_edge[one]]
                if count[to] < seats[to]:
                    who[first[to] + count[to]] = one
                    count[to] += 1
                    for back in range(depth, -1, -1):
                        one = path[back]
                        mate[one] = slot[at_edge[one]]
                        if back > 0:
                            above = slot[at_edge[path[back - 1]]]
                            who[first[above] + at_seat[above]] = path[back - 1]
                            at_seat[above] += 1
                        layer[one] = -1
                    break
                if slot_layer[to] != layer[one] or at_seat[to] == seats[to]:
                    at_edge[one] += 1
                    continue
                two = who[first[to] + at_seat[to]]
                if layer[two] == layer[one] + 1:
                    depth += 1
                    path[depth] = two
                else:
                    at_seat[to] += 1


@compiled
def wanting(indptr: Ints, slot: Columns, seats: Ints, mate: Columns) -> tuple[Flags, Flags]:
    """Mentees and slots that alternating paths from mentees without a mentor reach: two bools.

    With a largest matching, the slots reached and the mentees not reached cover every pair.
    """
    n = indptr.size - 1
    reached, full = np.zeros(n, np.bool_), np.zeros(seats.size, np.bool_)
    start, one_of = _by_slot(mate, seats.size)
    queue = np.empty(n, np.int32)
    tail = 0
    for one in range(n):
        if mate[one] < 0:
            reached[one] = True
            queue[tail] = one
            tail += 1
    head = 0
    while head < tail:
        one = queue[head]
        head += 1
        for at in range(indptr[one], indptr[one + 1]):
            to = slot[at]
            if not full[to]:
                full[to] = True
                for seat in range(start[to], start[to + 1]):
                    two = one_of[seat]
                    if not reached[two]:
                        reached[two] = True
                        queue[tail] = two
                        tail += 1
    return reached, full


@compiled
def _by_slot(mate: Columns, slots: int) -> tuple[Ints, Columns]:
    """The mentees in rows of slots: int64[slots+1], int32[matched]."""
    start = np.zeros(slots + 1, np.int64)
    for one in range(mate.size):
        if mate[one] >= 0:
            start[mate[one] + 1] += 1
    for number in range(slots):
        start[number + 1] += start[number]
    free = start[:-1].copy()
    who = np.empty(start[slots], np.int32)
    for one in range(mate.size):
        if mate[one] >= 0:
            who[free[mate[one]]] = one
            free[mate[one]] += 1
    return start, who


@compiled
def spare(turn_indptr: Ints, turn_row: Columns, seats: Ints, mate: Columns) -> Flags:
    """Slots that alternating paths from empty seats reach: bool[s]; pairs in rows of slots."""
    s = seats.size
    reached = np.zeros(s, np.bool_)
    count = np.zeros(s, np.int64)
    for one in range(mate.size):
        if mate[one] >= 0:
            count[mate[one]] += 1
    queue = np.empty(s, np.int32)
    tail = 0
    for number in range(s):
        if count[number] < seats[number]:
            reached[number] = True
            queue[tail] = number
            tail += 1
    head = 0
    while head < tail:
        here = queue[head]
        head += 1
        for at in range(turn_indptr[here], turn_indptr[here + 1]):
            to = mate[turn_row[at]]
            if to >= 0 and not reached[to]:
                reached[to] = True
                queue[tail] = to
                tail += 1
    return reached
