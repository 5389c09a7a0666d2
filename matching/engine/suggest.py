"""The best mentors for each mentee, exactly, in bounded memory."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.engine.errors import EngineError
from matching.engine.grid import Flags, Floats, Ints
from matching.engine.keys import tie_order
from matching.engine.pool import Pool
from matching.engine.rules import eligible
from matching.engine.score import Scorer
from matching.engine.tag_statistics import TagStatistics
from matching.engine.weights import DEFAULT_WEIGHTS, Weights

CELLS = 2**18


@dataclass(frozen=True, eq=False)
class Suggestions:
    """Rows of four parallel arrays, mentees in the order asked for, best mentor first.

    mentee  int64[rows], index into pool.mentees
    mentor  int64[rows], index into pool.mentors
    score   float64[rows], within [0, 1]
    rank    int64[rows], 1 = best for this mentee
    """

    mentee: Ints
    mentor: Ints
    score: Floats
    rank: Ints

    def __len__(self) -> int:
        return int(self.mentee.size)

    def top(self, k: int) -> "Suggestions":
        """The rows of rank k or better."""
        kept = self.rank <= k
        return Suggestions(self.mentee[kept], self.mentor[kept], self.score[kept], self.rank[kept])

    def kth_scores(self, mentees: int, k: int) -> Floats:
        """float64[mentees]: the score at rank k, -1 where a mentee has fewer rows than k."""
        kth = np.full(mentees, -1.0)
        last = self.rank == k
        kth[self.mentee[last]] = self.score[last]
        return kth


def suggest(
    pool: Pool,
    statistics: TagStatistics,
    *,
    mentees: npt.ArrayLike | None = None,
    k: int = 10,
    candidates: int | None = None,
    weights: Weights = DEFAULT_WEIGHTS,
    cells: int = CELLS,
) -> Suggestions:
    """The k best eligible mentors of each mentee by the full score.

    mentees     int[q] of indices, each once; None for all
    k           rows wanted for each mentee; who has fewer eligible mentors gets them all
    candidates  rows to return for each mentee, if more than k: those beyond rank k are a reserve
    cells       pairs scored at once; bounds memory (about 100 bytes a pair), changes no result

    Equal scores are ordered by the people's keys, so the order of rows in the pool, chunks and
    other mentees change nothing. Raises EngineError, BadStatistics or UnknownPerson.
    """
    kept = k if candidates is None else candidates
    if k < 1 or kept < k or cells < 1:
        raise EngineError("k and cells must be at least 1 and candidates at least k.")
    asked = pool.mentee_indices(mentees)
    if np.unique(asked).size != asked.size:
        raise EngineError("A mentee is asked for twice.")
    scorer = Scorer(pool.mentors, statistics, weights)
    step = max(1, cells // max(1, len(pool.mentors)))
    found = [
        _best(pool, scorer, asked[start : start + step], kept)
        for start in range(0, asked.size, step)
    ]
    return _joined(found)


def _best(pool: Pool, scorer: Scorer, rows: Ints, k: int) -> Suggestions:
    mentees = pool.mentees.take(rows)
    everybody = pool.mentor_indices(None)
    scores = scorer.scores(mentees)
    scores[~eligible(pool, rows, mentees, everybody, pool.mentors)] = -1.0
    position, mentor = np.nonzero(_at_least_kth(scores, k))
    score = scores[position, mentor]
    ties = tie_order(mentees.key[position], pool.mentors.key[mentor])
    order = np.lexsort((ties, -score, position))
    position, mentor, score = position[order], mentor[order], score[order]
    rank = np.arange(position.size) - np.searchsorted(position, position, side="left") + 1
    kept = rank <= k
    return Suggestions(rows[position[kept]], mentor[kept], score[kept], rank[kept])


def _at_least_kth(scores: Floats, k: int) -> Flags:
    """Eligible entries not below their row's kth best, those level with it included."""
    if scores.shape[1] <= k:
        return scores >= 0.0
    at = scores.shape[1] - k
    kth = np.partition(scores, at, axis=1)[:, at, None]
    return (scores >= kth) & (scores >= 0.0)


def _joined(parts: list[Suggestions]) -> Suggestions:
    none = np.zeros(0, dtype=np.int64)
    parts = [Suggestions(none, none, np.zeros(0), none), *parts]
    return Suggestions(
        mentee=np.concatenate([part.mentee for part in parts]),
        mentor=np.concatenate([part.mentor for part in parts]),
        score=np.concatenate([part.score for part in parts]),
        rank=np.concatenate([part.rank for part in parts]),
    )
