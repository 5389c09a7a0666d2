"""An order of people in which those with the same tags stand side by side.

Recursive graph bisection, by which search engines number their documents: Dhulipala, Kabiljo,
Karrer, Ottaviano, Pupyrev and Shalita, "Compressing graphs and indexes with recursive graph
bisection", KDD 2016. A part is halved so that each tag is mostly on one side, then each half.
"""

from typing import Any

import numpy as np

from matching.engine.jit import compiled
from matching.engine.kernels.arrays import Array

ROUNDS = 20  # exchanges between two halves, at most
HARDLY = 100  # a round that exchanges fewer than a hundredth of the people is the last


@compiled
def cost(here: int, there: int, size: int, other: int, logs: Array) -> Any:
    """Bits to say which `here` of `size` people, and which `there` of `other`, have a tag."""
    ours = here * (logs[size] - logs[here + 1])
    return ours + there * (logs[other] - logs[there + 1])


@compiled
def bisect(order: Array, start: Array, tags: Array, count: int, leaf: int) -> None:
    """Put `order` int64[n], people, into an order of neighborhoods of `leaf`.

    start, tags  int64[n+1] and int64[ties], who has which tag
    count        how many tags there are
    """
    size = order.size
    logs = np.zeros(size + 3)
    for number in range(1, logs.size):
        logs[number] = np.log2(number)
    first, second = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    gain = np.zeros(size)
    waiting = [(0, size)]
    while len(waiting) > 0:
        low, high = waiting.pop()
        if high - low <= leaf:
            continue
        middle = low + (-(-(high - low) // leaf) // 2) * leaf
        one, other = middle - low, high - middle
        for at in range(low, high):
            for x in range(start[order[at]], start[order[at] + 1]):
                first[tags[x]] = 0
                second[tags[x]] = 0
        for at in range(low, high):
            for x in range(start[order[at]], start[order[at] + 1]):
                if at < middle:
                    first[tags[x]] += 1
                else:
                    second[tags[x]] += 1
        for _ in range(ROUNDS):
            for at in range(low, high):
                saved = 0.0
                for x in range(start[order[at]], start[order[at] + 1]):
                    here, there = first[tags[x]], second[tags[x]]
                    if at < middle:
                        saved += cost(here, there, one, other, logs)
                        saved -= cost(here - 1, there + 1, one, other, logs)
                    else:
                        saved += cost(there, here, other, one, logs)
                        saved -= cost(there - 1, here + 1, other, one, logs)
                gain[at] = saved
            here_first = np.argsort(-gain[low:middle])
            there_first = np.argsort(-gain[middle:high])
            exchanged = 0
            for pair in range(min(one, other)):
                here, there = low + here_first[pair], middle + there_first[pair]
                if gain[here] + gain[there] <= 0.0:
                    break
                for x in range(start[order[here]], start[order[here] + 1]):
                    first[tags[x]] -= 1
                    second[tags[x]] += 1
                for x in range(start[order[there]], start[order[there] + 1]):
                    first[tags[x]] += 1
                    second[tags[x]] -= 1
                order[here], order[there] = order[there], order[here]
                exchanged += 1
            if exchanged * HARDLY <= high - low:
                break
        waiting.append((low, middle))
        waiting.append((middle, high))
