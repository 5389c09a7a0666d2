"""The highest total against OR-Tools and against all cohorts there are."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.graph.python import min_cost_flow

from matching.engine.certify import check
from matching.engine.question import market_question

from .markets import answer, every_cohort, markets, pairs_of, served


def by_or_tools(market):
    """Pairs and total of the best cohort by a flow through a network of costs."""
    flow = min_cost_flow.SimpleMinCostFlow()
    n, m = market.mentees, market.mentors
    for one, other, fit in pairs_of(market):
        flow.add_arc_with_capacity_and_unit_cost(one, n + other, 1, -fit)
    for other, seats in enumerate(market.seats.tolist()):
        flow.add_arc_with_capacity_and_unit_cost(n + other, n + m, seats, 0)
    for one in range(n):
        flow.set_node_supply(one, 1)
    flow.set_node_supply(n + m, -n)
    assert flow.solve_max_flow_with_min_cost() == flow.OPTIMAL
    return flow.maximum_flow(), -flow.optimal_cost()


@given(markets(most=12))
@settings(max_examples=50)
def test_the_total_is_that_of_or_tools_and_is_certified(market):
    found = answer(market, "total")
    if market.mentees and market.mentors:
        assert (found.certificate.matched, found.certificate.total) == by_or_tools(market)
    assert check(market_question(market), found) == []


@given(markets(wishes=True, most=4))
@settings(max_examples=50)
def test_pairs_come_before_wishes_and_wishes_before_fit(market):
    found = answer(market, "total")
    best = max(
        (len(cohort), served(market, cohort), sum(pair[2] for pair in cohort))
        for cohort in every_cohort(market)
    )
    unserved = int(market.wished.sum()) - best[1]
    certificate = found.certificate
    assert (certificate.matched, certificate.unserved, certificate.total) == (
        best[0], unserved, best[2],
    )  # fmt: skip
    assert check(market_question(market), found) == []


@given(st.integers(0, 40), st.integers(0, 12), st.integers(0, 5), st.integers(0, 2**20))
def test_everybody_identical(n, m, seats, fit):
    from matching.engine.cohort.market import Market
    from matching.engine.keys import person_keys

    ranks = np.full(n * m, fit, dtype=np.int64)
    market = Market(
        np.arange(n + 1) * m, np.tile(np.arange(m, dtype=np.int32), n), ranks, ranks, ranks,
        np.full(m, seats), np.zeros(m, dtype=np.bool_),
        person_keys(np.arange(n), 1), person_keys(np.arange(m), 1),
    )  # fmt: skip
    found = answer(market, "total")
    assert found.certificate.matched == min(n, m * seats)
    assert found.certificate.total == fit * min(n, m * seats)
    assert check(market_question(market), found) == []
