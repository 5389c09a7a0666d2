"""Why a mentor is not among somebody's suggestions, and what would have to change."""

from collections.abc import Mapping
from dataclasses import dataclass

from matching.engine.errors import EngineError
from matching.engine.explain import Explanation, bits, explain
from matching.engine.pool import Pool
from matching.engine.rules import Rule, rules_between
from matching.engine.suggest import suggest
from matching.engine.tag_statistics import TagStatistics
from matching.engine.weights import DEFAULT_WEIGHTS, Weights


@dataclass(frozen=True)
class WhyNot:
    """Why a mentor is not among a mentee's k best, or that he is.

    rules          hard rules that keep them apart, all of them; empty for an eligible pair
    wanted_stages  stages the mentor accepts, ascending; empty = any
    explanation    None for a pair kept apart
    rank           1 = best among her eligible mentors; None for a pair kept apart
    to_beat        the score at rank k, which he would have to reach; None for a pair kept apart,
                   if he is among the k, or if there are fewer than k
    gains          by signal, what the score would gain were that signal full, most first
    """

    rules: tuple[Rule, ...]
    wanted_stages: tuple[int, ...]
    explanation: Explanation | None
    rank: int | None
    to_beat: float | None
    gains: Mapping[str, float]


def why_not(
    pool: Pool,
    statistics: TagStatistics,
    mentee: int,
    mentor: int,
    *,
    k: int = 10,
    weights: Weights = DEFAULT_WEIGHTS,
) -> WhyNot:
    """What keeps a mentor from a mentee's k best, and what would have to change.

    Whether a pair may be asked about at all is the caller's to decide: that the caller's own list
    rules it out is itself told. Raises UnknownPerson for a wrong index, EngineError for k below 1.
    """
    if k < 1:
        raise EngineError("k must be at least 1.")
    row, column = pool.mentee_indices([mentee]), pool.mentor_indices([mentor])
    wanted_stages = bits(int(pool.mentors.wanted_stages[mentor]))
    rules = rules_between(pool, row, column)[0]
    if rules:
        return WhyNot(rules, wanted_stages, None, None, None, {})
    explanation = explain(pool, statistics, mentee, mentor, weights=weights)
    best = suggest(pool, statistics, mentees=row, k=len(pool.mentors), weights=weights)
    rank = int(best.rank[best.mentor == mentor][0])
    portions = weights.portions()
    gains = {name: portions[name] - share for name, share in explanation.shares.items()}
    return WhyNot(
        rules=(),
        wanted_stages=wanted_stages,
        explanation=explanation,
        rank=rank,
        to_beat=float(best.score[k - 1]) if rank > k else None,
        gains=dict(sorted(gains.items(), key=lambda gain: -gain[1])),
    )
