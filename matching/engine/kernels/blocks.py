"""Small loops over a block of mentors, a list or a pair: what `search` is made of."""

from typing import Any

import numpy as np

from matching.engine.jit import compiled
from matching.engine.kernels.arrays import Array

LANES = 1024
SCALE = 32_000
NOBODY = -32_768


@compiled
def steps(score: int) -> int:
    """A score in units of 2**-48 as whole steps of 1/SCALE, rounded down."""
    return ((score >> 16) * SCALE) >> 32


@compiled
def mixed(number: Any) -> Any:
    """As `keys.mix`, of a uint64."""
    number = number + np.uint64(0x9E3779B97F4A7C15)
    number = (number ^ (number >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    number = (number ^ (number >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return number ^ (number >> np.uint64(31))


@compiled
def nearness(here: int, there: int) -> int:
    """0 for another institution, 1 where one is unknown, 2 for the same."""
    if here < 0 or there < 0:
        return 1
    return 2 if here == there else 0


@compiled
def holds(spots: Array, low: int, end: int, spot: int) -> bool:
    """Whether `spot` is among spots[low:end], which ascend."""
    high = end
    while low < high:
        middle = (low + high) >> 1
        if spots[middle] < spot:
            low = middle + 1
        else:
            high = middle
    return low < end and spots[low] == spot


@compiled
def kth_largest(values: Array, size: int, k: int, least: int, within: int) -> int:
    """The k-th largest of int16 values[:size], or up to `within` less.

    `least` where fewer than k are above that.
    """
    below, above = least, SCALE
    while above - below > within:
        middle = (below + above + 1) >> 1
        limit = np.int16(middle)
        count = np.int32(0)
        for at in range(size):
            count = np.int32(count + np.int32(values[at] >= limit))
        if count >= k:
            below = middle
        else:
            above = middle - 1
    return below


@compiled
def copy(sums: Array, own: Array, at: int) -> None:
    """A block's own numbers."""
    values = own[at : at + LANES]
    for lane in range(LANES):
        sums[lane] = values[lane]


@compiled
def add_line(sums: Array, lines: Array, at: int) -> None:
    """Add the line that begins at `at`."""
    values = lines[at : at + LANES]
    for lane in range(LANES):
        sums[lane] = np.int16(sums[lane] + values[lane])


@compiled
def add_lines(sums: Array, lines: Array, one: int, two: int) -> None:
    """Add two lines at once."""
    ours, theirs = lines[one : one + LANES], lines[two : two + LANES]
    for lane in range(LANES):
        sums[lane] = np.int16(sums[lane] + ours[lane] + theirs[lane])


@compiled
def add_part(sums: Array, dense: Array, at: int, part: Any) -> None:
    """Add `part`, a uint16, of the worths that begin at `at`."""
    worths = dense[at : at + LANES]
    for lane in range(LANES):
        more = (np.uint32(part) * np.uint32(worths[lane])) >> np.uint32(16)
        sums[lane] = np.int16(sums[lane] + more)


@compiled
def add_list(sums: Array, lane: Array, light: Array, at: int, part: int) -> None:
    """Add `part` of the worths in the list at `at`."""
    for entry in range(at + 1, at + 1 + lane[at]):
        sums[lane[entry]] += np.int16((part * light[entry]) >> 16)


@compiled
def bound(reach: Array, peaks: Array, part: Any) -> None:
    """Add what a tag can bring in each block at most, `part` being a uint16."""
    for b in range(reach.size):
        more = (np.uint32(part) * np.uint32(peaks[b])) >> np.uint32(16)
        reach[b] = np.int32(reach[b] + more)


@compiled
def raise_by(reach: Array, tops: Array) -> None:
    """Add what each block can have at most."""
    for b in range(reach.size):
        reach[b] = np.int32(reach[b] + tops[b])


@compiled
def highest(reach: Array) -> int:
    """Where the largest is, the first of equals."""
    at = 0
    for b in range(1, reach.size):
        if reach[b] > reach[at]:
            at = b
    return at


@compiled
def mark(sums: Array, limit: Any, hits: Array, words: Array) -> bool:
    """Which sums reach the limit, an int16; whether any does. words are `hits`, eight at once."""
    for lane in range(LANES):
        hits[lane] = sums[lane] >= limit
    some = words[0]
    for word in range(LANES // 8):
        some |= words[word]
    return bool(some != 0)


@compiled
def lay(lines: Array, tops: Array, small: Array, begin: Array, codes: Array, line: int) -> None:
    """Fill lines and tops from `line` on: one for each `begin`, small[begin + code], by spot.

    codes int32[m] of one table; spots beyond the last mentor are left as they are.
    """
    blocks = tops.shape[1]
    height = tops.shape[0]
    for b in range(blocks):
        part = codes[b * LANES : min((b + 1) * LANES, codes.size)]
        for i in range(begin.size):
            values = small[begin[i] :]
            out = lines[(b * height + line + i) * LANES :][:LANES]
            for lane in range(part.size):
                out[lane] = values[part[lane]]
            top = np.int16(0)
            for lane in range(part.size):
                top = max(top, out[lane])
            tops[line + i, b] = top
