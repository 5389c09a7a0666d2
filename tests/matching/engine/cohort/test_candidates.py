"""Short lists out of blocks: the best of each row and column, and nobody twice."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.certify import certify
from matching.engine.cohort import assign, solve
from matching.engine.cohort.candidates import MOST, among_best, joined, keep_best, marks, missing
from tests.benchmarks.pool import make

from .test_assign import EVERY


@st.composite
def blocks(draw):
    """Numbers from -1 up, with many equals."""
    rows, columns = draw(st.integers(0, 12)), draw(st.integers(0, 60))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    top = draw(st.sampled_from([1, 9, 2**20]))
    return rng.integers(-1, top + 1, (rows, columns)).astype(np.int32)


@given(blocks(), st.integers(1, 20))
def test_so_many_reach_the_bound(block, width):
    for line in block:
        found = among_best(line, width, np.empty(2 * width, dtype=np.int32))
        assert found == -1 or (line >= found).sum() >= width


@given(blocks(), st.integers(0, 20), st.integers(1, 5))
def test_the_best_of_each_row_and_each_column_are_kept(block, width, room):
    n, w = block.shape
    width = min(width, w)
    start = np.arange(w + 1) * room
    row_key, key = (np.full(size, -1, dtype=np.int32) for size in (n * width, w * room))
    row_item, item = np.zeros_like(row_key), np.zeros_like(key)
    least = np.full(w, -1, dtype=np.int32)
    for at in range(0, n, 5):
        rows = np.arange(at, min(at + 5, n))
        keep_best(block[rows], rows, width, row_key, row_item, start, least, key, item, *marks(w))
    for row, kept, who in zip(
        block, row_key.reshape(n, width), row_item.reshape(n, width), strict=True
    ):
        best = np.sort(row)[::-1][:width]
        assert np.sort(kept)[::-1].tolist() == best.tolist()
        assert (row[who] == kept)[kept >= 0].all()
        assert np.unique(who[kept >= 0]).size == (kept >= 0).sum()
    for column in range(w):
        kept = np.sort(key[start[column] : start[column + 1]])[::-1]
        best = np.append(np.sort(block[:, column])[::-1], [-1] * room)[:room]
        assert kept.tolist() == best.tolist()
        assert least[column] == kept[-1]


@given(blocks(), st.integers(1, 20), st.integers(0, 9), st.sampled_from([0, 2**40]))
def test_what_a_proof_leaves_out_is_named(block, width, least, level):
    """Prices at any level; the pairs most above their prices, or nearly so, of each row."""
    n, w = block.shape
    rng = np.random.default_rng(n + w)
    due, cheapest = rng.integers(0, 6, n) - level, rng.integers(0, 6, w) + level
    key, item = (np.zeros(n * width, dtype=np.int32) for _ in range(2))
    missing(block, np.arange(n), due, cheapest, least, width, -3, key, item, *marks(w))
    over = block.astype(np.int64) - due[:, None] - cheapest
    over[(block < 0) | (block < least)] = -3
    over = np.append(np.maximum(over, -3), np.full((n, width), -3), axis=1)
    for row, kept, who in zip(over, key.reshape(n, width), item.reshape(n, width), strict=True):
        assert np.sort(kept).tolist() == np.minimum(np.sort(row)[-width:], MOST).tolist()
        assert (row[who] == kept)[kept > -3].all()


@given(blocks(), blocks())
def test_pairs_are_joined_row_by_row(one, other):
    """Pairs in any order, some of them named in both."""
    rows, columns = (min(one.shape[side], other.shape[side]) for side in (0, 1))
    rng = np.random.default_rng(rows)
    given_, expected = [], {}
    for block in (one[:rows, :columns], other[:rows, :columns]):
        fit = np.where(block >= 0, one[:rows, :columns], -1)
        order = np.argsort(rng.random(fit.shape), axis=1)
        fits = np.take_along_axis(fit, order, axis=1).ravel().astype(np.int64)
        given_ += [np.arange(rows + 1) * columns, order.ravel().astype(np.int32), fits]
        expected |= {pair: int(fit[pair]) for pair in zip(*np.nonzero(fit >= 0), strict=True)}
    indptr, mentor, fit = joined(*given_)
    row = np.repeat(np.arange(rows), np.diff(indptr))
    assert list(zip(row, mentor, strict=True)) == sorted(expected)
    assert fit.tolist() == [expected[pair] for pair in sorted(expected)]


@pytest.mark.parametrize(("method", "balance"), EVERY)
def test_a_pool_wider_than_its_lists_has_the_same_cohort(monkeypatch, method, balance):
    """So many people that lists begin short and have to grow."""
    town = make(300, 260, 11).counted()
    whole = assign(town.pool, town.statistics, method=method, balance=balance)
    monkeypatch.setattr(solve, "AT_ONCE", -1)
    parts = assign(town.pool, town.statistics, method=method, balance=balance)
    assert certify(town.pool, town.statistics, parts) == []
    assert (whole.certificate.total, whole.certificate.worst) == (
        parts.certificate.total,
        parts.certificate.worst,
    ) or 0 < balance < 1
    if method.startswith("stable") and not balance:
        assert np.array_equal(whole.pairs.mentor, parts.pairs.mentor)
