"""Whom a change on the mentors' side concerns."""

import numpy as np
import numpy.typing as npt

from matching.engine import columns
from matching.engine.grid import Ints
from matching.engine.kernels.dense import dense_scores
from matching.engine.linear import EXCLUDED, UNIT, MentorSide
from matching.engine.pool import Pairs, Pool
from matching.engine.tag_statistics import TagStatistics
from matching.engine.weights import DEFAULT_WEIGHTS, Weights

CELLS = 2**22


def affected(
    pool: Pool,
    statistics: TagStatistics,
    *,
    changed: npt.ArrayLike,
    kth_scores: npt.ArrayLike,
    held: Pairs,
    weights: Weights = DEFAULT_WEIGHTS,
    cells: int = CELLS,
) -> Ints:
    """The mentees whose suggestions may differ now that some mentors have changed.

    changed     int[c], indices of mentors who are new or changed in any column; one who left
                stays in the pool as closed until this has run
    kth_scores  float64[n], for each mentee the worst score she keeps, -1 where she keeps fewer
                mentors than she could show (see `Suggestions.kth_scores`)
    held        Pairs that are suggested now

    Returns int64 indices, ascending: those who hold a changed mentor, and those whom a changed
    mentor may meet with a score not below their worst. Everybody else would get the same rows
    again. Mentees who changed themselves, and their pairs in `pool.excluded`, are the caller's.
    Statistics and weights must be those the kept scores came from.
    """
    moved = np.unique(pool.mentor_indices(changed))
    worst = columns.floats("kth_scores", kth_scores, len(pool.mentees), low=-1.0)
    concerned = np.zeros(len(pool.mentees), dtype=np.bool_)
    concerned[held.mentee[np.isin(held.mentor, moved)]] = True
    side = MentorSide.of(pool.mentors.take(moved), statistics, weights)
    outside = np.flatnonzero(~concerned)
    step = max(1, cells // max(1, moved.size))
    for start in range(0, outside.size, step):
        rows = outside[start : start + step]
        scores = np.empty((rows.size, moved.size), dtype=np.int64)
        everyone = np.arange(rows.size)
        dense_scores(scores, everyone, side.arrays, side.facing(pool.mentees.take(rows)))
        position, mentor = pool.excluded.among(rows)
        here = np.isin(mentor, moved)
        scores[position[here], np.searchsorted(moved, mentor[here])] = EXCLUDED
        enters = (scores != EXCLUDED) & (scores * UNIT >= worst[rows, None])
        concerned[rows[enters.any(axis=1)]] = True
    return np.flatnonzero(concerned)
