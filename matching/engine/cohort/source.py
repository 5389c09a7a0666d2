"""Where the solvers get their pairs from: a pool or a market, a block of rows at a time."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from matching.engine.cohort.market import Market
from matching.engine.grid import Fits, Flags, Ints, Keys

CELLS = 2**17
THREADS = 2
APART = -1

Result = TypeVar("Result")


class Source(Protocol):
    """n mentees and m mentors in the order of their keys, and their pairs in blocks."""

    @property
    def seats(self) -> Ints:
        """int64[m], those that no pin takes."""
        ...

    @property
    def wished(self) -> Flags:
        """bool[m], wishes for at least one mentee that can still be fulfilled."""
        ...

    @property
    def mentee_key(self) -> Keys:
        """uint64[n], seeded."""
        ...

    @property
    def mentor_key(self) -> Keys:
        """uint64[m], seeded."""
        ...

    @property
    def width(self) -> int:
        """How many mentors have any pairs: those who come first."""
        ...

    def fits(self, rows: Ints, columns: Ints | None = None) -> Fits:
        """int32[r, width], the fits of some mentees with the mentors; -1 where they may not.

        columns  only some mentors, int64[c]: int32[r, c]; likewise below
        """
        ...

    def her_ranks(self, rows: Ints, columns: Ints | None = None) -> Fits:
        """int32[r, width], how these mentees rank the mentors; -1 where they may not meet."""
        ...

    def his_ranks(self, rows: Ints, columns: Ints | None = None) -> Fits:
        """int32[r, width], how the mentors rank these mentees; -1 where they may not meet."""
        ...

    def fits_at(self, rows: Ints, mentors: Ints) -> Ints:
        """int64[pairs], the fits of acceptable pairs, int64[pairs] each."""
        ...


def ranks(source: Source, rows: Ints, columns: Ints | None = None) -> tuple[Fits, Fits]:
    """How some mentees and mentors rank each other: two int32[r, c], -1 for no pair."""
    return source.her_ranks(rows, columns), source.his_ranks(rows, columns)


def chunks(source: Source, mentees: Ints | None = None, width: int | None = None) -> list[Ints]:
    """All mentees, or those given, a bounded number of pairs at a time: int64[r] each.

    width  with how many mentors; all who have any pairs
    """
    everybody = np.arange(source.mentee_key.size) if mentees is None else mentees
    step = max(1, CELLS // max(1, source.width if width is None else width))
    return [everybody[start : start + step] for start in range(0, everybody.size, step)]


def in_order(work: Callable[[Ints], Result], parts: list[Ints]) -> Iterator[tuple[Ints, Result]]:
    """Each part with what `work` makes of it, in order; threads of this call work ahead.

    What the first needs is made before any thread asks for it.
    """
    if parts:
        yield parts[0], work(parts[0])
    parts = parts[1:]
    with ThreadPoolExecutor(THREADS) as threads:
        ahead = [threads.submit(work, part) for part in parts[: THREADS + 1]]
        for number, part in enumerate(parts):
            result = ahead.pop(0).result()
            if number + THREADS + 1 < len(parts):
                ahead.append(threads.submit(work, parts[number + THREADS + 1]))
            yield part, result


def at_mates(source: Source, numbers: Callable[[Ints], Fits], mate: Ints) -> Ints:
    """The number of each mentee's own pair, int64[n], -1 without one; mate int64[n] likewise.

    numbers  those of some mentees with the mentors, int32[r, width]
    """
    own = np.full(mate.size, APART)

    def look(rows: Ints) -> None:
        own[rows] = numbers(rows)[np.arange(rows.size), mate[rows]]

    for _ in in_order(look, chunks(source, np.flatnonzero(mate >= 0))):
        pass
    return own


@dataclass(frozen=True, eq=False)
class MarketSource:
    """A market in blocks."""

    market: Market

    @property
    def seats(self) -> Ints:
        """int64[m]."""
        return self.market.seats

    @property
    def wished(self) -> Flags:
        """bool[m]."""
        return self.market.wished

    @property
    def mentee_key(self) -> Keys:
        """uint64[n]."""
        return self.market.mentee_key

    @property
    def mentor_key(self) -> Keys:
        """uint64[m]."""
        return self.market.mentor_key

    @property
    def width(self) -> int:
        """All mentors."""
        return self.market.mentors

    def fits(self, rows: Ints, columns: Ints | None = None) -> Fits:
        """See Source."""
        return self._block(rows, columns, self.market.fit)

    def her_ranks(self, rows: Ints, columns: Ints | None = None) -> Fits:
        """See Source."""
        return self._block(rows, columns, self.market.by_mentee)

    def his_ranks(self, rows: Ints, columns: Ints | None = None) -> Fits:
        """See Source."""
        return self._block(rows, columns, self.market.by_mentor)

    def fits_at(self, rows: Ints, mentors: Ints) -> Ints:
        """See Source."""
        return self.market.fit[self.market.at(rows, mentors)]

    def _block(self, rows: Ints, columns: Ints | None, numbers: Ints) -> Fits:
        start, end = self.market.indptr[rows], self.market.indptr[rows + 1]
        row = np.repeat(np.arange(rows.size), end - start)
        before = np.cumsum(end - start) - (end - start)
        at = np.arange(row.size) + np.repeat(start - before, end - start)
        block = np.full((rows.size, self.width), APART, dtype=np.int32)
        block[row, self.market.mentor[at]] = numbers[at]
        block[:, self.seats <= 0] = APART
        return block if columns is None else block[:, columns]


@dataclass(frozen=True, eq=False)
class Without:
    """A source in which some pairs are made already: they and their seats are out of it.

    mentee, mentor  int64, the pairs
    """

    source: Source
    mentee: Ints
    mentor: Ints

    @property
    def seats(self) -> Ints:
        """int64[m], those left."""
        return self.source.seats - np.bincount(self.mentor, minlength=self.mentor_key.size)

    @property
    def wished(self) -> Flags:
        """bool[m]."""
        return self.source.wished

    @property
    def mentee_key(self) -> Keys:
        """uint64[n]."""
        return self.source.mentee_key

    @property
    def mentor_key(self) -> Keys:
        """uint64[m]."""
        return self.source.mentor_key

    @property
    def width(self) -> int:
        """As in the source."""
        return self.source.width

    def fits(self, rows: Ints, columns: Ints | None = None) -> Fits:
        """See Source."""
        return self.out(rows, columns, self.source.fits(rows, columns))

    def her_ranks(self, rows: Ints, columns: Ints | None = None) -> Fits:
        """See Source."""
        return self.out(rows, columns, self.source.her_ranks(rows, columns))

    def his_ranks(self, rows: Ints, columns: Ints | None = None) -> Fits:
        """See Source."""
        return self.out(rows, columns, self.source.his_ranks(rows, columns))

    def fits_at(self, rows: Ints, mentors: Ints) -> Ints:
        """See Source."""
        return self.source.fits_at(rows, mentors)

    def out(self, rows: Ints, columns: Ints | None, block: Fits) -> Fits:
        """A block of the source, in place, without those who are out of it."""
        if self.mentee.size:
            block[np.isin(rows, self.mentee)] = APART
        seats = self.seats[: self.width] if columns is None else self.seats[columns]
        block[:, seats <= 0] = APART
        return block


def whole(source: Source) -> Market:
    """All pairs of a source at once."""
    parts: list[tuple[Ints, ...]] = []
    for rows in chunks(source):
        blocks = source.fits(rows), *ranks(source, rows)
        row, mentor = np.nonzero(blocks[1] >= 0)
        numbers = (block[row, mentor].astype(np.int64) for block in blocks)
        parts.append((rows[row], mentor, *numbers))
    none = (np.zeros(0, dtype=np.int64),) * 5
    mentee, mentor, fit, hers, his = (
        np.concatenate(column) for column in zip(none, *parts, strict=True)
    )
    indptr = np.searchsorted(mentee, np.arange(source.mentee_key.size + 1))
    return Market(
        indptr, mentor.astype(np.int32), fit, hers, his, source.seats, source.wished,
        source.mentee_key, source.mentor_key,
    )  # fmt: skip
