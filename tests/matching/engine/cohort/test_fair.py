"""The fairest cohort, wishes in stable ones, and the knob, against all cohorts there are."""

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.certify import check
from matching.engine.question import market_question

from .markets import answer, every_cohort, markets, served


@given(markets(wishes=True, most=4))
@settings(max_examples=50)
def test_the_worst_pair_is_as_good_as_possible_and_then_the_total(market):
    found = answer(market, "fair")
    best = max(
        (
            len(cohort),
            served(market, cohort),
            min((pair[2] for pair in cohort), default=0),
            sum(pair[2] for pair in cohort),
        )
        for cohort in every_cohort(market)
    )
    told = found.certificate
    unserved = int(market.wished.sum()) - told.unserved
    assert (told.matched, unserved, told.worst or 0, told.total) == best
    assert check(market_question(market), found) == []


@given(markets(wishes=True), st.sampled_from(["stable-mentees", "stable-mentors"]))
@settings(max_examples=50)
def test_wishes_in_a_stable_cohort_are_fulfilled_openly(market, method):
    found = answer(market, method)
    assert check(market_question(market), found) == []
    if found.certificate.placed is None:
        assert found.certificate.blocking_pairs == 0


@given(
    markets(),
    st.sampled_from(["stable-mentees", "stable-mentors"]),
    st.sampled_from([0.001, 0.3, 0.5, 0.9, 1.0]),
)
@settings(max_examples=50)
def test_the_knob_tells_what_it_costs(market, method, balance):
    found = answer(market, method, balance)
    assert check(market_question(market), found) == []
    best = max(sum(pair[2] for pair in cohort) for cohort in every_cohort(market))
    bound = found.certificate.bound
    highest = int(bound.mentees.sum() + (bound.mentors * market.seats).sum())
    assert highest == best
    assert found.certificate.total <= best
    if balance == 1:
        assert found.certificate.total == best
