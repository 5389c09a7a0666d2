"""The highest total, exactly: shortest paths repair whatever the prices still leave unsettled.

The primal-dual method for assignment (Kuhn 1955; with Dijkstra's search, Tomizawa 1971), with
capacities. Prices are always such that u + p is at least what a pair is worth, and exactly that for
each pair made. What may be unsettled is a mentee without a mentor whose profit u is above 0, and an
empty seat whose price p is above 0. Each search settles one, and when none is left, the pairs are
worth exactly what the prices add up to. All in whole numbers.
"""

import numpy as np

from matching.engine.cohort.market import Columns
from matching.engine.grid import Ints
from matching.engine.jit import compiled

NOBODY = -1
FAR = 2**62


@compiled
def _push(key: Ints, item: Columns, size: int, far: int, what: int) -> None:
    at = size
    while at > 0:
        above = (at - 1) // 2
        if key[above] <= far:
            break
        key[at], item[at] = key[above], item[above]
        at = above
    key[at], item[at] = far, what


@compiled
def _pop(key: Ints, item: Columns, size: int) -> None:
    """Remove the nearest of `size` items; the last takes its place and sinks."""
    size -= 1
    far, what = key[size], item[size]
    at = 0
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and key[child + 1] < key[child]:
            child += 1
        if key[child] >= far:
            break
        key[at], item[at] = key[child], item[child]
        at = child
    key[at], item[at] = far, what


@compiled
def settle_mentees(indptr: Ints, slot: Columns, worth: Ints, seats: Ints, pair: int,
                   profit: Ints, price: Ints, mate: Columns, waiting: Columns) -> int:  # fmt: skip
    """Settle mentees without a mentor, in the order given; everything in place.

    profit int64[n], price int64[s], mate int32[n]; waiting int32, the mentees to settle

    Each ends with a mentor, her profit unchanged or lowered, or without one and with profit 0;
    another mentee may lose hers where that is worth more, with profit 0 as well. Slots never have
    fewer mentees than before. Returns how many slots were searched.
    """
    n, s = indptr.size - 1, seats.size
    first = np.zeros(s + 1, np.int64)
    for number in range(s):
        first[number + 1] = first[number] + seats[number]
    who = np.empty(first[s], np.int32)
    seat = np.zeros(n, np.int64)
    count = np.zeros(s, np.int64)
    for one in range(n):
        to = mate[one]
        if to >= 0:
            seat[one] = first[to] + count[to]
            who[seat[one]] = one
            count[to] += 1
    reach = np.full(s, FAR, np.int64)
    via = np.empty(s, np.int32)
    touched = np.empty(s, np.int32)
    done = np.empty(s, np.int32)
    size_of_heap = 1024
    key, item = np.empty(size_of_heap, np.int64), np.empty(size_of_heap, np.int32)
    searched = 0
    for begin in waiting:
        best, end, drop = profit[begin], -1, begin
        heap, touches, finished = 0, 0, 0
        here, far = -1, np.int64(0)
        while True:
            low = 0 if here < 0 else first[here]
            high = 1 if here < 0 else low + count[here]
            for place in range(low, high):
                one = begin if here < 0 else who[place]
                base = far + profit[one]
                if base < best:
                    best, end, drop = base, -1, one
                base -= pair
                for at in range(indptr[one], indptr[one + 1]):
                    to = slot[at]
                    there = base + price[to] - worth[at]
                    if there < best and there < reach[to]:
                        if reach[to] == FAR:
                            touched[touches] = to
                            touches += 1
                        reach[to] = there
                        via[to] = one
                        if count[to] < seats[to]:
                            best, end, drop = there, to, -1
                        else:
                            if heap == size_of_heap:
                                size_of_heap *= 2
                                more_key = np.empty(size_of_heap, np.int64)
                                more_item = np.empty(size_of_heap, np.int32)
                                for moved in range(heap):
                                    more_key[moved], more_item[moved] = key[moved], item[moved]
                                key, item = more_key, more_item
                            _push(key, item, heap, there, to)
                            heap += 1
            here = -1
            while heap > 0 and key[0] < best:
                far, to = key[0], item[0]
                _pop(key, item, heap)
                heap -= 1
                if far == reach[to]:
                    here = to
                    break
            if here < 0:
                break
            searched += 1
            done[finished] = here
            finished += 1
            reach[here] = far - FAR
        profit[begin] -= best
        for number in range(finished):
            here = done[number]
            less = best - (reach[here] + FAR)
            price[here] += less
            for place in range(first[here], first[here] + count[here]):
                profit[who[place]] -= less
        for number in range(touches):
            reach[touched[number]] = FAR
        if end >= 0:
            free = first[end] + count[end]
            count[end] += 1
            to = end
        else:
            to = mate[drop] if drop != begin else -1
            free = seat[drop]
            mate[drop] = NOBODY
        while to >= 0:
            one = via[to]
            old, vacated = mate[one], seat[one]
            mate[one], seat[one], who[free] = to, free, one
            to, free = old, vacated
    return searched


