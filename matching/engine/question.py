"""What a cohort was asked for, as the check of a certificate reads it: by people, in blocks."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from typing import NamedTuple, Protocol

import numpy as np

from matching.engine.cohort.answer import FULL_FIT
from matching.engine.cohort.lists import PreferenceLists
from matching.engine.cohort.market import Market
from matching.engine.cohort.terms import Ranked, Terms
from matching.engine.facing import Facing
from matching.engine.grid import Fits, Flags, Ints, Keys
from matching.engine.keys import person_keys
from matching.engine.pool import Pairs, Pool
from matching.engine.sought import sought
from matching.engine.tag_statistics import TagStatistics
from matching.engine.weights import Weights

CELLS = 2**17
THREADS = 2
SCORE_BITS = 48
NOT_ACCEPTABLE = -1


class Block(NamedTuple):
    """Some mentees and all whom they may meet; -1 in the last three where a pair is not acceptable.

    rows      int64[r], the mentees
    mentor    int64[1 or r, w], the mentors in the columns; whom it leaves out nobody may meet
    fit       int32[r, w]
    her_rank  int32[r, w], how she ranks him, from 0 to 2**30, higher is better
    his_rank  int32[r, w], how he ranks her, likewise
    """

    rows: Ints
    mentor: Ints
    fit: Fits
    her_rank: Fits
    his_rank: Fits


class Blocks(Protocol):
    """All acceptable pairs, each mentee in one block.

    Without `ranks` the ranks mean nothing; without `fit` the fit says no more than who may meet.
    """

    def __call__(self, *, ranks: bool, fit: bool = True) -> Iterator[Block]: ...


@dataclass(frozen=True, eq=False)
class Question:
    """What a cohort was asked for: n mentees, m mentors.

    seats                   int64[m], pinned ones included
    wished                  bool[m], at least one mentee is wished
    pins                    Pairs
    mentee_key, mentor_key  uint64, break ties
    blocks                  the acceptable pairs
    numbers                 those of single pairs
    """

    seats: Ints
    wished: Flags
    pins: Pairs
    mentee_key: Keys
    mentor_key: Keys
    blocks: Blocks
    numbers: "Numbers"


class Numbers(Protocol):
    """Fit, her rank and his rank of given mentees and mentors, int64[pairs] each.

    -1 where a pair is not acceptable; without `ranks` the ranks mean nothing.
    """

    def __call__(self, mentee: Ints, mentor: Ints, *, ranks: bool) -> tuple[Ints, Ints, Ints]: ...


def picked(blocks: Blocks, mentee: Ints, mentor: Ints, *, ranks: bool) -> tuple[Ints, Ints, Ints]:
    """The numbers of given pairs out of blocks, no mentee twice; see Numbers."""
    found = np.full((3, mentee.size), NOT_ACCEPTABLE)
    order = np.argsort(mentee)
    for block in blocks(ranks=ranks):
        row = np.searchsorted(block.rows, mentee[order])
        row = np.minimum(row, block.rows.size - 1)
        here = order[block.rows[row] == mentee[order]]
        row = np.searchsorted(block.rows, mentee[here])
        columns = np.broadcast_to(block.mentor, block.fit.shape)
        pair, at = np.nonzero(columns[row] == mentor[here, None])
        found[:, here[pair]] = [part[row[pair], at] for part in block[2:]]
    return found[0], found[1], found[2]


def pool_question(pool: Pool, statistics: TagStatistics, terms: Terms) -> Question:
    """All pairs of a pool, scored anew."""
    by_list = _ByList(terms.mentee_lists, terms.mentor_lists, terms.pins)
    listed = terms.mentee_lists is not None or terms.mentor_lists is not None
    takes = pool.mentors.open & (pool.mentors.free_seats > 0)
    columns = np.flatnonzero(takes | listed)
    wishes = sought(pool.mentees.seeks, statistics)

    @cache
    def facing(weights: Weights) -> Facing:
        return Facing.of(pool, statistics, weights, columns, forbids=terms.forbids, wishes=wishes)

    ranked = terms.mentee_weights, terms.mentor_weights

    def blocks(*, ranks: bool, fit: bool = True) -> Iterator[Block]:
        first = facing(terms.weights if fit else terms.mentee_weights)
        hers, his = (facing(weights) if ranks else first for weights in ranked)

        def block(rows: Ints) -> Block:
            fitting = first.fits(rows)
            her_rank = fitting if hers is first else hers.fits(rows)
            his_rank = fitting if his is first else his.fits(rows)
            return by_list.over(Block(rows, columns[None, :], fitting, her_rank, his_rank))

        everybody = np.arange(len(pool.mentees))
        step = max(1, CELLS // max(1, columns.size))
        parts = [everybody[start : start + step] for start in range(0, everybody.size, step)]
        with ThreadPoolExecutor(THREADS) as ahead:
            waiting = [ahead.submit(block, part) for part in parts[: THREADS + 1]]
            for number in range(len(parts)):
                yield waiting.pop(0).result()
                more = parts[number + THREADS + 1 : number + THREADS + 2]
                waiting += [ahead.submit(block, part) for part in more]

    def numbers(mentee: Ints, mentor: Ints, *, ranks: bool) -> tuple[Ints, Ints, Ints]:
        if listed:
            return picked(blocks, mentee, mentor, ranks=ranks)
        column = np.searchsorted(columns, mentor)
        there = np.flatnonzero(takes[mentor])
        found = np.full((3, mentee.size), NOT_ACCEPTABLE)
        for number, weights in enumerate((terms.weights, *(ranked if ranks else ()))):
            found[number, there] = facing(weights).pairs(mentee[there], column[there])
        return found[0], found[1], found[2]

    return Question(
        seats=terms.seats(pool.mentors.free_seats),
        wished=terms.wished(len(pool.mentors)),
        pins=terms.pins,
        mentee_key=person_keys(pool.mentees.key, terms.seed),
        mentor_key=person_keys(pool.mentors.key, terms.seed),
        blocks=blocks,
        numbers=numbers,
    )


def lists_question(lists: PreferenceLists, seed: int) -> Question:
    """All pairs of ranked lists."""
    n, m = lists.mentees.listed.size, lists.mentors.listed.size
    by_list = _ByList(lists.mentees, lists.mentors, Pairs.none())

    def blocks(*, ranks: bool, fit: bool = True) -> Iterator[Block]:
        lengths = np.diff(lists.mentees.indptr), np.diff(lists.mentors.indptr)
        step = max(1, CELLS // max(1, m))
        for start in range(0, n, step):
            rows = np.arange(start, min(start + step, n))
            empty = np.zeros((rows.size, m), dtype=np.int32)
            block = by_list.over(Block(rows, np.arange(m)[None, :], empty, empty, empty))
            parts = [
                FULL_FIT * (size - (FULL_FIT - rank)) // np.maximum(size, 1)
                for size, rank in (
                    (lengths[0][rows, None], block.her_rank),
                    (lengths[1][None, :], block.his_rank),
                )
            ]
            fitting = np.where(block.fit < 0, NOT_ACCEPTABLE, (parts[0] + parts[1]) // 2)
            yield block._replace(fit=fitting.astype(np.int32))

    return Question(
        seats=lists.seats,
        wished=np.zeros(m, dtype=np.bool_),
        pins=Pairs.none(),
        mentee_key=person_keys(lists.mentee_key, seed),
        mentor_key=person_keys(lists.mentor_key, seed),
        blocks=blocks,
        numbers=partial(picked, blocks),
    )


class _ByList:
    """Lays ranked lists over blocks: who has one accepts nobody outside it but a pin."""

    def __init__(self, mentees: Ranked | None, mentors: Ranked | None, pins: Pairs) -> None:
        self._mentees, self._mentors, self._pins = mentees, mentors, pins
        if mentees is not None:
            self._hers = np.lexsort((mentees.choice, mentees.person))
        if mentors is not None:
            self._his = np.lexsort((mentors.person, mentors.choice))

    def over(self, block: Block) -> Block:
        """The block with ranks from the lists, 2**20 for the first place and 1 less for each."""
        if self._mentees is None and self._mentors is None:
            return block
        rows, her_rank, his_rank = block.rows, block.her_rank, block.his_rank
        allowed = block.fit >= 0
        lists = self._mentees
        if lists is not None:
            at = self._hers[np.isin(lists.person[self._hers], rows)]
            listed = np.full(block.fit.shape, NOT_ACCEPTABLE, dtype=np.int32)
            listed[lists.person[at] - rows[0], lists.choice[at]] = FULL_FIT - lists.place[at]
            her_rank = np.where(lists.listed[rows, None], listed, her_rank)
        lists = self._mentors
        if lists is not None:
            at = self._his[np.isin(lists.choice[self._his], rows)]
            listed = np.full(block.fit.shape, NOT_ACCEPTABLE, dtype=np.int32)
            listed[lists.choice[at] - rows[0], lists.person[at]] = FULL_FIT - lists.place[at]
            his_rank = np.where(lists.listed[None, :], listed, his_rank)
        if self._mentees is not None:
            allowed = allowed & (her_rank >= 0)
        if self._mentors is not None:
            allowed = allowed & (his_rank >= 0)
        pinned, mentor = self._pins.among(rows)
        allowed[pinned, mentor] = block.fit[pinned, mentor] >= 0
        parts = (
            np.where(allowed, part, np.int32(NOT_ACCEPTABLE))
            for part in (block.fit, her_rank, his_rank)
        )
        return Block(rows, block.mentor, *parts)


def market_question(market: Market) -> Question:
    """All pairs of a market, nobody pinned."""

    def blocks(*, ranks: bool, fit: bool = True) -> Iterator[Block]:
        lengths = np.diff(market.indptr)
        widest = int(lengths.max(initial=0))
        step = max(1, CELLS // max(1, widest))
        for start in range(0, market.mentees, step):
            rows = np.arange(start, min(start + step, market.mentees))
            at = market.indptr[rows][:, None] + np.arange(widest)
            inside = np.arange(widest) < lengths[rows][:, None]
            at[~inside] = 0
            numbers = (market.fit, market.by_mentee, market.by_mentor)
            parts = (
                np.where(inside, part[at], NOT_ACCEPTABLE).astype(np.int32) for part in numbers
            )
            yield Block(rows, market.mentor[at].astype(np.int64), *parts)

    def numbers(mentee: Ints, mentor: Ints, *, ranks: bool) -> tuple[Ints, Ints, Ints]:
        pairs = market.mentee * market.mentors + market.mentor
        asked = mentee * market.mentors + mentor
        at = np.minimum(np.searchsorted(pairs, asked), max(pairs.size - 1, 0))
        there = pairs[at] == asked if pairs.size else np.zeros(asked.size, dtype=np.bool_)
        found = np.full((3, mentee.size), NOT_ACCEPTABLE)
        for number, part in enumerate((market.fit, market.by_mentee, market.by_mentor)):
            found[number, there] = part[at[there]]
        return found[0], found[1], found[2]

    return Question(
        market.seats, market.wished, Pairs.none(), market.mentee_key, market.mentor_key, blocks,
        numbers,
    )  # fmt: skip
