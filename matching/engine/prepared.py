"""Mentors laid out for search: prepared once, asked for any mentees."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.engine.grid import Floats, Ints
from matching.engine.kernels.arrays import Asked, Field, MenteeArrays
from matching.engine.kernels.blocks import LANES, NOBODY, SCALE, lay
from matching.engine.kernels.search import search
from matching.engine.linear import UNIT, MentorSide
from matching.engine.pool import Mentees, Mentors
from matching.engine.tag_statistics import TagStatistics
from matching.engine.ties import Ties
from matching.engine.weights import Weights

FEW = 20  # a tag of fewer mentors in a block is a list there, of more a row of the whole block
TELLING = 0.03  # a tag that more mentors offer says little of what somebody's field is
TOGETHER = 128  # mentees who are looked at while a block's numbers are at hand
AHEAD = 3
ROOM = 4  # candidates held, times k


@dataclass(frozen=True, eq=False)
class Best:
    """The best mentors of n mentees: int64[n] how many, and parallel columns, best first.

    mentee int64[rows] positions 0..n-1 in ascending order, mentor int64[rows], score float64[rows]
    """

    mentee: Ints
    mentor: Ints
    score: Floats


@dataclass(frozen=True, eq=False)
class Prepared:
    """The mentors who can be suggested at all, in blocks of people of one field.

    order  int64[s], the mentor at each spot
    spot   int64[m], the spot of each mentor; -1 = closed or full, so that he has none
    side   MentorSide of those with a spot, in their order
    field  what the kernels read
    """

    order: Ints
    spot: Ints
    side: MentorSide
    field: Field

    @classmethod
    def of(cls, mentors: Mentors, statistics: TagStatistics, weights: Weights) -> "Prepared":
        """Raises BadStatistics when the statistics do not cover the mentors' tags."""
        free = np.flatnonzero(mentors.open & (mentors.free_seats > 0))
        offers = mentors.offers.take(free)
        order = free[np.lexsort((mentors.kinds[free], main_tags(offers, statistics)))]
        spot = np.full(len(mentors), -1)
        spot[order] = np.arange(order.size)
        side = MentorSide.of(mentors.take(order), statistics, weights)
        return cls(order, spot, side, _field(side, mentors.key[order]))

    def best(self, mentees: Mentees, excluded: tuple[Ints, Ints], k: int, minimum: int = 0) -> Best:
        """The k best eligible mentors of each of the mentees by the full score.

        excluded  positions of mentees, and indices of mentors, who must not meet
        minimum   only scores from here on, in units of 2**-48
        """
        size = len(mentees)
        k = min(k, self.order.size)
        if not k or not size:
            nothing = np.zeros(0, dtype=np.int64)
            return Best(nothing, nothing, np.zeros(0))
        found, score = np.empty((size, k), dtype=np.int32), np.empty((size, k), dtype=np.int64)
        count = np.zeros(size, dtype=np.int64)
        room = max(ROOM * k, k + 1)
        together = max(1, min(TOGETHER, 2**20 // room))
        asked = self._asked(mentees, excluded)
        rows = np.argsort(main_tags(mentees.seeks, self.side.statistics), kind="stable")
        search(rows, together, AHEAD, minimum, room, self.field, asked, found, score, count)
        held = np.arange(k) < count[:, None]
        scores: Floats = (score[held] * UNIT).astype(np.float64)
        return Best(
            mentee=np.repeat(np.arange(size), count),
            mentor=self.order[found[held]],
            score=scores,
        )

    def _asked(self, mentees: Mentees, excluded: tuple[Ints, Ints]) -> Asked:
        facing = self.side.facing(mentees)
        line, lines, tops = self._lines(facing)
        position, spot = excluded[0], self.spot[excluded[1]]
        position, spot = position[spot >= 0], spot[spot >= 0]
        order = np.lexsort((spot, position))
        return Asked(
            mentees=facing,
            key=mentees.key,
            start=_starts(position, len(mentees)),
            apart=spot[order].astype(np.int32),
            line=line,
            lines=lines,
            tops=tops,
        )

    def _lines(
        self, facing: MenteeArrays
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int16], npt.NDArray[np.int16]]:
        """The tables by spot: a mentee's lines, all lines, and their peaks by block."""
        small = in_steps(facing.table).astype(np.int16)
        used = []
        height = 0
        for signal, row in enumerate(facing.row):
            begin, at = np.unique(row, return_inverse=True)
            end = begin[-1] + self.side.said[signal].size
            if facing.table[begin[0] : end].any():
                used.append((signal, begin, height + at))
                height += begin.size
        blocks = self.field.tops.size
        lines = np.zeros(height * blocks * LANES, dtype=np.int16)
        tops = np.zeros((height, blocks), dtype=np.int16)
        for signal, begin, at in used:
            lay(lines, tops, small, begin, self.field.mentors.codes[signal], int(at.min()))
        line = np.empty((facing.person.size, len(used)), dtype=np.int32)
        for column, (_, _, at) in enumerate(used):
            line[:, column] = at
        return line, lines, tops


def in_steps(scores: Ints) -> Ints:
    """Scores in units of 2**-48 as whole steps of 1/SCALE, rounded down."""
    found: Ints = ((scores >> 16) * SCALE) >> 32
    return found


def main_tags(ties: Ties, statistics: TagStatistics) -> Ints:
    """For each person the most common of those tags that still tell a field; 0 without any."""
    users = np.where(
        statistics.offers.users > TELLING * statistics.offers.people, 0, statistics.offers.users
    )
    order = np.lexsort((users[ties.tags], ties.person))
    tied = np.flatnonzero(ties.counts)
    main = np.zeros(ties.people, dtype=np.int64)
    main[tied] = ties.tags[order[ties.indptr[tied + 1] - 1]]
    return main


def _starts(rows: Ints, size: int) -> Ints:
    """Where each of `size` rows begins among `rows`, which are sorted: int64[size+1]."""
    starts = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows, minlength=size), out=starts[1:])
    return starts


