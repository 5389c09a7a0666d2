"""Answers as JSON."""

from typing import Any

import numpy as np

from matching.engine.door.cases import Case
from matching.engine.door.lists import ListsCase
from matching.engine.explain import explain_pairs
from matching.engine.grid import Ints
from matching.engine.keys import tie_order
from matching.engine.pool import Pool
from matching.engine.rules import eligible
from matching.engine.score import Scorer
from matching.engine.suggest import suggest
from matching.engine.tag_statistics import TagStatistics
from matching.engine.weights import DEFAULT_WEIGHTS

FEW_PAIRS = 2**18


def suggestions(case: Case | ListsCase, k: int) -> dict[str, list[dict[str, Any]]]:
    """For each mentee's id, her best mentors with score and shares; all mentees, some with none."""
    return listed(case, k) if isinstance(case, ListsCase) else suggested(case, k)


def listed(case: ListsCase, k: int) -> dict[str, list[dict[str, Any]]]:
    """The first of each resident's list who list her too."""
    answer: dict[str, list[dict[str, Any]]] = {}
    for mentee, name in enumerate(case.mentees):
        start, end = case.lists.mentees.indptr[mentee : mentee + 2]
        told = [
            (mentor, case.shares(mentee, mentor))
            for mentor in case.lists.mentees.choice[start:end].tolist()
        ]
        answer[name] = [
            {"mentor": case.mentors[mentor], "score": sum(shares.values()), "shares": shares}
            for mentor, shares in told
            if shares is not None
        ][:k]
    return answer


def suggested(case: Case, k: int) -> dict[str, list[dict[str, Any]]]:
    """The best by the full score."""
    pool = case.pool
    if len(pool.mentees) * len(pool.mentors) <= FEW_PAIRS:
        mentee, mentor = best_of_few(pool, case.statistics, k)
    else:
        found = suggest(pool, case.statistics, k=k)
        mentee, mentor = found.mentee, found.mentor
    told = explain_pairs(pool, case.statistics, mentee, mentor)
    answer: dict[str, list[dict[str, Any]]] = {str(name): [] for name in case.mentees}
    for pair in told:
        answer[str(case.mentees[pair.mentee])].append(
            {
                "mentor": case.mentors[pair.mentor],
                "score": pair.score,
                "shares": dict(pair.shares),
            }
        )
    return answer


def best_of_few(pool: Pool, statistics: TagStatistics, k: int) -> tuple[Ints, Ints]:
    """The rows that `suggest` gives, mentees and mentors, by looking at every pair.

    Nothing here is compiled: for a small file, compiling would take longer than all the rest.
    """
    rows, columns = pool.mentee_indices(None), pool.mentor_indices(None)
    scores = Scorer(pool.mentors, statistics, DEFAULT_WEIGHTS).scores(pool.mentees)
    free = eligible(pool, rows, pool.mentees, columns, pool.mentors)
    mentee, mentor = np.nonzero(free)
    ties = tie_order(pool.mentees.key[mentee], pool.mentors.key[mentor])
    order = np.lexsort((ties, -scores[mentee, mentor], mentee))
    rank = np.arange(order.size) - np.searchsorted(mentee, mentee)
    kept = order[rank < k]
    return mentee[kept], mentor[kept]
