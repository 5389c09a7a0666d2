"""No two people would both rather have each other, and nobody could fare better in any such way."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from matching.engine.certify import certify
from matching.engine.cohort import Terms, assign
from tests.matching.engine.worlds import worlds

BOTH = ("stable-mentees", "stable-mentors")


def people(world, assignment):
    pairs = zip(assignment.pairs.mentee, assignment.pairs.mentor, strict=True)
    return {(world.mentees[one].person, world.mentors[other].person) for one, other in pairs}


@given(worlds(), st.sampled_from(BOTH), st.integers(0, 3))
def test_a_stable_cohort_is_certified(world, method, seed):
    pool, statistics, terms = world.pool(), world.statistics(), Terms(seed=seed)
    assignment = assign(pool, statistics, method=method, terms=terms)
    assert certify(pool, statistics, assignment, terms=terms) == []


@given(worlds(), st.sampled_from(BOTH), st.randoms(use_true_random=False))
def test_the_order_of_people_changes_nothing(world, method, rng):
    shuffled = replace(
        world,
        mentees=tuple(rng.sample(world.mentees, len(world.mentees))),
        mentors=tuple(rng.sample(world.mentors, len(world.mentors))),
    )
    one, other = (
        people(each, assign(each.pool(), each.statistics(), method=method))
        for each in (world, shuffled)
    )
    assert one == other
