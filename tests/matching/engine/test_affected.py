"""Who must be computed again when mentors change: nobody too few, and not simply everybody."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import DEFAULT_WEIGHTS, Pairs, affected, suggest

from .worlds import Mentee, Mentor, World, any_weights, mentors, rows, worlds


@given(worlds(least=1), any_weights(), st.integers(1, 4), st.integers(1, 20), st.data())
@settings(max_examples=40)
def test_recomputing_only_those_concerned_equals_recomputing_all(world, weights, k, cells, data):
    changed = data.draw(st.sets(st.integers(0, len(world.mentors) - 1)))
    edited = tuple(
        replace(data.draw(mentors()), person=mentor.person) if at in changed else mentor
        for at, mentor in enumerate(world.mentors)
    )
    now = replace(world, mentors=edited)
    assert_as_if_all_were_computed(world, now, changed, k, weights=weights, cells=cells)


def assert_as_if_all_were_computed(world, now, changed, k, *, weights=DEFAULT_WEIGHTS, cells=2**18):
    """Rows of `world`, with those concerned computed again, are the rows of `now`."""
    statistics = world.statistics()
    before = suggest(world.pool(), statistics, k=k, weights=weights)
    concerned = affected(
        now.pool(),
        statistics,
        changed=list(changed),
        kth_scores=before.kth_scores(len(world.mentees), k),
        held=Pairs(before.mentee, before.mentor),
        weights=weights,
        cells=cells,
    )
    again = suggest(now.pool(), statistics, mentees=concerned, k=k, weights=weights)
    people = {world.mentees[at].person for at in concerned}
    kept = {row for row in rows(world, before) if row[0] not in people}
    afresh = suggest(now.pool(), statistics, k=k, weights=weights)
    assert kept | rows(now, again) == rows(now, afresh)
    return before, afresh


@pytest.mark.parametrize("load", [0.0, 0.001])
def test_a_mentor_who_draws_level_or_passes_by_a_hair_concerns_whom_he_now_comes_before(load):
    world = World(
        1,
        tuple(Mentee(person, seeks={0: 1.0}) for person in range(1, 41)),
        tuple(Mentor(person, offers={0: 1.0}, load=load) for person in range(101, 106)),
    )
    world = with_mentor(world, 0, open=False)
    now = with_mentor(world, 0, open=True, load=0.0)
    before, afresh = assert_as_if_all_were_computed(world, now, [0], k=2)
    assert 0 not in before.mentor
    assert 0 in afresh.mentor


def three_by_tag():
    """Three mentees who seek tag 0, 1 and 2, three mentors who offer tag 0, 1 and 2."""
    return World(
        3,
        tuple(Mentee(tag + 1, seeks={tag: 1.0}) for tag in range(3)),
        tuple(Mentor(tag + 11, offers={tag: 1.0}) for tag in range(3)),
    )


def concerned_by(world, now, changed, k=1):
    before = suggest(world.pool(), world.statistics(), k=k)
    return affected(
        now.pool(),
        world.statistics(),
        changed=changed,
        kth_scores=before.kth_scores(len(world.mentees), k),
        held=Pairs(before.mentee, before.mentor),
    ).tolist()


def with_mentor(world, at, **facts):
    mentors_ = list(world.mentors)
    mentors_[at] = replace(mentors_[at], **facts)
    return replace(world, mentors=tuple(mentors_))


def test_a_change_concerns_who_holds_the_mentor_and_nobody_far_off():
    world = three_by_tag()
    assert concerned_by(world, with_mentor(world, 0, load=1.0), [0]) == [0]


def test_pausing_concerns_only_who_holds_the_mentor():
    world = three_by_tag()
    assert concerned_by(world, with_mentor(world, 1, open=False), [1]) == [1]


def test_offering_a_second_tag_concerns_who_seeks_it():
    world = with_mentor(three_by_tag(), 1, offers={1: 0.3})
    now = with_mentor(world, 0, offers={0: 1.0, 1: 1.0})
    assert concerned_by(world, now, [0]) == [0, 1]


def test_an_excluded_mentor_concerns_nobody_new():
    apart = replace(three_by_tag(), excluded=frozenset({(2, 11)}))
    world = with_mentor(apart, 1, offers={1: 0.3})
    now = with_mentor(world, 0, offers={0: 1.0, 1: 1.0})
    assert concerned_by(world, now, [0]) == [0]


def test_a_page_with_places_left_is_concerned_by_any_newcomer():
    world = three_by_tag()
    now = replace(world, mentors=(*world.mentors, Mentor(14)))
    assert concerned_by(world, now, [3], k=4) == [0, 1, 2]


def test_no_change_concerns_nobody():
    world = three_by_tag()
    assert concerned_by(world, world, np.zeros(0, dtype=np.int64)) == []
