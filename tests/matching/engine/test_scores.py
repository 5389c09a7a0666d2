"""Every score is the documented sum, splits exactly, and agrees with plain arithmetic."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import DEFAULT_WEIGHTS, SIGNALS, ExcludedPair, explain, explain_pairs, suggest

from . import oracle
from .worlds import any_weights, worlds


def everything(world, weights):
    """The world's pool, and every eligible pair in it scored."""
    pool = world.pool()
    most = max(1, len(world.mentors))
    return pool, suggest(pool, world.statistics(), k=most, weights=weights)


def explained_world(world, weights):
    """An explanation of every eligible pair, and the scores `suggest` gives them."""
    pool, found = everything(world, weights)
    statistics = world.statistics()
    pairs = found.mentee, found.mentor
    return explain_pairs(pool, statistics, *pairs, weights=weights), found.score.tolist()


@given(worlds(), any_weights())
@settings(max_examples=100)
def test_scores_agree_with_plain_loops(world, weights):
    _, found = everything(world, weights)
    night = oracle.Night(world)
    for one, other, score in zip(found.mentee, found.mentor, found.score, strict=True):
        mentee, mentor = world.mentees[one], world.mentors[other]
        expected = oracle.score(mentee, mentor, night, weights)
        assert score == pytest.approx(expected, rel=0, abs=1e-12)


@given(worlds(), any_weights())
def test_the_grid_moves_no_score_by_more_than_a_ten_thousandth(world, weights):
    _, found = everything(world, weights)
    night = oracle.Night(world)
    for one, other, score in zip(found.mentee, found.mentor, found.score, strict=True):
        mentee, mentor = world.mentees[one], world.mentors[other]
        textbook = oracle.signals(mentee, mentor, night, exact=True)
        total = sum(getattr(weights, name) for name in SIGNALS)
        expected = sum(getattr(weights, name) / total * textbook[name] for name in SIGNALS)
        assert score == pytest.approx(expected, rel=0, abs=2e-4)


@given(worlds(), any_weights())
def test_scores_lie_between_zero_and_one(world, weights):
    _, found = everything(world, weights)
    assert all(0.0 <= score <= 1.0 for score in found.score)


@given(worlds(least=1), any_weights(), st.randoms(use_true_random=False))
def test_shares_sum_to_the_score_bit_for_bit_in_any_order(world, weights, rng):
    explanations, scores = explained_world(world, weights)
    for explained, score in zip(explanations, scores, strict=True):
        shares = list(explained.shares.values())
        shuffled = rng.sample(shares, len(shares))
        assert tuple(explained.shares) == tuple(explained.signals) == SIGNALS
        assert explained.score == score == math.fsum(shares) == sum(shuffled)


@given(worlds(least=1), any_weights())
def test_a_tag_signal_splits_exactly_into_its_tags(world, weights):
    for explained in explained_world(world, weights)[0]:
        of_tags = sum(tag.share for tag in explained.shared_tags)
        assert of_tags == explained.shares["hashtags"]
        assert sum(tag.share for tag in explained.wanted_tags) == explained.shares["wanted"]


@given(worlds(least=1))
def test_facts_are_true_of_the_two_people(world):
    for explained in explained_world(world, DEFAULT_WEIGHTS)[0]:
        mentee, mentor = world.mentees[explained.mentee], world.mentors[explained.mentor]
        shared = {tag.tag for tag in explained.shared_tags if tag.via is None}
        assert shared == mentee.seeks.keys() & mentor.offers.keys()
        assert set(explained.unmet_tags) == mentee.seeks.keys() - mentor.offers.keys()
        assert {tag.tag for tag in explained.wanted_tags} == mentor.wants.keys() & mentee.is_.keys()
        for tag in explained.shared_tags:
            assert tag.users == sum(tag.tag in person.offers for person in world.mentors)
            led_here = tag.tag if tag.via is None else tag.via
            assert tag.wish_strength == mentee.seeks[led_here]
            assert tag.via is None or tag.tag in world.related[tag.via]
            assert tag.given_strength == mentor.offers[tag.tag]
        fellow = mentee.community.keys() & mentor.community.keys()
        assert {tag.tag for tag in explained.community_tags} == fellow
        for name in ("kinds", "goals", "values", "languages"):
            both = getattr(mentee, name) & getattr(mentor, name)
            assert sum(1 << bit for bit in getattr(explained, name)) == both
        for name in ("free_seats", "load", "asked", "answered", "prompt", "accepted"):
            assert getattr(explained, name) == getattr(mentor, name)
        assert explained.stage_wanted == bool(mentor.wanted_stages)
        if explained.hours_in_common is not None:
            assert explained.hours_in_common == oracle.common_hours(mentee.offset, mentor.offset)
            assert explained.hours_ahead == (mentor.offset - mentee.offset) / 60


@given(worlds(least=1))
def test_one_pair_is_explained_as_many_are(world):
    pool, statistics = world.pool(), world.statistics()
    for explained in explained_world(world, DEFAULT_WEIGHTS)[0][:2]:
        assert explain(pool, statistics, explained.mentee, explained.mentor) == explained


@given(worlds(least=1))
def test_a_pair_kept_apart_has_no_explanation(world):
    pool, statistics = world.pool(), world.statistics()
    for one, mentee in enumerate(world.mentees):
        for other, mentor in enumerate(world.mentors):
            if oracle.kept_apart(mentee, mentor, world.excluded):
                with pytest.raises(ExcludedPair):
                    explain(pool, statistics, one, other)


def test_shares_really_need_the_grid():
    """The control: without the grid the same sums depend on their order."""
    rng = random.Random(1)
    shares = [rng.random() / 11 for _ in range(11)]
    assert len({sum(rng.sample(shares, 11)) for _ in range(200)}) > 1
