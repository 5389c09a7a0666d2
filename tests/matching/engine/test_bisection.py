"""Neighborhoods of people with the same tags: everybody once, and fewer tags in each block."""

import numpy as np
import pytest

from matching.engine import Ties
from matching.engine.by_tags import FEW, neighborhoods
from matching.engine.kernels.lanes import LANES
from tests.benchmarks.pool import make


def cells(offers, order):
    """In how many blocks each tag is found, in all."""
    block = np.empty(order.size, dtype=np.int64)
    block[order] = np.arange(order.size) // LANES
    return np.unique(np.stack([offers.tags, block[offers.person]]), axis=1).shape[1]


@pytest.mark.parametrize("people", [1, LANES, LANES + 1, 5_000])
def test_everybody_stands_in_the_order_once(people):
    offers = make(10, people, seed=3).pool.mentors.offers
    order = neighborhoods(offers, int(offers.tags.max()) + 1)
    assert sorted(order) == list(range(people))


def test_a_tag_is_found_in_fewer_blocks_than_by_chance():
    offers = make(10, 8_000, seed=4).pool.mentors.offers
    common = np.bincount(offers.tags)[offers.tags] > FEW
    size = offers.people
    offers = Ties.build(size, offers.person[common], offers.tags[common], offers.strength[common])
    order = neighborhoods(offers, int(offers.tags.max()) + 1)
    assert cells(offers, order) < 0.6 * cells(offers, np.random.default_rng(1).permutation(size))


def test_people_of_two_fields_are_taken_apart():
    size = 16 * LANES
    field = np.random.default_rng(2).integers(0, 2, size)
    mixed = Ties.build(size, range(size), field, np.ones(size))
    assert cells(mixed, np.arange(size)) == 32
    assert cells(mixed, neighborhoods(mixed, 2)) == 17


def test_people_without_tags_have_a_place_too():
    assert sorted(neighborhoods(Ties.none(500), 4)) == list(range(500))
