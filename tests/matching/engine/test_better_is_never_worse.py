"""Improving one signal never lowers a score."""

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from matching.engine import OFF_LADDER, SIGNALS, UNKNOWN_ZONE, Weights, explain

from .worlds import MASKS, STRENGTHS, TAGS, World, any_weights, mentees, mentors, relations

STRONGER = st.floats(1.0, 20.0)


def score(mentee, mentor, statistics, weights):
    """One pair's explanation, every hard rule satisfied."""
    willing = replace(
        mentor, person=2, open=True, free_seats=1, wanted_stages=0, only_elsewhere=False
    )
    world = World(TAGS, (replace(mentee, person=1),), (willing,))
    return explain(world.pool(), statistics, 0, 0, weights=weights)


def assert_no_worse(mentee, mentor, better_mentee, better_mentor, weights, related=None):
    statistics = World(TAGS, (mentee,), (mentor,), related=related or {}).statistics()
    before = score(mentee, mentor, statistics, weights)
    after = score(better_mentee, better_mentor, statistics, weights)
    assert after.score >= before.score


@given(mentees(), mentors(), any_weights(), relations(), st.data())
def test_a_stronger_offer_of_a_tag(mentee, mentor, weights, related, data):
    """Sought or related to what is sought or neither."""
    assume(mentor.offers)
    tag = data.draw(st.sampled_from(sorted(mentor.offers)))
    stronger = mentor.offers | {tag: min(1.0, mentor.offers[tag] * data.draw(STRONGER))}
    assert_no_worse(mentee, mentor, mentee, replace(mentor, offers=stronger), weights, related)


@given(mentees(), mentors(), any_weights(), st.tuples(STRENGTHS, STRENGTHS, STRENGTHS))
def test_offering_what_is_sought_instead_of_a_relative(mentee, mentor, weights, strengths):
    sought, offered, kinship = strengths
    seeker, related = replace(mentee, seeks={0: sought}), {0: {1: kinship}}
    others = {tag: strength for tag, strength in mentor.offers.items() if tag > 1}
    kin, tag = (replace(mentor, offers=others | {each: offered}) for each in (1, 0))
    statistics = World(
        TAGS, (seeker,), (replace(kin, person=41), tag), related=related
    ).statistics()
    before, after = (score(seeker, each, statistics, weights) for each in (kin, tag))
    assert after.score >= before.score


@given(mentees(), mentors(), any_weights(), st.integers(0, TAGS - 1))
def test_showing_one_more_community(mentee, mentor, weights, tag):
    more = replace(mentor, community=mentor.community | {tag: 1.0})
    assert_no_worse(mentee, mentor, mentee, more, weights)


@given(mentees(), mentors(), any_weights())
def test_naming_a_wish_where_there_was_none(mentee, mentor, weights):
    assert_no_worse(mentee, replace(mentor, wants={}), mentee, mentor, weights)


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
