"""The best mentors for each mentee, exactly, in bounded memory."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.engine.errors import EngineError
from matching.engine.grid import Floats, Ints
from matching.engine.pool import Pool
from matching.engine.prepared import Prepared
from matching.engine.score import check_covered
from matching.engine.tag_statistics import TagStatistics
from matching.engine.weights import DEFAULT_WEIGHTS, Weights

CELLS = 2**30


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
    threads: int = 1,
) -> Suggestions:
    """The k best eligible mentors of each mentee by the full score.

    mentees     int[q] of indices, each once; None for all
    k           rows wanted for each mentee; who has fewer eligible mentors gets them all
    candidates  rows to return for each mentee, if more than k: those beyond rank k are a reserve
    cells       pairs worked on at once by a thread; bounds memory, changes no result
    threads     how many chunks are worked on side by side

    Equal scores are ordered by the people's keys, so the order of rows in the pool, chunks,
    threads and other mentees change nothing. Raises EngineError, BadStatistics or UnknownPerson.
    """
    kept = k if candidates is None else candidates
    if k < 1 or kept < k or cells < 1 or threads < 1:
        raise EngineError("k, cells and threads must be at least 1 and candidates at least k.")
    asked = pool.mentee_indices(mentees)
    if np.unique(asked).size != asked.size:
        raise EngineError("A mentee is asked for twice.")
    check_covered(statistics, pool.mentees.seeks, pool.mentees.is_, pool.mentees.community)
    prepared = Prepared.of(pool.mentors, statistics, weights)
    step = max(1, min(cells // max(1, len(pool.mentors)), -(-asked.size // threads)))
    chunks = [asked[start : start + step] for start in range(0, asked.size, step)]

    def found(rows: Ints) -> Suggestions:
        best = prepared.best(pool.mentees.take(rows), pool.excluded.among(rows), kept)
        rank = 1 + np.arange(best.mentee.size) - np.searchsorted(best.mentee, best.mentee)
        return Suggestions(rows[best.mentee], best.mentor, best.score, rank)

    if threads == 1 or len(chunks) < 2:
        return _joined([found(rows) for rows in chunks])
    with ThreadPoolExecutor(threads) as pool_of_threads:
        return _joined(list(pool_of_threads.map(found, chunks)))


def _joined(parts: list[Suggestions]) -> Suggestions:
    none = np.zeros(0, dtype=np.int64)
    parts = [Suggestions(none, none, np.zeros(0), none), *parts]
    return Suggestions(
        mentee=np.concatenate([part.mentee for part in parts]),
        mentor=np.concatenate([part.mentor for part in parts]),
        score=np.concatenate([part.score for part in parts]),
        rank=np.concatenate([part.rank for part in parts]),
    )