@compiled
def settle_seats(turn_indptr: Ints, row: Columns, worth: Ints, seats: Ints, pair: int,
                 profit: Ints, price: Ints, mate: Columns) -> int:  # fmt: skip
    """Settle empty seats with a price, slot by slot; pairs and worth in rows of slots, in place.

    Each is filled, or its price falls to 0 with a seat left empty there or where that is worth
    more. Mentees with a mentor keep one. Returns how many slots were searched.
    """
    n, s = profit.size, seats.size
    count = np.zeros(s, np.int64)
    for one in range(n):
        if mate[one] >= 0:
            count[mate[one]] += 1
    reach = np.full(n, FAR, np.int64)
    via = np.empty(n, np.int32)
    touched = np.empty(n, np.int32)
    done = np.empty(n, np.int32)
    entry = np.full(s, -1, np.int32)
    level = np.empty(s, np.int64)
    visited = np.empty(s, np.int32)
    size_of_heap = 1024
    key, item = np.empty(size_of_heap, np.int64), np.empty(size_of_heap, np.int32)
    searched = 0
    for begin in range(s):
        while count[begin] < seats[begin] and price[begin] > 0:
            best, end, leave = price[begin], -1, begin
            heap, touches, finished, visits = 0, 0, 0, 0
            here, far = begin, np.int64(0)
            entry[begin] = n
            while here >= 0:
                searched += 1
                visited[visits] = here
                visits += 1
                level[here] = far
                if far + price[here] < best:
                    best, end, leave = far + price[here], -1, here
                base = far + price[here] - pair
                for at in range(turn_indptr[here], turn_indptr[here + 1]):
                    one = row[at]
                    there = base + profit[one] - worth[at]
                    if there < best and there < reach[one]:
                        if reach[one] == FAR:
                            touched[touches] = one
                            touches += 1
                        reach[one] = there
                        via[one] = here
                        if mate[one] < 0:
                            best, end, leave = there, one, -1
                        else:
                            if heap == size_of_heap:
                                size_of_heap *= 2
                                more_key = np.empty(size_of_heap, np.int64)
                                more_item = np.empty(size_of_heap, np.int32)
                                for moved in range(heap):
                                    more_key[moved], more_item[moved] = key[moved], item[moved]
                                key, item = more_key, more_item
                            _push(key, item, heap, there, one)
                            heap += 1
                here = -1
                while heap > 0 and key[0] < best:
                    far, one = key[0], item[0]
                    _pop(key, item, heap)
                    heap -= 1
                    if far == reach[one]:
                        done[finished] = one
                        finished += 1
                        reach[one] = far - FAR
                        if entry[mate[one]] < 0:
                            here = mate[one]
                            entry[here] = one
                            break
            for number in range(finished):
                one = done[number]
                profit[one] += best - (reach[one] + FAR)
            for number in range(visits):
                here = visited[number]
                price[here] -= best - level[here]
            if end >= 0 or leave != begin:
                if end < 0:
                    end = entry[leave]
                one = end
                while True:
                    old, to = mate[one], via[one]
                    mate[one] = to
                    if old >= 0:
                        count[old] -= 1
                    count[to] += 1
                    if to == begin:
                        break
                    one = entry[to]
            for number in range(touches):
                reach[touched[number]] = FAR
            for number in range(visits):
                entry[visited[number]] = -1
    return searched


@compiled
def best_at(indptr: Ints, slot: Columns, worth: Ints, pair: int, price: Ints,
            mate: Columns) -> Ints:  # fmt: skip
    """The profits that the prices leave, int64[n], none below 0; pairs short of them are undone."""
    profit = np.zeros(mate.size, np.int64)
    for one in range(mate.size):
        best, own = np.int64(0), np.int64(-1)
        for at in range(indptr[one], indptr[one + 1]):
            value = pair + worth[at] - price[slot[at]]
            best = max(best, value)
            if slot[at] == mate[one]:
                own = value
        profit[one] = best
        if own < best:
            mate[one] = NOBODY
    return profit
