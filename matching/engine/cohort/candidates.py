"""Short lists out of blocks of all pairs, and the pairs that prices say are missing from them."""

import numpy as np

from matching.engine.cohort.market import Columns
from matching.engine.grid import Fits, Flags, Ints, Keys
from matching.engine.jit import compiled

MOST = 2**31 - 1


def marks(width: int) -> tuple[Flags, Keys]:
    """Room to mark `width` numbers: bool, and uint64, the same memory eight at once."""
    hits = np.zeros(8 * ((width + 7) // 8), dtype=np.bool_)
    return hits, hits.view(np.uint64)


@compiled
def sift(key: Fits, item: Columns, first: int, size: int, far: int, what: int) -> None:
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
def among_best(line: Fits, width: int, most: Fits) -> int:
    """A number that at least `width` of a line reach, or -1: each part of it has its largest.

    most  int32[parts], more than `width`, to work with; a part is each so manieth number
    """
    found = -1
    for part in range(most.size):
        most[part] = -1
    for at in range(line.size // most.size):
        some = line[at * most.size : (at + 1) * most.size]
        for part in range(most.size):
            most[part] = max(most[part], some[part])
    for one in range(most.size):
        count = 0
        for other in range(most.size):
            count += most[other] >= most[one]
        if count >= width:
            found = max(found, most[one])
    return found


@compiled
def keep_best(block: Fits, rows: Ints, width: int, row_key: Fits, row_item: Columns,
              start: Ints, least: Fits, key: Fits, item: Columns, hits: Flags,
              words: Keys) -> None:  # fmt: skip
    """Keep the best numbers of each row and of each column of a block, in heaps, the least first.

    block     int32[r, w], below 0 where there is no pair; rows int64[r], whose they are
    row_key   int32[n * width], row_item int32 likewise: the heaps of the rows, from row * width on
    start     int64[w + 1], where the heap of each column begins; key int32, item int32
    least     int32[w], the first of each column's heap; beyond all numbers for one without any
    hits      bool and words uint64, as `marks` makes them

    Heaps begin with -1 everywhere. Of equal numbers the one that came first stays.
    """
    most = np.empty(2 * max(width, 1), np.int32)
    for at in range(rows.size):
        line, base = block[at], rows[at] * width
        low = np.int32(among_best(line, width, most) - 1)
        for column in range(least.size):
            hits[column] = (line[column] > low) | (line[column] > least[column])
        for word in range(words.size):
            if words[word] == 0:
                continue
            for column in range(8 * word, min(8 * word + 8, least.size)):
                if not hits[column]:
                    continue
                value = line[column]
                if value > low and value > row_key[base]:
                    sift(row_key, row_item, base, width, value, column)
                if value > least[column]:
                    top = start[column]
                    sift(key, item, top, start[column + 1] - top, value, rows[at])
                    least[column] = key[top]


@compiled
def missing(block: Fits, rows: Ints, due: Ints, cheapest: Ints, least: int, width: int,
            near: int, key: Fits, item: Columns, hits: Flags,
            words: Keys) -> None:  # fmt: skip
    """The pairs of a block worth more than their prices, or hardly less; the most so of each row.

    block int32[r, w]; pairs of a fit below `least`, from 0 up, do not count. due int64[n] and
    cheapest int64[m], what a fit may be at most is their sum. key int32[r * width] and item int32
    take by how much, as far as 32 bits tell, and the column, in heaps of rows, down to `near`,
    which is below 0 and stands where there is none. hits bool and words uint64 as `marks` makes
    them.
    """
    for at in range(rows.size):
        line, base, low = block[at], at * width, due[rows[at]]
        for place in range(base, base + width):
            key[place] = near
        for column in range(line.size):
            hits[column] = line[column] > low + near + cheapest[column]
        for word in range(words.size):
            if words[word] == 0:
                continue
            for column in range(8 * word, min(8 * word + 8, line.size)):
                over = min(line[column] - low - cheapest[column], MOST)
                if over > key[base] and line[column] >= least:
                    sift(key, item, base, width, over, column)


@compiled
def joined(indptr: Ints, mentor: Columns, fit: Ints, more_indptr: Ints, more_mentor: Columns,
           more_fit: Ints) -> tuple[Ints, Columns, Ints]:  # fmt: skip
    """Compressed rows of pairs out of two, in any order there: ascending, and each pair once.

    Entries of a fit below 0 are left out.
    """
    start = np.zeros(indptr.size, np.int64)
    mentors = np.empty(mentor.size + more_mentor.size, np.int32)
    fits = np.empty(mentors.size, np.int64)
    size = 0
    for row in range(indptr.size - 1):
        ours = indptr[row + 1] - indptr[row]
        for number in range(ours + more_indptr[row + 1] - more_indptr[row]):
            if number < ours:
                who, value = mentor[indptr[row] + number], fit[indptr[row] + number]
            else:
                at = more_indptr[row] + number - ours
                who, value = more_mentor[at], more_fit[at]
            to = size
            while to > start[row] and mentors[to - 1] > who:
                to -= 1
            if value < 0 or (to > start[row] and mentors[to - 1] == who):
                continue
            for move in range(size, to, -1):
                mentors[move], fits[move] = mentors[move - 1], fits[move - 1]
            mentors[to], fits[to] = who, value
            size += 1
        start[row + 1] = size
    return start, mentors[:size].copy(), fits[:size].copy()
