"""The search for the best among many blocks of mentors: never another answer than all scores."""

import multiprocessing
from dataclasses import replace

import numpy as np
import pytest

from matching.engine import Mentees, Mentors, Pairs, Pool, Ties, Weights, person_keys, suggest
from matching.engine.keys import tie_order
from matching.engine.linear import UNIT, Linear
from matching.engine.prepared import Prepared
from matching.engine.tag_statistics import tag_statistics
from tests.benchmarks.pool import make

TAGS_ONLY = Weights(*(1.0 if name == "hashtags" else 0.0 for name in vars(Weights())))


@pytest.fixture(scope="module")
def world():
    return make(150, 4_500, seed=5)


def by_all_scores(pool, statistics, weights, k):
    """(mentee, mentor, score) of the k best, from the score of every pair."""
    scores = Linear.of(pool, statistics, weights).scores()
    order = tie_order(pool.mentees.key[:, None], pool.mentors.key)
    best = np.lexsort((order, -scores), axis=1)[:, :k]
    return [
        (mentee, int(mentor), float(scores[mentee, mentor] * UNIT))
        for mentee in range(len(pool.mentees))
        for mentor in best[mentee]
        if scores[mentee, mentor] >= 0
    ]


def told(found):
    return list(
        zip(found.mentee.tolist(), found.mentor.tolist(), found.score.tolist(), strict=True)
    )


@pytest.mark.parametrize("weights", [Weights(), TAGS_ONLY, Weights(wanted=500.0)])
@pytest.mark.parametrize("k", [1, 10, 700])
def test_the_best_of_many_blocks_are_those_of_all_scores(world, weights, k):
    found = suggest(world.pool, world.statistics, k=k, weights=weights)
    assert told(found) == by_all_scores(world.pool, world.statistics, weights, k)


@pytest.mark.parametrize(("cells", "threads"), [(2**30, 2), (4_500 * 7, 1), (4_500 * 7, 3)])
def test_chunks_and_threads_change_nothing(world, cells, threads):
    one = suggest(world.pool, world.statistics, k=12)
    other = suggest(world.pool, world.statistics, k=12, cells=cells, threads=threads)
    assert told(one) == told(other)


def test_mentors_in_another_order_are_the_same_mentors(world):
    pool = world.pool
    order = np.random.default_rng(3).permutation(len(pool.mentors))
    back = np.argsort(order)
    excluded = Pairs(pool.excluded.mentee, back[pool.excluded.mentor])
    shuffled = replace(pool, mentors=pool.mentors.take(order), excluded=excluded)
    found = suggest(shuffled, world.statistics, k=10)
    there = replace(found, mentor=order[found.mentor])
    assert told(there) == told(suggest(pool, world.statistics, k=10))


