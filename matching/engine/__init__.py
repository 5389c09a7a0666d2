"""Decides who would fit whom: arrays in, arrays out, the same answer everywhere.

Pure: no database, no clock, no files. Start with `Pool`, count it with `tag_statistics`, then
`suggest`, `affected`, `explain_pairs` and `why_not`. docs/matching.md explains every number.
"""

from matching.engine.affected import affected
from matching.engine.errors import (
    BadArray,
    BadStatistics,
    BadWeights,
    EngineError,
    ExcludedPair,
    UnknownPerson,
)
from matching.engine.evidence import Evidence, tie_strength
from matching.engine.explain import Explanation, SharedTag, explain, explain_pairs
from matching.engine.exposure import Exposure, Limits, Spread, caps, expose, limits
from matching.engine.keys import person_keys, tie_order
from matching.engine.pool import OFF_LADDER, UNKNOWN, UNKNOWN_ZONE, Mentees, Mentors, Pairs, Pool
from matching.engine.rules import Rule
from matching.engine.signals import PROMPT_DAYS, SIGNALS
from matching.engine.sought import Sought, sought
from matching.engine.suggest import Suggestions, suggest
from matching.engine.tag_statistics import TagCounts, TagStatistics, tag_statistics
from matching.engine.ties import Ties
from matching.engine.warm import warm
from matching.engine.weights import DEFAULT_WEIGHTS, MENTEE_WEIGHTS, MENTOR_WEIGHTS, Weights
from matching.engine.why_not import WhyNot, why_not

__all__ = [
    "DEFAULT_WEIGHTS",
    "MENTEE_WEIGHTS",
    "MENTOR_WEIGHTS",
    "OFF_LADDER",
    "PROMPT_DAYS",
    "SIGNALS",
    "UNKNOWN",
    "UNKNOWN_ZONE",
    "BadArray",
    "BadStatistics",
    "BadWeights",
    "EngineError",
    "Evidence",
    "ExcludedPair",
    "Explanation",
    "Exposure",
    "Limits",
    "Mentees",
    "Mentors",
    "Pairs",
    "Pool",
    "Rule",
    "SharedTag",
    "Sought",
    "Spread",
    "Suggestions",
    "TagCounts",
    "TagStatistics",
    "Ties",
    "UnknownPerson",
    "Weights",
    "WhyNot",
    "affected",
    "caps",
    "explain",
    "explain_pairs",
    "expose",
    "limits",
    "person_keys",
    "sought",
    "suggest",
    "tag_statistics",
    "tie_order",
    "tie_strength",
    "warm",
    "why_not",
]
