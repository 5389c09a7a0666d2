"""Portions, the grid, keys, statistics, and what importing the engine costs and brings along."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import SIGNALS, Ties, Weights, person_keys, tag_statistics
from matching.engine.grid import down_to_grid, on_grid
from matching.engine.keys import mix, tie_order

from .worlds import Mentee, Mentor, World, any_weights

ROOT = Path(__file__).resolve().parents[3]
STEPS = 65_536


@given(any_weights())
def test_portions_are_whole_steps_that_sum_to_one(weights):
    portions = weights.portions()
    assert tuple(portions) == SIGNALS
    assert sum(portions.values()) == 1.0
    assert all(portion >= 0 and (portion * STEPS).is_integer() for portion in portions.values())


@given(any_weights())
def test_portions_follow_the_weights(weights):
    given_ = {name: getattr(weights, name) for name in SIGNALS}
    total = sum(given_.values())
    for name, portion in weights.portions().items():
        assert portion == pytest.approx(given_[name] / total, abs=1 / STEPS)


def test_only_proportions_of_weights_matter():
    assert Weights(*range(1, 13)).portions() == Weights(*range(4, 49, 4)).portions()


@given(st.lists(st.floats(0, 1), min_size=1))
def test_the_grid(values):
    array = np.array(values)
    assert (abs(on_grid(array) - array) <= 0.5 / STEPS).all()
    assert (down_to_grid(array) <= array).all()
    assert (array - down_to_grid(array) < 1 / STEPS).all()
    assert (on_grid(array) * STEPS % 1 == 0).all()
    assert array.tolist() == values


def test_keys_differ_as_people_do_and_by_seed():
    people = np.arange(10_000)
    assert np.unique(person_keys(people, 1)).size == 10_000
    assert not (person_keys(people, 1) == person_keys(people, 2)).any()
    assert person_keys([7], 1)[0] == person_keys(people, 1)[7]


def test_keys_and_their_order_never_change():
    """Pinned: the first three outputs of SplitMix64 seeded with 0 are known numbers."""
    golden = np.arange(3, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    known = [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]
    assert mix(golden).tolist() == known


def test_one_mentees_ties_are_all_different():
    order = tie_order(np.array([5], dtype=np.uint64), np.arange(10_000, dtype=np.uint64))
    assert np.unique(order).size == 10_000


def test_statistics_count_people_not_strength():
    world = World(
        4,
        (Mentee(1, is_={0: 0.1, 2: 1.0}), Mentee(2, seeks={3: 1.0})),
        (Mentor(3, offers={0: 1.0, 1: 1.0}), Mentor(4, offers={0: 0.2}, open=False), Mentor(5)),
    )
    counted = world.statistics()
    assert (counted.version, counted.tags) == ("test", 4)
    assert (counted.offers.people, counted.offers.average) == (3, 1.5)
    assert counted.offers.users.tolist() == [2, 1, 0, 0]
    assert (counted.is_.people, counted.is_.average) == (2, 2.0)
    assert counted.is_.users.tolist() == [1, 0, 1, 0]


def test_statistics_of_nobody():
    counted = tag_statistics(World(2).pool(), version="none")
    assert counted.offers.average == 0.0
    assert (counted.offers.rarity() > 0).all()


def test_no_ties_for_nobody():
    assert Ties.none(0).people == 0
    assert Ties.build(0, [], [], []).take(np.zeros(0, dtype=np.int64)).people == 0


def test_importing_the_engine_is_quick_and_brings_nothing_along():
    program = (
        "import sys, time; started = time.process_time(); import matching.engine; "
        "print(time.process_time() - started); print(*sys.modules)"
    )
    finished = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    seconds, modules = finished.stdout.splitlines()
    assert float(seconds) < 1.0
    assert not {"django", "sqlite3"} & set(modules.split())
