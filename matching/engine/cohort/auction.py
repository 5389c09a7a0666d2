"""Prices by auction: a good start for the exact search, and nothing that anything relies on.

Bertsekas 1988, "The auction algorithm: a distributed relaxation method for the assignment problem",
with the equal seats of a slot sold together: its price is the least bid among those it keeps.
"""

import numpy as np

from matching.engine.cohort.market import Columns
from matching.engine.grid import Flags, Ints
from matching.engine.jit import compiled

NOBODY = -1


@compiled
def auction(indptr: Ints, slot: Columns, worth: Ints, seats: Ints, pair: int, price: Ints,
            mate: Columns, step: int, bids: int) -> int:  # fmt: skip
    """Mentees without a mentor bid until all have one or will not pay; price and mate in place.

    step  how much a bid exceeds what it must, from 0 up; 0 keeps every pair at its best price
    bids  at most so many; what is left of them is returned
    """
    n, s = indptr.size - 1, seats.size
    first = np.zeros(s + 1, np.int64)
    for number in range(s):
        first[number + 1] = first[number] + seats[number]
    who = np.empty(first[s], np.int32)
    bid = np.empty(first[s], np.int64)
    count = np.zeros(s, np.int64)
    queue = np.empty(n, np.int32)
    size = 0
    for back in range(n):
        one = n - 1 - back
        if mate[one] >= 0:
            to = mate[one]
            who[first[to] + count[to]] = one
            bid[first[to] + count[to]] = price[to]
            count[to] += 1
        else:
            queue[size] = one
            size += 1
    while size > 0 and bids > 0:
        size -= 1
        bids -= 1
        one = queue[size]
        best, second, to, other = np.int64(0), np.int64(0), -1, -1
        for at in range(indptr[one], indptr[one + 1]):
            value = pair + worth[at] - price[slot[at]]
            if value > second:
                if value > best:
                    best, second, other, to = value, best, to, slot[at]
                else:
                    second, other = value, slot[at]
        if to < 0:
            continue
        if best == second and other >= 0 and count[to] == seats[to] and count[other] < seats[other]:
            to = other
        offer = price[to] + best - second + step
        base = first[to]
        if count[to] < seats[to]:
            at = count[to]
            count[to] += 1
            while at > 0 and bid[base + (at - 1) // 2] > offer:
                bid[base + at], who[base + at] = (
                    bid[base + (at - 1) // 2],
                    who[base + (at - 1) // 2],
                )
                at = (at - 1) // 2
        else:
            if offer <= bid[base]:
                continue
            out = who[base]
            mate[out] = NOBODY
            queue[size] = out
            size += 1
            at = 0
            while True:
                child = 2 * at + 1
                if child >= seats[to]:
                    break
                if child + 1 < seats[to] and bid[base + child + 1] < bid[base + child]:
                    child += 1
                if bid[base + child] >= offer:
                    break
                bid[base + at], who[base + at] = bid[base + child], who[base + child]
                at = child
        bid[base + at], who[base + at] = offer, one
        mate[one] = to
        if count[to] == seats[to] and bid[base] > price[to]:
            price[to] = bid[base]
    return bids


@compiled
def seat_auction(turn_indptr: Ints, row: Columns, worth: Ints, seats: Ints, taking: Flags,
                 profit: Ints, price: Ints, mate: Columns, step: int,
                 bids: int) -> int:  # fmt: skip
    """The seats of the slots that are `taking` bid for mentees; profit, price and mate in place.

    Pairs, and their worth, in rows of slots. Mentees are plenty here, so that a profit stays 0
    until two slots want the same one. In the end the price of a slot is what the best mentee whom
    it did not get is worth to it.
    """
    s = seats.size
    queue = np.empty(s, np.int32)
    empty = np.zeros(s, np.int64)
    size = 0
    for back in range(s):
        here = s - 1 - back
        if taking[here] and seats[here] > 0:
            empty[here] = seats[here]
            queue[size] = here
            size += 1
    for one in range(mate.size):
        if mate[one] >= 0:
            empty[mate[one]] -= 1
    low = -(2**62)
    while size > 0 and bids > 0:
        size -= 1
        here = queue[size]
        while empty[here] > 0 and bids > 0:
            bids -= 1
            best, second, wanted = low, low, -1
            for at in range(turn_indptr[here], turn_indptr[here + 1]):
                one = row[at]
                value = worth[at] - profit[one]
                if value > second and mate[one] != here:
                    if value > best:
                        best, second, wanted = value, best, one
                    else:
                        second = value
            if wanted < 0:
                break
            profit[wanted] += step if second == low else best - second + step
            old = mate[wanted]
            if old >= 0:
                if empty[old] == 0:
                    queue[size] = old
                    size += 1
                empty[old] += 1
            mate[wanted] = here
            empty[here] -= 1
    for here in range(s):
        if taking[here]:
            best = low
            for at in range(turn_indptr[here], turn_indptr[here + 1]):
                if mate[row[at]] != here:
                    best = max(best, worth[at] - profit[row[at]])
            if best > low:
                price[here] += best
    return bids
