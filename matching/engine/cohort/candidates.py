"""Short lists out of blocks of all pairs, and the pairs that prices say are missing from them."""

from matching.engine.cohort.market import Columns
from matching.engine.grid import Fits, Ints
from matching.engine.jit import compiled

NOBODY = -1


@compiled
def sift(key: Ints, item: Columns, first: int, size: int, far: int, what: int) -> None:
    """Replace the least of a heap of `size` entries from `first` on."""
    at = 0
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and key[first + child + 1] < key[first + child]:
            child += 1
        if key[first + child] >= far:
            break
        key[first + at], item[first + at] = key[first + child], item[first + child]
        at = child
    key[first + at], item[first + at] = far, what


@compiled
def keep_best(block: Fits, rows: Ints, width: int, row_key: Ints, row_item: Columns,
              start: Ints, key: Ints, item: Columns) -> None:  # fmt: skip
    """Keep the best numbers of each row and of each column of a block, in heaps, the least first.

    block     int32[r, w], below 0 where there is no pair; rows int64[r], whose they are
    row_key   int64[n * width], row_item int32 likewise: the heaps of the rows, from row * width on
    start     int64[m + 1], where the heap of each column begins; key int64, item int32

    Heaps begin with -1 everywhere. Of equal numbers the one that came first stays.
    """
    for at in range(rows.size):
        line, base = block[at], rows[at] * width
        for column in range(line.size):
            value = line[column]
            if value > row_key[base]:
                sift(row_key, row_item, base, width, value, column)
            top = start[column]
            if value > key[top] and start[column + 1] > top:
                sift(key, item, top, start[column + 1] - top, value, rows[at])


@compiled
def missing(block: Fits, rows: Ints, due: Ints, cheapest: Ints, width: int, near: int,
            key: Ints, item: Columns) -> None:  # fmt: skip
    """The pairs of a block worth more than their prices, or hardly less; the most so of each row.

    block int32[r, w], below 0 where there is no pair; due int64[n] and cheapest int64[m], what a
    fit may be at most is their sum. key int64[r * width] and item int32 take by how much, and the
    column, in heaps of rows, down to `near`, which is below 0 and stands where there is none.
    """
    for at in range(rows.size):
        line, base, low = block[at], at * width, due[rows[at]]
        key[base : base + width] = near
        for column in range(line.size):
            over = line[column] - low - cheapest[column]
            if over > key[base] and line[column] >= 0:
                sift(key, item, base, width, over, column)