def level_pool(mentees, mentors):
    """Everybody is like everybody else, and every third mentor is ruled out for each mentee."""
    ids = np.arange(mentees), mentees + np.arange(mentors)
    tied = Ties.build(mentors, np.arange(mentors), np.zeros(mentors, int), np.ones(mentors))
    seeks = Ties.build(mentees, np.arange(mentees), np.zeros(mentees, int), np.ones(mentees))
    apart = np.repeat(ids[0], mentors // 3), np.tile(np.arange(0, mentors - 2, 3), mentees)
    return Pool(
        1,
        replace(Mentees.blank(ids[0], person_keys(ids[0], 1)), seeks=seeks),
        replace(Mentors.blank(ids[1], person_keys(ids[1], 1)), offers=tied),
        Pairs(*apart),
    )


@pytest.mark.parametrize("weights", [Weights(), TAGS_ONLY])
@pytest.mark.parametrize("k", [1, 10, 1_000])
def test_among_more_level_mentors_than_can_be_held_the_keys_decide(k, weights):
    pool = level_pool(5, 2_700)
    statistics = tag_statistics(pool, version="level")
    found = suggest(pool, statistics, k=k, weights=weights)
    assert told(found) == by_all_scores(pool, statistics, weights, k)
    assert not pool.excluded.holds(found.mentee, found.mentor).any()


@pytest.mark.parametrize("k", [1, 10, 40])
def test_those_who_seek_the_same_share_a_search_and_keep_their_own_rules(world, k):
    pool = world.pool
    three_of_each = pool.mentees.seeks.take(np.repeat(np.arange(50), 3))
    pool = replace(pool, mentees=replace(pool.mentees, seeks=three_of_each))
    found = suggest(pool, world.statistics, k=k, weights=TAGS_ONLY)
    assert told(found) == by_all_scores(pool, world.statistics, TAGS_ONLY, k)
    # Whom the first of three was shown is out for the second, who must get those after them.
    first = found.mentee % 3 == 0
    apart = Pairs(found.mentee[first] + 1, found.mentor[first])
    pool = replace(pool, excluded=apart)
    found = suggest(pool, world.statistics, k=k, weights=TAGS_ONLY)
    assert told(found) == by_all_scores(pool, world.statistics, TAGS_ONLY, k)
    assert not apart.holds(found.mentee, found.mentor).any()


def in_a_child(world, queue):
    queue.put(told(suggest(world.pool, world.statistics, k=5, threads=2)))


def test_a_forked_child_finds_what_its_parent_found(world):
    """Worker processes are forked from one that may have used the kernels already."""
    found = told(suggest(world.pool, world.statistics, k=5, threads=2))
    context = multiprocessing.get_context("fork")
    queue = context.SimpleQueue()
    child = context.Process(target=in_a_child, args=(world, queue))
    child.start()
    assert queue.get() == found
    child.join(30)
    assert child.exitcode == 0


def prepared_rows(prepared, pool, k):
    everybody = np.arange(len(pool.mentees))
    best = prepared.best(pool.mentees, pool.excluded.among(everybody), k)
    return told(best)


def edited(mentors, number, rng):
    """One mentor with another's tags, wishes and circumstances, or closed."""
    one, other = mentors.take(np.array([number])), int(rng.integers(0, len(mentors)))
    like = mentors.take(np.array([other]))
    return replace(like, person=one.person, key=one.key, open=rng.random(1) < 0.8)


def with_rows(mentors, changes):
    """All mentors with the changed ones in their places."""
    columns = {}
    for name, column in vars(mentors).items():
        if isinstance(column, Ties):
            rows = [column.take(np.array([number])) for number in range(len(mentors))]
            for number, one in changes.items():
                rows[number] = getattr(one, name)
            counts = [row.tags.size for row in rows]
            columns[name] = Ties(
                np.concatenate([[0], np.cumsum(counts)]),
                np.concatenate([row.tags for row in rows]),
                np.concatenate([row.strength for row in rows]),
            )
        else:
            columns[name] = column.copy()
            for number, one in changes.items():
                columns[name][number] = getattr(one, name)[0]
    return replace(mentors, **columns)


def test_changes_taken_in_give_what_preparing_afresh_gives(world):
    pool, rng = world.pool, np.random.default_rng(8)
    prepared = Prepared.of(pool.mentors, world.statistics, Weights())
    changes = {}
    for number in rng.integers(0, len(pool.mentors), 150).tolist():
        change = edited(pool.mentors, number, rng)
        if prepared.take_in(number, change):
            changes[number] = change
    assert len(changes) > 60
    now = replace(pool, mentors=with_rows(pool.mentors, changes))
    afresh = Prepared.of(now.mentors, world.statistics, Weights())
    assert prepared_rows(prepared, now, 20) == prepared_rows(afresh, now, 20)
    assert prepared_rows(prepared, now, 20) != prepared_rows(
        Prepared.of(pool.mentors, world.statistics, Weights()), pool, 20
    )


def test_a_change_that_needs_everybody_prepared_again_is_refused_unwritten(world):
    pool = world.pool
    by_tags = Prepared.of(pool.mentors, world.statistics, TAGS_ONLY)
    spotted = int(by_tags.order[0])
    assert not by_tags.take_in(spotted, pool.mentors.take(np.array([spotted])))
    prepared = Prepared.of(pool.mentors, world.statistics, Weights())
    before = prepared_rows(prepared, pool, 5)
    closed = int(np.flatnonzero(prepared.spot < 0)[0])
    opened = replace(
        pool.mentors.take(np.array([closed])), open=np.ones(1, bool), free_seats=np.ones(1, int)
    )
    assert not prepared.take_in(closed, opened)
    assert prepared.take_in(closed, replace(opened, open=np.zeros(1, bool)))
    prepared.field.spare[:] = prepared.field.tags.size, prepared.field.lane.size
    tagged = int(prepared.order[np.flatnonzero(np.diff(prepared.field.first)[:, 0])[0]])
    assert not prepared.take_in(tagged, pool.mentors.take(np.array([tagged])))
    assert prepared_rows(prepared, pool, 5) == before
