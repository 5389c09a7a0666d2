"""Answers as JSON."""

from typing import Any

from matching.engine.door.cases import Case
from matching.engine.explain import explain_pairs
from matching.engine.suggest import suggest


def suggestions(case: Case, k: int) -> dict[str, list[dict[str, Any]]]:
    """For each mentee's id, her best mentors with score and shares; all mentees, some with none."""
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