def _field(side: MentorSide, key: npt.NDArray[np.uint64]) -> Field:
    arrays = side.arrays
    size = arrays.constant.size
    blocks = max(1, -(-size // LANES))
    tags = arrays.start.size - 1
    own = np.full(blocks * LANES, NOBODY, dtype=np.int16)
    own[:size] = in_steps(arrays.constant)
    tag = np.repeat(np.arange(tags), np.diff(arrays.start))
    light = np.minimum(arrays.worth, 65_535).astype(np.uint16)
    by_mentor = np.argsort(arrays.having, kind="stable")
    traits = arrays.institution, arrays.person, arrays.stages.astype(np.int64), arrays.outside
    peaks, cell, dense, lane, beside = _cells(tag, arrays.having, light, tags, blocks)
    return Field(
        mentors=arrays,
        key=key,
        own=own,
        tops=own.reshape(blocks, LANES).max(axis=1),
        codes=np.ascontiguousarray(arrays.codes.T),
        traits=np.ascontiguousarray(np.array(traits, dtype=np.int64).T),
        first=_starts(arrays.having[by_mentor], size),
        tags=tag[by_mentor].astype(np.int32),
        worth=arrays.worth[by_mentor],
        peaks=peaks,
        cell=cell,
        dense=dense,
        lane=lane,
        light=beside,
    )


def _cells(
    tag: Ints,
    having: npt.NDArray[np.int32],
    light: npt.NDArray[np.uint16],
    tags: int,
    blocks: int,
) -> tuple[
    npt.NDArray[np.uint16],
    npt.NDArray[np.int32],
    npt.NDArray[np.uint16],
    npt.NDArray[np.uint16],
    npt.NDArray[np.uint16],
]:
    """Field's peaks, cell, dense, lane and light, from ties in order of tags and then spots."""
    where = tag * blocks + having // LANES
    at = (having % LANES).astype(np.uint16)
    start = np.flatnonzero(np.diff(where, prepend=-1))
    length = np.diff(start, append=where.size)
    peaks = np.zeros(tags * blocks, dtype=np.uint16)
    cell = np.zeros(tags * blocks, dtype=np.int32)
    if start.size:
        peaks[where[start]] = np.maximum.reduceat(light, start)
    many = length >= FEW
    row = np.cumsum(many)
    cell[where[start[many]]] = row[many]
    dense = np.zeros((int(many.sum()) + 1) * LANES, dtype=np.uint16)
    in_row = np.repeat(many, length)
    dense[np.repeat(row * LANES, length)[in_row] + at[in_row]] = light[in_row]
    size = np.where(many, 0, length + 1)
    begin = np.cumsum(size) - size + 1
    cell[where[start[~many]]] = -begin[~many]
    lane = np.zeros(int(size.sum()) + 1, dtype=np.uint16)
    beside = np.zeros_like(lane)
    lane[begin[~many]] = length[~many]
    there = (np.arange(where.size) + np.repeat(begin + 1 - start, length))[~in_row]
    lane[there], beside[there] = at[~in_row], light[~in_row]
    return peaks.reshape(tags, blocks), cell.reshape(tags, blocks), dense, lane, beside
