"""Fits out of lines laid ready: the scores, rounded down, whatever is laid out and compiled."""

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import Pairs, facing, running
from matching.engine.facing import Facing
from matching.engine.linear import Linear
from matching.engine.weights import MENTOR_WEIGHTS
from tests.benchmarks.pool import make

from .worlds import any_weights, worlds


def rounded_down(pool, statistics, weights, columns):
    """The scores in multiples of 2**-20; -1 stays -1."""
    return (Linear.of(pool, statistics, weights).scores() >> 28)[:, columns]


def every_pair(found, n, width):
    row, column = np.divmod(np.arange(n * width), max(width, 1))
    return found.pairs(row, column).reshape(n, width)


@given(worlds(), any_weights(), st.randoms(use_true_random=False), st.sampled_from([0, 9, 2**21]))
def test_fits_are_the_scores_rounded_down(world, weights, random, room):
    pool, statistics = world.pool(), world.statistics()
    n, m = len(pool.mentees), len(pool.mentors)
    columns = np.array(random.sample(range(m), random.randint(0, m)), dtype=np.int64)
    with patch.object(facing, "LAID", room):
        found = Facing.of(pool, statistics, weights, columns)
    expected = rounded_down(pool, statistics, weights, columns)
    assert found.fits(np.arange(n)).tolist() == expected.tolist()
    assert every_pair(found, n, columns.size).tolist() == expected.tolist()


@pytest.mark.parametrize("room", [0, 5_000, 2**21])
@pytest.mark.parametrize("few", [-1, 2**20])
def test_compiled_or_not_and_with_any_room_for_lines(monkeypatch, room, few):
    """A realistic pool, where closed mentors are columns as well and some pairs are forbidden."""
    monkeypatch.setattr(facing, "LAID", room)
    monkeypatch.setattr(running, "FEW", few)
    town = make(80, 60, 3).counted()
    pool, columns = town.pool, np.arange(60)[::-1]
    forbids = Pairs(np.array([1, 70, 1]), np.array([5, 0, 59]))
    expected = rounded_down(pool, town.statistics, MENTOR_WEIGHTS, columns)
    assert (expected[:, :9] >= 0).any()
    expected[forbids.mentee, 59 - forbids.mentor] = -1
    found = Facing.of(pool, town.statistics, MENTOR_WEIGHTS, columns, forbids=forbids)
    assert (found.laid.loose.size > 0) == (room < 2**21)
    assert np.array_equal(every_pair(found, 80, 60), expected)
    rows = np.arange(80)[::-3]
    assert np.array_equal(found.fits(rows), expected[rows])


@given(worlds(), any_weights(), st.randoms(use_true_random=False))
def test_some_mentors_alone_have_the_same_fits(world, weights, random):
    pool = world.pool()
    n, m = len(pool.mentees), len(pool.mentors)
    found = Facing.of(pool, world.statistics(), weights, np.arange(m))
    some = np.array(random.sample(range(m), random.randint(0, m)), dtype=np.int64)
    narrow, rows = found.only(some), np.arange(n)
    assert narrow.fits(rows).tolist() == found.fits(rows)[:, some].tolist()
    assert narrow.laid.apart.tolist() == [] or narrow.laid.apart.max() < some.size
    types = [(part.dtype, part.flags.writeable) for part in (*found.mentors, *found.laid)]
    assert types == [(part.dtype, part.flags.writeable) for part in (*narrow.mentors, *narrow.laid)]
