"""A market: who may meet whom, how much each side likes it, and how many seats there are.

The solvers know no pool and no scores. Rows are mentees, columns are mentors, both in an order that
depends on nobody's place in the pool, so that the answer does not either.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.engine.grid import Flags, Ints, Keys
from matching.engine.jit import compiled
from matching.engine.running import suited

Columns = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Market:
    """The acceptable pairs of n mentees and m mentors, in compressed rows of mentees.

    indptr      int64[n+1]
    mentor      int32[pairs], ascending within a row
    fit         int64[pairs], from 0 to 2**20
    by_mentee   int64[pairs], how the mentee ranks the mentor, from 0 to 2**30, higher is better
    by_mentor   int64[pairs], how the mentor ranks the mentee
    seats       int64[m]
    wished      bool[m], the mentors for whom at least one mentee is wished
    mentee_key  uint64[n], breaks ties, no key twice
    mentor_key  uint64[m], likewise
    """

    indptr: Ints
    mentor: Columns
    fit: Ints
    by_mentee: Ints
    by_mentor: Ints
    seats: Ints
    wished: Flags
    mentee_key: Keys
    mentor_key: Keys

    @property
    def mentees(self) -> int:
        """How many mentees there are."""
        return int(self.mentee_key.size)

    @property
    def mentors(self) -> int:
        """How many mentors there are."""
        return int(self.mentor_key.size)

    @property
    def mentee(self) -> Ints:
        """The mentee of each pair, int64[pairs]."""
        return np.repeat(np.arange(self.mentees), np.diff(self.indptr))

    def at(self, mentees: Ints, mentors: Ints) -> Ints:
        """Where given pairs of this market stand, int64[pairs]."""
        numbers = self.mentee * self.mentors + self.mentor
        return np.searchsorted(numbers, mentees * self.mentors + mentors)

    def kept(self, pairs: Flags) -> "Market":
        """The same people with some of the pairs only; bool[pairs]."""
        before = np.zeros(pairs.size + 1, dtype=np.int64)
        np.cumsum(pairs, out=before[1:])
        return Market(
            before[self.indptr], self.mentor[pairs], self.fit[pairs], self.by_mentee[pairs],
            self.by_mentor[pairs], self.seats, self.wished, self.mentee_key, self.mentor_key,
        )  # fmt: skip


class Turned(NamedTuple):
    """Compressed rows seen from the columns: row int32[pairs] and place int64[pairs] before."""

    indptr: Ints
    row: Columns
    place: Ints


def turned(indptr: Ints, column: Columns, columns: int) -> Turned:
    """Compressed rows of rows as compressed rows of columns, rows ascending within each."""
    return Turned(*suited(_turned, column.size)(indptr, column, columns))


@compiled
def _turned(indptr: Ints, column: Columns, columns: int) -> tuple[Ints, Columns, Ints]:
    start = np.zeros(columns + 1, np.int64)
    for at in range(column.size):
        start[column[at] + 1] += 1
    for number in range(columns):
        start[number + 1] += start[number]
    free = start[:-1].copy()
    row = np.empty(column.size, np.int32)
    place = np.empty(column.size, np.int64)
    for number in range(indptr.size - 1):
        for at in range(indptr[number], indptr[number + 1]):
            to = free[column[at]]
            free[column[at]] += 1
            row[to] = number
            place[to] = at
    return start, row, place
