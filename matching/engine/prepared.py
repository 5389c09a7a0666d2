"""Mentors laid out for search: prepared once, asked for any mentees."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.engine.by_tags import desk_of, likeness, neighborhoods, only_tags_count, tagged_of
from matching.engine.field import field_of, in_steps, rewrite, starts
from matching.engine.grid import Floats, Ints
from matching.engine.kernels.arrays import Asked, Field, MenteeArrays, Pot
from matching.engine.kernels.blocks import LANES, lay
from matching.engine.kernels.search import search
from matching.engine.kernels.tagged import UNDECIDED, Tagged, search_tags
from matching.engine.linear import UNIT, MentorSide, distinct
from matching.engine.pool import Mentees, Mentors
from matching.engine.tag_statistics import TagStatistics
from matching.engine.ties import Ties
from matching.engine.weights import Weights

TELLING = 0.03  # a tag that more mentors offer says little of what somebody's field is
TOGETHER = 128  # mentees who are looked at while a block's numbers are at hand
AHEAD = 3
DEPTH = 3  # so many tags place a mentor among others
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
    tagged  the same for the search by tags; None where other signals count as well
    """

    order: Ints
    spot: Ints
    side: MentorSide
    field: Field
    tagged: Tagged | None

    @classmethod
    def of(cls, mentors: Mentors, statistics: TagStatistics, weights: Weights) -> "Prepared":
        """Raises BadStatistics when the statistics do not cover the mentors' tags."""
        free = np.flatnonzero(mentors.open & (mentors.free_seats > 0))
        offers = mentors.offers.take(free)
        order = free[np.lexsort((mentors.kinds[free], *telling_tags(offers, statistics)))]
        tags_alone = only_tags_count(weights)
        if tags_alone:
            order = order[neighborhoods(mentors.offers.take(order), statistics.offers.users.size)]
        spot = np.full(len(mentors), -1)
        spot[order] = np.arange(order.size)
        side = MentorSide.of(mentors.take(order), statistics, weights)
        key = mentors.key[order]
        tagged = tagged_of(side.arrays, key) if tags_alone else None
        return cls(order, spot, side, field_of(side.arrays, key), tagged)

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
        asked = self.asked(mentees, excluded)
        self.answer(self.in_order(mentees, asked), minimum, asked, found, score, count)
        held = np.arange(k) < count[:, None]
        scores: Floats = (score[held] * UNIT).astype(np.float64)
        return Best(
            mentee=np.repeat(np.arange(size), count),
            mentor=self.order[found[held]],
            score=scores,
        )

    def in_order(self, mentees: Mentees, asked: Asked) -> Ints:
        """The mentees in the order in which it is quickest to look at them."""
        told = telling_tags(mentees.seeks, self.side.statistics)
        return np.lexsort((likeness(asked.mentees), *told) if self.tagged else told)

    def answer(
        self,
        rows: Ints,
        minimum: int,
        asked: Asked,
        found: npt.NDArray[np.int32],
        score: Ints,
        count: Ints,
    ) -> None:
        """Find the best mentors of the mentees `rows`, as `search` does; in several threads too.

        found int32[n, k], score int64[n, k] and count int64[n] are filled
        """
        k = found.shape[1]
        if self.tagged is not None:
            desk = desk_of(self.tagged, asked.mentees, k)
            apart = asked.start, asked.apart
            out = found, score, count
            search_tags(
                rows, max(minimum, 1), self.tagged, asked.mentees, asked.key, *apart, desk, *out
            )
            rows = rows[count[rows] == UNDECIDED]
        if rows.size:
            search(rows, AHEAD, minimum, self.field, asked, self.pot(asked, k), found, score, count)

    def take_in(self, mentor: int, changed: Mentors) -> bool:
        """Follow one mentor's changed profile in place, with the statistics as they were.

        mentor   index, as when prepared
        changed  the mentor alone, 1 row, his key as it was

        Returns False where that is not possible and everybody has to be prepared again: he had no
        spot and now needs one, the room for changes is used up, or only tags count. Not while
        `best` is running.
        """
        if self.tagged is not None:
            return False
        if self.spot[mentor] < 0:
            return not (changed.open[0] and changed.free_seats[0] > 0)
        one = MentorSide.of(changed, self.side.statistics, self.side.weights)
        return rewrite(self.field, self.side, one, int(self.spot[mentor]))

    def asked(self, mentees: Mentees, excluded: tuple[Ints, Ints]) -> Asked:
        facing = self.side.facing(mentees)
        used, line, lines, tops = self._lines(facing)
        position, spot = excluded[0], self.spot[excluded[1]]
        position, spot = position[spot >= 0], spot[spot >= 0]
        order = np.lexsort((spot, position))
        return Asked(
            mentees=facing,
            key=mentees.key,
            start=starts(position, len(mentees)),
            apart=spot[order].astype(np.int32),
            used=used,
            line=line,
            lines=lines,
            tops=tops,
        )

    def pot(self, asked: Asked, k: int) -> Pot:
        """What the search needs to work with; for one thread at a time."""
        room = max(ROOM * k, k + 1)
        group = max(1, min(TOGETHER, asked.key.size, 2**20 // room))
        wishes = int(np.diff(asked.mentees.start).max(initial=1))
        hits = np.empty(LANES, dtype=np.bool_)
        return Pot(
            low=np.empty((group, room), dtype=np.int16),
            spot=np.empty((group, room), dtype=np.int32),
            fill=np.zeros(group, dtype=np.int64),
            least=np.zeros(group, dtype=np.int64),
            error=np.zeros(group, dtype=np.int64),
            near=np.zeros((group, 3), dtype=np.int64),
            most=np.zeros(group, dtype=np.int64),
            sought=np.zeros(self.field.peaks.shape[0], dtype=np.int64),
            best=np.empty((group, k), dtype=np.int64),
            tie=np.empty((group, k), dtype=np.uint64),
            reach=np.empty((group, self.field.tops.size), dtype=np.int32),
            parts=np.empty((group, wishes), dtype=np.int64),
            sums=np.empty(LANES, dtype=np.int16),
            hits=hits,
            words=hits.view(np.uint64),
        )

    def _lines(
        self, facing: MenteeArrays
    ) -> tuple[Ints, npt.NDArray[np.int32], npt.NDArray[np.int16], npt.NDArray[np.int16]]:
        """The tables in use, by spot: which, a mentee's lines, all lines, their peaks by block."""
        small = in_steps(facing.table).astype(np.int16)
        used = []
        height = 0
        for signal, row in enumerate(facing.row):
            begin, at = distinct(row)
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
        return np.array([signal for signal, _, _ in used], dtype=np.int64), line, lines, tops


def telling_tags(ties: Ties, statistics: TagStatistics) -> list[Ints]:
    """For each person the most common of those tags that still tell a field, as sort keys.

    DEPTH columns int64[n], the most common tag in the last; -1 where there are no more.
    """
    users = np.where(
        statistics.offers.users > TELLING * statistics.offers.people, 0, statistics.offers.users
    )
    order = np.lexsort((-users[ties.tags], ties.person))
    told = []
    for depth in reversed(range(DEPTH)):
        there = np.flatnonzero(ties.counts > depth)
        tags = np.full(ties.people, -1)
        tags[there] = ties.tags[order[ties.indptr[there] + depth]]
        told.append(tags)
    return told
