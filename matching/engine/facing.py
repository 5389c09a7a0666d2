"""Everybody face to face: the fits of a pool's pairs, a block of mentees at a time, for cohorts.

The numbers of `Linear`, only for the mentors who take somebody and in multiples of 2**-20.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.engine.grid import Fits, Ints
from matching.engine.kernels.arrays import MenteeArrays, MentorArrays
from matching.engine.kernels.facing import REST, Laid, facing_fits, paired_fits
from matching.engine.linear import MentorSide
from matching.engine.pool import Pairs, Pool
from matching.engine.running import suited
from matching.engine.sought import Sought
from matching.engine.tag_statistics import TagStatistics
from matching.engine.weights import Weights

APART = -1
NEVER = -(2**56)  # added to a score for each rule that keeps two apart
LAID = 2**21  # numbers that are laid out at most


@dataclass(frozen=True, eq=False)
class Facing:
    """n mentees and w mentors of a pool as the kernels read them."""

    mentors: MentorArrays
    mentees: MenteeArrays
    laid: Laid

    @classmethod
    def of(
        cls,
        pool: Pool,
        statistics: TagStatistics,
        weights: Weights,
        columns: Ints,
        *,
        forbids: Pairs | None = None,
        wishes: Sought | None = None,
    ) -> "Facing":
        """All mentees of a pool and the mentors `columns`, int64[w] of indices, none twice.

        forbids  who must not meet beside the pool's excluded pairs
        wishes   what the mentees seek, if that is known already

        Raises BadStatistics when the statistics do not cover the pool's tags.
        """
        side = MentorSide.of(pool.mentors.take(columns), statistics, weights)
        mentees = side.facing(pool.mentees, wishes)
        apart = _apart(pool, columns, forbids or Pairs.none())
        return cls(side.arrays, mentees, _laid(side, mentees, *apart))

    def fits(self, rows: Ints) -> Fits:
        """int32[r, w]: some mentees with all these mentors; -1 where they may not meet."""
        width = self.laid.away.size
        found = np.empty((rows.size, width), dtype=np.int32)
        sums, tops = np.empty(width, dtype=np.int64), np.empty(width, dtype=np.uint32)
        kernel = suited(facing_fits, found.size)
        kernel(found, rows, self.laid, self.mentors, self.mentees, sums, tops)
        return found

    def only(self, columns: Ints) -> "Facing":
        """The same mentees with some of these mentors, int64[c] of columns, none twice."""
        mentors, laid, width = self.mentors, self.laid, self.laid.away.size
        column = np.full(width, APART)
        column[columns] = np.arange(columns.size)
        ties, tied = _taken(mentors.start, column[mentors.having])
        start, apart = _taken(laid.start, column[laid.apart])
        order = column[mentors.having][ties].astype(np.int32)
        institution = mentors.institution[columns]
        institution.setflags(write=False)  # as it was, or kernels would be compiled once more
        return Facing(
            mentors._replace(
                codes=np.take(mentors.codes, columns, axis=1),
                institution=institution,
                start=tied,
                having=order,
                worth=mentors.worth[ties],
            ),
            self.mentees,
            laid._replace(
                base=np.take(laid.base, columns, axis=1),
                lines=np.take(laid.lines, columns, axis=1),
                away=laid.away[columns],
                start=apart,
                apart=column[laid.apart][start].astype(np.int32),
            ),
        )

    def pairs(self, rows: Ints, columns: Ints) -> Ints:
        """int64[pairs]: mentees and mentors (by column) one by one, int64[pairs] each."""
        found = np.empty(rows.size, dtype=np.int64)
        kernel = suited(paired_fits, found.size)
        kernel(found, rows, columns, self.laid, self.mentors, self.mentees)
        return found


def _laid(side: MentorSide, mentees: MenteeArrays, start: Ints, apart: Fits) -> Laid:
    """Tables with the fewest lines first, as far as there is room; the others are looked up."""
    mentors, people = side.arrays, mentees.institution.size
    width = mentors.open.size
    stages, stage = np.unique(mentees.stage, return_inverse=True)
    refused = (mentors.stages != 0) & ((mentors.stages & stages[:, None]) == 0) | ~mentors.open
    tables = [_Table.of(mentees, number, said.size) for number, said in enumerate(side.said)]
    sets, loose, height, most = [], [], 0, 0
    for table in sorted(tables, key=lambda table: table.height):
        fits = (height + table.height) * width <= LAID and most + table.most < 2**32
        if table.fine or not fits:
            loose.append(table.number)
        else:
            sets.append(table)
            height, most = height + table.height, most + table.most
    lines = np.empty((height, width), dtype=np.uint32)
    line = np.empty((len(sets), people), dtype=np.int32)
    height = 0
    for at, table in enumerate(sets):
        part = lines[height : height + table.height]
        np.take(table.values, mentors.codes[table.number], axis=1, out=part, mode="clip")
        line[at] = height + table.code
        height += table.height
    return Laid(
        base=mentors.constant + np.where(refused, NEVER, 0),
        stage=stage.astype(np.int32),
        lines=lines,
        line=line,
        loose=np.array(loose, dtype=np.int64),
        away=np.where(mentors.outside, NEVER, 0),
        start=start,
        apart=apart,
    )


@dataclass(frozen=True, eq=False)
class _Table:
    """One table of MenteeArrays.

    values  uint32[lines, codes], in units of 2**-32, the largest `most`
    code    int64[n], which line is a mentee's
    fine    whether such units are too coarse for it
    """

    number: int
    values: npt.NDArray[np.uint32]
    code: Ints
    most: int
    fine: bool

    @classmethod
    def of(cls, mentees: MenteeArrays, number: int, size: int) -> "_Table":
        """The table with that number, `size` codes to a line."""
        row = mentees.row[number]
        begin = int(row.min(initial=mentees.table.size))
        code = (row - begin) // max(size, 1)
        height = int(code.max(initial=-1)) + 1
        values = mentees.table[begin : begin + height * size].reshape(height, size)
        tops, most = values >> REST, int(values.max(initial=0)) >> REST
        fine = bool((tops << REST != values).any())
        return cls(number, tops.astype(np.uint32), code, most, fine)

    @property
    def height(self) -> int:
        """How many lines there are."""
        return int(self.values.shape[0])


def _taken(start: Ints, column: Ints) -> tuple[Ints, Ints]:
    """Which entries of compressed rows have a column, and where each row then begins."""
    there = column >= 0
    before = np.zeros(there.size + 1, dtype=np.int64)
    np.cumsum(there, out=before[1:])
    return np.flatnonzero(there), before[start]


def _apart(pool: Pool, columns: Ints, forbids: Pairs) -> tuple[Ints, Fits]:
    """Who must not meet, in rows of mentees: where each begins, int64[n+1], and int32 columns."""
    n = len(pool.mentees)
    column = np.full(len(pool.mentors), APART)
    column[columns] = np.arange(columns.size)
    mentors = pool.mentors.person[columns]
    order = np.argsort(mentors, kind="stable")
    low = np.searchsorted(mentors, pool.mentees.person, "left", sorter=order)
    same = np.searchsorted(mentors, pool.mentees.person, "right", sorter=order) - low
    before = np.cumsum(same) - same
    own = order[np.arange(int(same.sum())) + np.repeat(low - before, same)]
    mentee = np.concatenate([pool.excluded.mentee, forbids.mentee, np.repeat(np.arange(n), same)])
    other = np.concatenate([column[pool.excluded.mentor], column[forbids.mentor], own])
    mentee, other = mentee[other >= 0], other[other >= 0]
    start = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(np.bincount(mentee, minlength=n), out=start[1:])
    return start, other[np.argsort(mentee, kind="stable")].astype(np.int32)
