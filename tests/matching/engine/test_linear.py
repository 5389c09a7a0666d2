"""Whole numbers for the kernels: the same scores, bit for bit."""

import numpy as np
import pytest
from hypothesis import given

from matching.engine import UnknownPerson
from matching.engine.linear import UNIT, Linear
from matching.engine.rules import eligible
from matching.engine.score import Scorer

from .worlds import any_weights, worlds


def by_the_scorer(pool, statistics, weights):
    scores = Scorer(pool.mentors, statistics, weights).scores(pool.mentees)
    rows, columns = pool.mentee_indices(None), pool.mentor_indices(None)
    scores[~eligible(pool, rows, pool.mentees, columns, pool.mentors)] = -1.0
    return scores


@given(worlds(), any_weights())
def test_whole_scores_are_the_scores(world, weights):
    pool, statistics = world.pool(), world.statistics()
    found = Linear.of(pool, statistics, weights).scores()
    assert found.dtype == np.int64
    expected = by_the_scorer(pool, statistics, weights)
    assert np.where(found < 0, -1.0, found * UNIT).tolist() == expected.tolist()


@given(worlds(least=1))
def test_some_rows_are_those_rows_of_all(world):
    linear = Linear.of(world.pool(), world.statistics())
    rows = np.arange(len(world.mentees))[::-2]
    assert linear.scores(rows).tolist() == linear.scores()[rows].tolist()
    with pytest.raises(UnknownPerson):
        linear.scores([len(world.mentees)])
