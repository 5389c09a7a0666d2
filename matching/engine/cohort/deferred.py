"""Deferred acceptance: proposals down each list, the best kept, nobody better refused for worse.

Gale and Shapley 1962, "College admissions and the stability of marriage", with capacities on both
sides. Proposers may be given more of their list once it is used up, so that the lists of a large
market need not exist in full: a proposal never depends on the entries behind it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import numpy as np

from matching.engine.cohort.market import Columns
from matching.engine.grid import Ints, Keys
from matching.engine.jit import compiled
from matching.engine.keys import mix
from matching.engine.running import suited

_mix = cast(Callable[[np.uint64], np.uint64], compiled(mix))


@dataclass(frozen=True, eq=False)
class Lists:
    """What each proposer has left to propose: entries start[p] to start[p] + left[p].

    The entries behind those have been proposed, the latest first.

    start  int64[proposers]
    left   int64[proposers]
    other  int32[entries], the receiver
    own    int64[entries], how the proposer ranks him, higher is better
    theirs int64[entries], how the receiver ranks the proposer
    """

    start: Ints
    left: Ints
    other: Columns
    own: Ints
    theirs: Ints

    def extended(self, more: "Lists") -> "Lists":
        """With the lists of those who have used up theirs replaced by what `more` has for them."""
        fresh = more.left > 0
        return Lists(
            np.where(fresh, more.start + self.other.size, self.start),
            np.where(fresh, more.left, self.left),
            np.concatenate([self.other, more.other]),
            np.concatenate([self.own, more.own]),
            np.concatenate([self.theirs, more.theirs]),
        )


@dataclass(frozen=True, eq=False)
class Held:
    """Whom each receiver holds: a heap, the worst first, at first[r] to first[r] + count[r].

    first     int64[receivers+1]
    count     int64[receivers]
    proposer  int32[seats]
    rank      int64[seats], the receiver's ranking number of that proposer
    """

    first: Ints
    count: Ints
    proposer: Columns
    rank: Ints

    @classmethod
    def nobody(cls, seats: Ints) -> "Held":
        """Every seat empty; int64[receivers]."""
        first = np.zeros(seats.size + 1, dtype=np.int64)
        np.cumsum(seats, out=first[1:])
        size = int(first[-1])
        none = np.zeros(seats.size, dtype=np.int64)
        return cls(first, none, np.zeros(size, dtype=np.int32), np.zeros(size, dtype=np.int64))

    def pairs(self) -> tuple[Ints, Ints]:
        """Who is held by whom: proposers and receivers, two int64 arrays in order of receivers."""
        receiver = np.repeat(np.arange(self.count.size), self.count)
        before = np.cumsum(self.count) - self.count
        at = np.arange(receiver.size) + np.repeat(self.first[:-1] - before, self.count)
        return self.proposer[at].astype(np.int64), receiver


def propose(
    lists: Lists, held: Held, quota: Ints, proposer_key: Keys, receiver_key: Keys, waiting: Ints
) -> None:
    """Let the `waiting` proposers, and whoever is displaced, propose until their lists are used up.

    quota    int64[proposers], how many each may still be held by; kept up to date
    waiting  int64, indices of those who begin

    `lists` and `held` are changed in place. The result does not depend on the order of proposals.
    """
    suited(_propose, lists.other.size)(
        lists.start, lists.left, lists.other, lists.own, lists.theirs,
        held.first, held.count, held.proposer, held.rank, quota, proposer_key, receiver_key,
        waiting,
    )  # fmt: skip


@compiled
def tie(one: np.uint64, other: np.uint64) -> np.uint64:
    """`keys.tie_order` of one pair: of equals, `one` prefers the `other` with the smaller."""
    return _mix(_mix(one) ^ other)


@compiled
def _sooner(rank: int, to: int, than: int, at: int, mine: np.uint64, keys: Keys) -> bool:
    """Whether one with `rank` and index `to` is preferred to one with rank `than` at index `at`."""
    if rank != than:
        return rank > than
    return bool(tie(mine, keys[to]) < tie(mine, keys[at]))


@compiled
def _swap(other: Columns, own: Ints, theirs: Ints, one: int, two: int) -> None:
    other[one], other[two] = other[two], other[one]
    own[one], own[two] = own[two], own[one]
    theirs[one], theirs[two] = theirs[two], theirs[one]


@compiled
def _sink(other: Columns, own: Ints, theirs: Ints, start: int, size: int, at: int,
          mine: np.uint64, keys: Keys) -> None:  # fmt: skip
    """Restore the heap of one list, its best entry first, after entry `at` has changed."""
    while True:
        child = 2 * at + 1
        if child >= size:
            return
        one, two = start + child, start + child + 1
        if child + 1 < size and _sooner(own[two], other[two], own[one], other[one], mine, keys):
            child, one = child + 1, two
        here = start + at
        if not _sooner(own[one], other[one], own[here], other[here], mine, keys):
            return
        _swap(other, own, theirs, here, one)
        at = child


@compiled
def _settle(proposer: Columns, rank: Ints, first: int, size: int, at: int,
            mine: np.uint64, keys: Keys) -> None:  # fmt: skip
    """Restore the heap of one receiver, the worst held first, after entry `at` has changed."""
    while at > 0:
        above, here = first + (at - 1) // 2, first + at
        if not _sooner(rank[above], proposer[above], rank[here], proposer[here], mine, keys):
            break
        proposer[here], proposer[above] = proposer[above], proposer[here]
        rank[here], rank[above] = rank[above], rank[here]
        at = (at - 1) // 2
    while True:
        child = 2 * at + 1
        if child >= size:
            return
        one, two = first + child, first + child + 1
        if child + 1 < size and _sooner(
            rank[one], proposer[one], rank[two], proposer[two], mine, keys
        ):
            child, one = child + 1, two
        here = first + at
        if not _sooner(rank[here], proposer[here], rank[one], proposer[one], mine, keys):
            return
        proposer[here], proposer[one] = proposer[one], proposer[here]
        rank[here], rank[one] = rank[one], rank[here]
        at = child


@compiled
def _propose(start: Ints, left: Ints, other: Columns, own: Ints, theirs: Ints,
             first: Ints, count: Ints, proposer: Columns, rank: Ints, quota: Ints,
             proposer_key: Keys, receiver_key: Keys, waiting: Ints) -> None:  # fmt: skip
    ordered = np.zeros(start.size, np.bool_)
    queued = np.zeros(start.size, np.bool_)
    queue = np.empty(start.size, np.int64)
    size = 0
    for one in waiting:
        queue[size] = one
        queued[one] = True
        size += 1
    while size > 0:
        size -= 1
        one = queue[size]
        queued[one] = False
        mine = proposer_key[one]
        top = start[one]
        if not ordered[one]:
            for at in range(left[one] // 2 - 1, -1, -1):
                _sink(other, own, theirs, top, left[one], at, mine, receiver_key)
            ordered[one] = True
        while quota[one] > 0 and left[one] > 0:
            last = top + left[one] - 1
            _swap(other, own, theirs, top, last)
            left[one] -= 1
            _sink(other, own, theirs, top, left[one], 0, mine, receiver_key)
            to, liked = other[last], theirs[last]
            yours, base = receiver_key[to], first[to]
            room = first[to + 1] - base
            if count[to] < room:
                at = count[to]
                count[to] += 1
            elif room > 0 and _sooner(liked, one, rank[base], proposer[base], yours, proposer_key):
                out = proposer[base]
                quota[out] += 1
                if not queued[out]:
                    queue[size] = out
                    queued[out] = True
                    size += 1
                at = 0
            else:
                continue
            proposer[base + at], rank[base + at] = one, liked
            _settle(proposer, rank, base, count[to], at, yours, proposer_key)
            quota[one] -= 1
