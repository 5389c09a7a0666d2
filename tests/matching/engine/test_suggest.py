"""The k best, exactly, whatever the order of people, tags, chunks or company."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import DEFAULT_WEIGHTS, EngineError, UnknownPerson, explain_pairs, suggest

from . import oracle
from .worlds import TAGS, Mentee, Mentor, World, any_weights, mentees, mentors, rows, worlds


@given(worlds(), any_weights(), st.integers(1, 9))
@settings(max_examples=100)
def test_the_k_best_are_the_oracles(world, weights, k):
    found = suggest(world.pool(), world.statistics(), k=k, weights=weights)
    by_mentee = {mentee.person: [] for mentee in world.mentees}
    for one, other, rank in zip(found.mentee, found.mentor, found.rank, strict=True):
        by_mentee[world.mentees[one].person].append((rank, world.mentors[other].person))
    for mentee in world.mentees:
        best = oracle.ranking(world, mentee, weights)[:k]
        expected = [(rank, person) for rank, (person, _) in enumerate(best, start=1)]
        assert by_mentee[mentee.person] == expected


@given(worlds())
def test_pairs_kept_apart_never_appear_and_all_others_do(world):
    found = suggest(world.pool(), world.statistics(), k=99)
    seen = {(one, other) for one, other, _, _ in rows(world, found)}
    allowed = {
        (mentee.person, mentor.person)
        for mentee in world.mentees
        for mentor in world.mentors
        if not oracle.kept_apart(mentee, mentor, world.excluded)
    }
    assert seen == allowed


@given(worlds(), st.randoms(use_true_random=False), st.integers(1, 30), st.integers(1, 9))
@settings(max_examples=100)
def test_order_of_people_and_chunks_change_nothing(world, rng, cells, k):
    shuffled = replace(
        world,
        mentees=tuple(rng.sample(world.mentees, len(world.mentees))),
        mentors=tuple(rng.sample(world.mentors, len(world.mentors))),
    )
    plain = rows(world, suggest(world.pool(), world.statistics(), k=k))
    again = suggest(shuffled.pool(), shuffled.statistics(), k=k, cells=cells)
    assert rows(shuffled, again) == plain


@given(worlds(), st.permutations(range(TAGS)), st.integers(1, 9))
def test_renaming_tags_changes_nothing(world, new_name, k):
    def renamed(ties):
        return {new_name[tag]: strength for tag, strength in ties.items()}

    other = replace(
        world,
        mentees=tuple(
            replace(
                person,
                seeks=renamed(person.seeks),
                is_=renamed(person.is_),
                community=renamed(person.community),
            )
            for person in world.mentees
        ),
        mentors=tuple(
            replace(
                person,
                offers=renamed(person.offers),
                wants=renamed(person.wants),
                community=renamed(person.community),
            )
            for person in world.mentors
        ),
        related={new_name[tag]: renamed(kin) for tag, kin in world.related.items()},
    )
    plain = rows(world, suggest(world.pool(), world.statistics(), k=k))
    assert rows(other, suggest(other.pool(), other.statistics(), k=k)) == plain


@given(worlds(least=1))
def test_an_excluded_pair_leads_to_nothing_through_related_tags_or_communities(world):
    """Whoever has it all is as absent as whoever has nothing, once the pair stands on the list."""
    everything = dict.fromkeys(range(TAGS), 1.0)
    ideal = Mentor(77, offers=everything, wants=everything, community=everything)
    apart = frozenset((mentee.person, 77) for mentee in world.mentees)
    larger = replace(world, mentors=(*world.mentors, ideal), excluded=world.excluded | apart)
    statistics = world.statistics()
    found = suggest(larger.pool(), statistics, k=99)
    assert rows(larger, found) == rows(world, suggest(world.pool(), statistics, k=99))


@given(worlds(), st.integers(1, 9))
def test_new_numbers_for_people_change_nothing_while_keys_stay(world, k):
    pool = world.pool()
    again = replace(
        pool,
        mentees=replace(pool.mentees, person=pool.mentees.person * 7 + 100),
        mentors=replace(pool.mentors, person=pool.mentors.person * 7 + 100),
    )
    one, other = (suggest(each, world.statistics(), k=k) for each in (pool, again))
    assert rows(world, one) == rows(world, other)


@given(worlds(least=1), mentees(), mentors(), any_weights())
def test_with_frozen_statistics_a_newcomer_changes_nobodys_score(world, one, other, weights):
    statistics = world.statistics()
    one, other = replace(one, person=101), replace(other, person=102)
    larger = replace(world, mentees=(one, *world.mentees), mentors=(other, *world.mentors))
    before = suggest(world.pool(), statistics, k=99, weights=weights)
    after = suggest(larger.pool(), statistics, k=99, weights=weights)
    old = {row[:3] for row in rows(larger, after) if row[0] != 101 and row[1] != 102}
    assert old == {row[:3] for row in rows(world, before)}
    pairs = before.mentee, before.mentor
    was = explain_pairs(world.pool(), statistics, *pairs, weights=weights)
    shifted = (indices + 1 for indices in pairs)
    now = explain_pairs(larger.pool(), statistics, *shifted, weights=weights)
    assert [replace(each, mentee=each.mentee - 1, mentor=each.mentor - 1) for each in now] == was


@given(worlds(least=1), st.data())
def test_asking_for_some_mentees_gives_their_rows_in_the_order_asked(world, data):
    chosen = data.draw(st.permutations(range(len(world.mentees))))
    chosen = chosen[: data.draw(st.integers(0, len(chosen)))]
    pool, statistics = world.pool(), world.statistics()
    whole, part = suggest(pool, statistics), suggest(pool, statistics, mentees=chosen)
    assert rows(world, part) == {
        row for row in rows(world, whole) if row[0] in {world.mentees[at].person for at in chosen}
    }
    assert [at for at in chosen if at in part.mentee] == list(dict.fromkeys(part.mentee.tolist()))


@given(worlds(), st.integers(1, 4), st.integers(0, 4))
def test_candidates_are_the_same_rows_and_a_reserve(world, k, more):
    pool, statistics = world.pool(), world.statistics()
    wide = suggest(pool, statistics, k=k, candidates=k + more)
    assert rows(world, wide.top(k)) == rows(world, suggest(pool, statistics, k=k))
    assert rows(world, wide) == rows(world, suggest(pool, statistics, k=k + more))


def test_an_empty_pool_gives_no_rows():
    for world in (World(3), World(0), World(3, mentees=(Mentee(1),)), World(3, (), (Mentor(1),))):
        assert len(suggest(world.pool(), world.statistics())) == 0


def test_one_person_who_is_both_is_not_suggested_to_herself():
    world = World(3, (Mentee(1, seeks={0: 1.0}),), (Mentor(1, offers={0: 1.0}),))
    assert len(suggest(world.pool(), world.statistics())) == 0


def test_among_identical_mentors_each_mentee_meets_another_first():
    world = World(
        1,
        tuple(Mentee(person, seeks={0: 1.0}) for person in range(1000, 1400)),
        tuple(Mentor(person, offers={0: 1.0}) for person in range(1, 21)),
    )
    found = suggest(world.pool(), world.statistics(), k=3)
    assert len(found) == 3 * 400
    assert len(set(found.score.tolist())) == 1
    firsts = np.bincount(found.mentor[found.rank == 1], minlength=20)
    assert firsts.min() > 0
    assert firsts.max() < 50


def test_scores_at_rank_k():
    world = World(
        2,
        (Mentee(1, seeks={0: 1.0}), Mentee(2, seeks={1: 1.0}), Mentee(3)),
        (Mentor(11, offers={0: 1.0}), Mentor(12, offers={1: 1.0}), Mentor(13, free_seats=0)),
        frozenset({(3, 11)}),
    )
    found = suggest(world.pool(), world.statistics(), k=2)
    kth = found.kth_scores(3, 2)
    assert kth.tolist() == [found.score[1], found.score[3], -1.0]


@pytest.mark.parametrize(
    "asked",
    [{"k": 0}, {"k": 5, "candidates": 4}, {"cells": 0}, {"mentees": [0, 0]}],
)
def test_senseless_questions_are_refused(asked):
    world = World(1, (Mentee(1),), (Mentor(2),))
    with pytest.raises(EngineError):
        suggest(world.pool(), world.statistics(), **asked)


@pytest.mark.parametrize("nobody", [1, -1])
def test_a_mentee_who_is_not_there_is_refused(nobody):
    world = World(1, (Mentee(1),), (Mentor(2),))
    with pytest.raises(UnknownPerson):
        suggest(world.pool(), world.statistics(), mentees=[nobody])


def test_defaults_read_as_percentages():
    assert sum(vars(DEFAULT_WEIGHTS).values()) == 100
