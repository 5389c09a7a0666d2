"""Compiles what the engine's tests call, before two workers would do it side by side.

No more than a start: a kernel that is missing here is compiled by the first test that needs it.
"""

from unittest import mock

from matching.engine import Weights, running, suggest, warm
from matching.engine.cohort import METHODS, assign, solve, source
from tests.benchmarks.pool import make

TAGS_ALONE = Weights(*(float(name == "hashtags") for name in vars(Weights())))


def compile_all() -> None:
    """Suggestions, also by hashtags alone, and cohorts as of a pool that is too large to hold all
    its pairs."""
    warm()
    crowd = make(40, 1_100, 2)
    suggest(crowd.pool, crowd.statistics, k=5, weights=TAGS_ALONE)
    town = make(90, 40, 5)
    with (
        mock.patch.object(solve, "AT_ONCE", -1),
        mock.patch.object(running, "FEW", -1),
        mock.patch.object(source, "CELLS", 700),
    ):
        for method in METHODS:
            for balance in (0.0, 0.4) if method.startswith("stable") else (0.0,):
                assign(town.pool, town.statistics, method=method, balance=balance)
