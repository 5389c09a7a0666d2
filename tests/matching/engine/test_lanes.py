"""Sixty-four numbers at once are what NumPy makes of them one by one."""

import numpy as np
import pytest

from matching.engine.jit import compiled
from matching.engine.kernels import lanes
from matching.engine.kernels.lanes import LANES


@compiled
def add_up(sums, into, brought, block, lines, cells, places, parts, many, limit):
    limit = np.int16(limit)
    return lanes.add_up(sums, into, brought, block, lines, cells, places, parts, many, limit)


@compiled
def reaching(numbers, at, limit):
    return lanes.reaching(numbers, at, np.int16(limit))


@compiled
def lowest(bits):
    return lanes.lowest(bits)


def bits_of(flags):
    """The flags as one number, the first flag its lowest bit."""
    return sum(1 << lane for lane in np.flatnonzero(flags).tolist())


@pytest.mark.parametrize("many", [0, 1, 2, 7])
def test_a_block_is_added_up_from_its_lines(many):
    rng = np.random.default_rng(many)
    blocks, rows = 5, 7
    lines = rng.integers(0, 2**16, (20, LANES)).astype(np.uint16)
    lines[0] = 0
    cells = rng.integers(0, 20, (rows, blocks)).astype(np.uint32)
    brought = rng.integers(0, 900, (blocks, LANES)).astype(np.int16)
    held = rng.permutation(rows)
    parts = rng.integers(0, 4_000, rows).astype(np.uint16)
    parts[0] = 0
    sums = np.full(3 * LANES, -1, dtype=np.int16)
    for block in range(blocks):
        wanted = brought[block].astype(np.int64)
        for tag in range(many):
            worths = lines[cells[held[tag], block]].astype(np.int64)
            wanted += (int(parts[tag]) * worths) >> 16
        limit = int(np.median(wanted))
        arrays = brought.ravel(), block, lines.ravel(), cells.ravel(), held * blocks, parts
        enough = add_up(sums, 1, *arrays, many, limit)
        assert sums[LANES : 2 * LANES].tolist() == wanted.tolist()
        assert enough == bits_of(wanted >= limit)
    assert set(sums[:LANES]) == set(sums[2 * LANES :]) == {-1}


def test_the_largest_share_of_the_largest_worth_has_no_sign():
    worths = np.full(LANES, 65_535, dtype=np.uint16)
    parts = np.array([32_000], dtype=np.uint16)
    sums, brought = np.zeros(LANES, dtype=np.int16), np.zeros(LANES, dtype=np.int16)
    cells, first = np.zeros(1, dtype=np.uint32), np.zeros(1, dtype=np.int64)
    assert add_up(sums, 0, brought, 0, worths, cells, first, parts, 1, 32_000) == 0
    assert set(sums) == {31_999}


@pytest.mark.parametrize("limit", [-32_768, -1, 0, 1, 32_767])
def test_who_reaches_a_limit_is_told_by_bits(limit):
    numbers = np.random.default_rng(1).integers(-32_768, 32_768, 2 * LANES).astype(np.int16)
    numbers[LANES : LANES + 5] = [-32_768, -1, 0, 1, 32_767]
    assert reaching(numbers, LANES, limit) == bits_of(numbers[LANES:] >= limit)


def test_the_lowest_bit_is_found():
    for place in range(LANES):
        assert lowest(np.uint64(1 << place)) == place
        assert lowest(np.uint64((1 << place) | (1 << 63))) == place
