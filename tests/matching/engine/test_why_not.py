"""Why somebody is not suggested: every rule by name, or what the score lacks."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import DEFAULT_WEIGHTS, EngineError, Rule, why_not

from . import oracle
from .worlds import Mentee, Mentor, World, any_weights, worlds

MENTEE = Mentee(1, seeks={0: 1.0, 1: 1.0}, stage=2, institution=4)
MENTOR = Mentor(2, offers={0: 1.0})


@pytest.mark.parametrize(
    ("mentor", "excluded", "rules"),
    [
        (MENTOR, set(), ()),
        (replace(MENTOR, person=1), set(), (Rule.SELF,)),
        (MENTOR, {(1, 2)}, (Rule.EXCLUDED,)),
        (replace(MENTOR, open=False), set(), (Rule.CLOSED,)),
        (replace(MENTOR, free_seats=0), set(), (Rule.FULL,)),
        (replace(MENTOR, wanted_stages=0b1011), set(), (Rule.STAGE,)),
        (replace(MENTOR, wanted_stages=0b0100), set(), ()),
        (replace(MENTOR, only_elsewhere=True, institution=4), set(), (Rule.INSTITUTION,)),
        (replace(MENTOR, only_elsewhere=True, institution=5), set(), ()),
        (replace(MENTOR, only_elsewhere=True), set(), ()),
        (
            replace(MENTOR, open=False, free_seats=0, wanted_stages=1),
            {(1, 2)},
            (Rule.EXCLUDED, Rule.CLOSED, Rule.FULL, Rule.STAGE),
        ),
    ],
)
def test_every_rule_is_named(mentor, excluded, rules):
    world = World(2, (MENTEE,), (mentor,), frozenset(excluded))
    told = why_not(world.pool(), world.statistics(), 0, 0)
    assert told.rules == rules
    assert (told.explanation is None) == bool(rules)
    assert (told.rank is None) == bool(rules)


def test_unknown_stage_is_none_of_those_wanted():
    world = World(2, (replace(MENTEE, stage=-1),), (replace(MENTOR, wanted_stages=0b101),))
    told = why_not(world.pool(), world.statistics(), 0, 0)
    assert told.rules == (Rule.STAGE,)
    assert told.wanted_stages == (0, 2)


def test_two_unknown_institutions_are_not_the_same():
    world = World(2, (replace(MENTEE, institution=-1),), (replace(MENTOR, only_elsewhere=True),))
    assert why_not(world.pool(), world.statistics(), 0, 0).rules == ()


@given(worlds(least=1), any_weights(), st.integers(1, 5))
def test_rank_and_the_score_to_beat_are_those_of_the_list(world, weights, k):
    pool, statistics = world.pool(), world.statistics()
    mentee = world.mentees[0]
    ranking = oracle.ranking(world, mentee, weights)
    order = [person for person, _ in ranking]
    for at, mentor in enumerate(world.mentors):
        told = why_not(pool, statistics, 0, at, k=k, weights=weights)
        if mentor.person not in order:
            assert told.rules
            continue
        assert told.rank == order.index(mentor.person) + 1
        if told.rank <= k:
            assert told.to_beat is None
        else:
            assert told.to_beat == pytest.approx(ranking[k - 1][1], abs=1e-12)
            assert told.to_beat >= told.explanation.score


def test_gains_say_what_each_signal_could_still_add():
    world = World(2, (MENTEE,), (MENTOR,))
    told = why_not(world.pool(), world.statistics(), 0, 0)
    assert list(told.gains.values()) == sorted(told.gains.values(), reverse=True)
    assert told.explanation.score + sum(told.gains.values()) == 1.0
    for name, portion in DEFAULT_WEIGHTS.portions().items():
        assert told.gains[name] == portion * (1 - told.explanation.signals[name])
    assert told.explanation.unmet_tags == (1,)


def test_a_list_of_no_places_is_refused():
    world = World(2, (MENTEE,), (MENTOR,))
    with pytest.raises(EngineError):
        why_not(world.pool(), world.statistics(), 0, 0, k=0)
