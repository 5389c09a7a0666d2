"""Improving one signal never lowers a score."""

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from matching.engine import OFF_LADDER, SIGNALS, UNKNOWN_ZONE, Weights, explain

from .worlds import MASKS, TAGS, World, any_weights, mentees, mentors

STRONGER = st.floats(1.0, 20.0)


def score(mentee, mentor, statistics, weights):
    """One pair's explanation, every hard rule satisfied."""
    willing = replace(
        mentor, person=2, open=True, free_seats=1, wanted_stages=0, only_elsewhere=False
    )
    world = World(TAGS, (replace(mentee, person=1),), (willing,))
    return explain(world.pool(), statistics, 0, 0, weights=weights)


def assert_no_worse(mentee, mentor, better_mentee, better_mentor, weights):
    statistics = World(TAGS, (mentee,), (mentor,)).statistics()
    before = score(mentee, mentor, statistics, weights)
    after = score(better_mentee, better_mentor, statistics, weights)
    assert after.score >= before.score


@given(mentees(), mentors(), any_weights(), st.data())
def test_a_stronger_offer_of_a_tag(mentee, mentor, weights, data):
    assume(mentor.offers)
    tag = data.draw(st.sampled_from(sorted(mentor.offers)))
    stronger = mentor.offers | {tag: min(1.0, mentor.offers[tag] * data.draw(STRONGER))}
    assert_no_worse(mentee, mentor, mentee, replace(mentor, offers=stronger), weights)


@given(mentees(), mentors(), any_weights(), st.data())
def test_a_stronger_tie_to_a_wanted_tag(mentee, mentor, weights, data):
    assume(mentee.is_)
    tag = data.draw(st.sampled_from(sorted(mentee.is_)))
    stronger = mentee.is_ | {tag: min(1.0, mentee.is_[tag] * data.draw(STRONGER))}
    assert_no_worse(mentee, mentor, replace(mentee, is_=stronger), mentor, weights)


@given(mentees(), mentors(), any_weights(), st.sampled_from(["kinds", "goals", "values"]), MASKS)
def test_offering_more_once_something_is_offered(mentee, mentor, weights, name, more):
    offered = getattr(mentor, name)
    assume(offered)
    assert_no_worse(mentee, mentor, mentee, replace(mentor, **{name: offered | more}), weights)


@given(mentees(), mentors(), any_weights(), MASKS)
def test_speaking_one_more_language(mentee, mentor, weights, more):
    assume(mentor.languages)
    polyglot = replace(mentor, languages=mentor.languages | more)
    assert_no_worse(mentee, mentor, mentee, polyglot, weights)


@given(mentees(), mentors(), any_weights())
def test_moving_to_the_mentees_zone(mentee, mentor, weights):
    assume(UNKNOWN_ZONE not in (mentee.offset, mentor.offset))
    near = replace(mentor, offset=mentee.offset)
    assert_no_worse(mentee, mentor, mentee, near, weights)


@given(mentees(), mentors(), any_weights())
def test_standing_two_steps_ahead(mentee, mentor, weights):
    assume(0 <= mentee.stage < OFF_LADDER)
    ahead = replace(mentor, stage=mentee.stage + 2)
    assert_no_worse(mentee, mentor, mentee, ahead, weights)


@given(mentees(), mentors(), any_weights())
def test_moving_to_another_institution(mentee, mentor, weights):
    placed = replace(mentee, institution=5)
    assert_no_worse(placed, mentor, placed, replace(mentor, institution=6), weights)


@given(mentees(), mentors(), any_weights(), st.floats(0, 1))
def test_carrying_less(mentee, mentor, weights, kept):
    assert_no_worse(mentee, mentor, mentee, replace(mentor, load=mentor.load * kept), weights)


@given(mentees(), mentors(), any_weights(), st.data())
def test_answering_more_sooner_and_kinder(mentee, mentor, weights, data):
    answered = data.draw(st.integers(mentor.answered, mentor.asked))
    better = replace(
        mentor,
        answered=answered,
        prompt=data.draw(st.integers(mentor.prompt, answered)),
        accepted=data.draw(st.integers(mentor.accepted, answered)),
    )
    assert_no_worse(mentee, mentor, mentee, better, weights)


@given(mentees(), mentors(), st.sampled_from(SIGNALS), st.floats(0.1, 50))
def test_any_signal_that_rises_alone_raises_the_score(mentee, mentor, name, weight):
    """With all weight on one signal the score is that signal, so no share works backwards."""
    alone = Weights(**{each: weight if each == name else 0.0 for each in SIGNALS})
    statistics = World(TAGS, (mentee,), (mentor,)).statistics()
    explained = score(mentee, mentor, statistics, alone)
    assert explained.score == explained.signals[name]
