"""What a cohort was asked for, as the check of a certificate reads it: by people, in blocks."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from matching.engine.cohort.answer import FIT_BITS, FULL_FIT
from matching.engine.cohort.lists import PreferenceLists
from matching.engine.cohort.market import Market
from matching.engine.cohort.terms import Ranked, Terms
from matching.engine.grid import Flags, Ints, Keys
from matching.engine.keys import person_keys
from matching.engine.linear import Linear
from matching.engine.pool import Pairs, Pool
from matching.engine.tag_statistics import TagStatistics

CELLS = 2**17
SCORE_BITS = 48
NOT_ACCEPTABLE = -1


class Block(NamedTuple):
    """Some mentees and all whom they may meet; -1 in the last three where a pair is not acceptable.

    rows      int64[r], the mentees
    mentor    int64[1 or r, w], the mentors in the columns
    fit       int64[r, w]
    her_rank  int64[r, w], how she ranks him, higher is better
    his_rank  int64[r, w], how he ranks her
    """

    rows: Ints
    mentor: Ints
    fit: Ints
    her_rank: Ints
    his_rank: Ints


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
    """

    seats: Ints
    wished: Flags
    pins: Pairs
    mentee_key: Keys
    mentor_key: Keys
    blocks: Blocks


def fits(scores: Ints) -> Ints:
    """Scores in units of 2**-48 as multiples of 2**-20, rounded down, so that -1 stays -1."""
    return scores >> (SCORE_BITS - FIT_BITS)


def pool_question(pool: Pool, statistics: TagStatistics, terms: Terms) -> Question:
    """All pairs of a pool, scored anew."""

    by_list = _ByList(terms.mentee_lists, terms.mentor_lists, terms.pins)
    columns = np.arange(len(pool.mentors))[None, :]

    def blocks(*, ranks: bool, fit: bool = True) -> Iterator[Block]:
        weights = terms.weights if fit else terms.mentee_weights
        first = Linear.of(pool, statistics, weights)
        hers = Linear.of(pool, statistics, terms.mentee_weights) if ranks and fit else first
        his = Linear.of(pool, statistics, terms.mentor_weights) if ranks else first

        def block(rows: Ints) -> Block:
            fitting = fits(first.scores(rows))
            position, mentor = terms.forbids.among(rows)
            fitting[position, mentor] = NOT_ACCEPTABLE
            her_rank = fits(hers.scores(rows)) if ranks and fit else fitting
            his_rank = fits(his.scores(rows)) if ranks else fitting
            return by_list.over(Block(rows, columns, fitting, her_rank, his_rank))

        everybody = np.arange(len(pool.mentees))
        step = max(1, CELLS // max(1, len(pool.mentors)))
        parts = [everybody[start : start + step] for start in range(0, everybody.size, step)]
        with ThreadPoolExecutor(1) as ahead:
            waiting = [ahead.submit(block, part) for part in parts[:2]]
            for number in range(len(parts)):
                yield waiting.pop(0).result()
                waiting += [ahead.submit(block, part) for part in parts[number + 2 : number + 3]]

    return Question(
        seats=terms.seats(pool.mentors.free_seats),
        wished=terms.wished(len(pool.mentors)),
        pins=terms.pins,
        mentee_key=person_keys(pool.mentees.key, terms.seed),
        mentor_key=person_keys(pool.mentors.key, terms.seed),
        blocks=blocks,
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
            empty = np.zeros((rows.size, m), dtype=np.int64)
            block = by_list.over(Block(rows, np.arange(m)[None, :], empty, empty, empty))
            parts = [
                FULL_FIT * (size - (FULL_FIT - rank)) // np.maximum(size, 1)
                for size, rank in (
                    (lengths[0][rows, None], block.her_rank),
                    (lengths[1][None, :], block.his_rank),
                )
            ]
            fitting = np.where(block.fit < 0, NOT_ACCEPTABLE, (parts[0] + parts[1]) // 2)
            yield block._replace(fit=fitting)

    return Question(
        seats=lists.seats,
        wished=np.zeros(m, dtype=np.bool_),
        pins=Pairs.none(),
        mentee_key=person_keys(lists.mentee_key, seed),
        mentor_key=person_keys(lists.mentor_key, seed),
        blocks=blocks,
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
            listed = np.full(block.fit.shape, NOT_ACCEPTABLE)
            listed[lists.person[at] - rows[0], lists.choice[at]] = FULL_FIT - lists.place[at]
            her_rank = np.where(lists.listed[rows, None], listed, her_rank)
        lists = self._mentors
        if lists is not None:
            at = self._his[np.isin(lists.choice[self._his], rows)]
            listed = np.full(block.fit.shape, NOT_ACCEPTABLE)
            listed[lists.choice[at] - rows[0], lists.person[at]] = FULL_FIT - lists.place[at]
            his_rank = np.where(lists.listed[None, :], listed, his_rank)
        if self._mentees is not None:
            allowed = allowed & (her_rank >= 0)
        if self._mentors is not None:
            allowed = allowed & (his_rank >= 0)
        pinned, mentor = self._pins.among(rows)
        allowed[pinned, mentor] = block.fit[pinned, mentor] >= 0
        parts = (
            np.where(allowed, part, NOT_ACCEPTABLE) for part in (block.fit, her_rank, his_rank)
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
            parts = (np.where(inside, part[at], NOT_ACCEPTABLE) for part in numbers)
            yield Block(rows, market.mentor[at].astype(np.int64), *parts)

    return Question(
        market.seats, market.wished, Pairs.none(), market.mentee_key, market.mentor_key, blocks
    )
