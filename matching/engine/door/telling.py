"""Answers as JSON."""

from typing import Any

from matching.engine.door.cases import Case
from matching.engine.door.lists import ListsCase
from matching.engine.explain import explain_pairs
from matching.engine.suggest import suggest


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
    found = suggest(case.pool, case.statistics, k=k)
    told = explain_pairs(case.pool, case.statistics, found.mentee, found.mentor)
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
