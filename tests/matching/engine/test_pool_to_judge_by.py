"""The made-up pools of the benchmarks: repeatable, and with a truth that tags only hint at."""

import numpy as np
import pytest

from matching.engine import Ties
from tests.benchmarks.bench_quality import Judge, gini, worst_tenth
from tests.benchmarks.pool import make
from tests.benchmarks.rankers import RANKERS, WAYS, allowed, best, overlap, without_related


@pytest.fixture(scope="module")
def world():
    return make(400, 150, 3)


def columns(side):
    for name, column in vars(side).items():
        if isinstance(column, Ties):
            yield from ((f"{name}.tags", column.tags), (f"{name}.strength", column.strength))
        else:
            yield name, column


def test_a_seed_makes_the_same_pool_again_and_another_seed_another(world):
    again, other = make(400, 150, 3), make(400, 150, 4)
    for side in ("mentees", "mentors"):
        pools = (getattr(each.pool, side) for each in (world, again, other))
        for (_, one), (_, two), (name, three) in zip(*map(columns, pools), strict=True):
            assert (one == two).all(), name
            assert name == "person" or one.size != three.size or (one != three).any(), name
    rows = np.arange(20)
    assert (world.affinity(rows) == again.affinity(rows)).all()
    assert (world.says_yes(rows) == again.says_yes(rows)).all()


def test_the_truth_of_some_is_the_same_as_of_all(world):
    rows = np.array([7, 311, 5])
    assert np.allclose(world.affinity(np.arange(400))[rows], world.affinity(rows), atol=1e-5)
    assert np.allclose(world.says_yes(np.arange(400))[rows], world.says_yes(rows), atol=1e-5)


def test_chances_are_chances_and_groups_cover_people(world):
    chance = world.says_yes(np.arange(400))
    assert ((chance > 0) & (chance < 1)).all()
    assert world.stage.shape == (400,)
    for name, group in world.groups.items():
        assert group.shape == (400,)
        assert 0 < group.sum() < 400, name


def test_tags_hint_at_the_truth_and_do_not_tell_it(world):
    rows = np.arange(400)
    fit, shared = world.affinity(rows), overlap(world, rows)
    hint = np.corrcoef(fit.ravel(), shared.ravel())[0, 1]
    assert 0.1 < hint < 0.6


def test_the_better_liked_and_the_readier_say_yes_more_often(world):
    rows = np.arange(400)
    chance = world.says_yes(rows)
    assert np.corrcoef(world.affinity(rows).ravel(), chance.ravel())[0, 1] > 0.1
    asked = world.pool.mentors.asked
    known = asked >= 5
    record = world.pool.mentors.accepted[known] / asked[known]
    assert np.corrcoef(record, chance[:, known].mean(axis=0))[0, 1] > 0.4


def test_profiles_are_short_and_seats_have_a_long_tail():
    pool = make(3000, 1000, 5).pool
    assert 0.2 < (pool.mentees.seeks.counts <= 2).mean() < 0.5
    seats = pool.mentors.free_seats + pool.mentors.load
    assert np.median(seats) <= 2
    assert seats.max() > 20


@pytest.mark.parametrize("size", [(0, 0), (1, 1), (3, 0), (0, 3)])
def test_pools_of_hardly_anybody(size):
    pool = make(*size, 1).pool
    assert (len(pool.mentees), len(pool.mentors)) == size


@pytest.mark.parametrize("name", RANKERS)
def test_every_ranker_keeps_to_the_exclusions_and_beats_chance(world, name):
    rows = np.arange(400)
    may = allowed(world, rows)
    enough = may.sum(axis=1) > 10
    rows, may = rows[enough], may[enough]
    shown = best(world, rows, RANKERS[name](world, rows), may, 10)
    assert np.take_along_axis(may, shown, 1).all()
    assert all(len(set(ten)) == 10 for ten in shown.tolist())
    fit = world.affinity(rows)
    blind = np.where(may, fit, 0).sum(axis=1) / may.sum(axis=1)
    assert (np.take_along_axis(fit, shown, 1).mean(axis=1) - blind).mean() > 0.1


@pytest.mark.parametrize(
    ("shares", "expected"), [([1, 1, 1, 1], 0.0), ([0, 0, 0, 8], 0.75), ([1, 3], 0.25)]
)
def test_gini(shares, expected):
    assert gini(np.array(shares)) == pytest.approx(expected)


def test_the_worst_tenth():
    assert worst_tenth(np.arange(20.0)[::-1]) == 0.5


def recall(ranker, world, rows):
    may = allowed(world, rows)
    enough = may.sum(axis=1) > 10
    rows, may = rows[enough], may[enough]
    shown = best(world, rows, ranker(world, rows), may, 10)
    truly = best(world, rows, world.affinity(rows), may, 10)
    return (shown[:, :, None] == truly[:, None, :]).any(axis=2).mean()


def test_related_tags_help_short_profiles_and_leave_long_ones_alone():
    world = make(1200, 500, 6)
    counts = world.pool.mentees.seeks.counts
    short, long = np.flatnonzero(counts <= 2), np.flatnonzero(counts > 5)
    full = RANKERS["full score"]
    assert recall(full, world, short) > 1.02 * recall(without_related, world, short)
    assert recall(full, world, long) == recall(without_related, world, long)


def test_the_full_score_finds_a_fifth_more_of_the_truly_best_than_any_baseline():
    world = make(1200, 500, 7)
    rows = np.arange(1200)
    full, tags, *baselines = (recall(ranker, world, rows) for ranker in RANKERS.values())
    assert full > 1.2 * max(baselines)
    assert tags > max(baselines)


def test_what_people_are_shown_is_fuller_of_the_truly_best_and_more_even_than_bm25():
    world = make(1200, 400, 9)
    judge = Judge(world)
    ours, theirs = (judge.measured(WAYS[name]) for name in ("as shown", "BM25"))
    for name in ("recall", "rank", "accepted", "fit"):
        assert np.nanmean(ours.of_mentee[name]) > np.nanmean(theirs.of_mentee[name]), name
    assert ours.of_mentors["Gini of mentors"] < theirs.of_mentors["Gini of mentors"]


def test_what_people_are_shown_keeps_to_the_exclusions(world):
    shown = WAYS["as shown"](world, 10)
    there = shown >= 0
    may = allowed(world, np.arange(400))
    assert np.take_along_axis(may, np.maximum(shown, 0), 1)[there].all()
    assert (there.any(axis=1) == may.any(axis=1)).all()
