"""Related tags: counted among enough people, a help to short profiles, silent in long ones."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import BadStatistics, TagStatistics, Ties, explain, sought, tag_statistics
from matching.engine.relatives import FEWEST_PEOPLE, MOST_RELATIVES
from tests.benchmarks.pool import make

from .worlds import TAGS, Mentee, Mentor, World, worlds

MDS, AML, MEDED, OTHER = range(4)


def mentors(*profiles):
    """A world of mentors: (how many, the tags each of them offers)."""
    everybody = [tags for many, tags in profiles for _ in range(many)]
    return World(
        8,
        (),
        tuple(
            Mentor(person, offers=dict.fromkeys(tags, 1.0))
            for person, tags in enumerate(everybody, start=1)
        ),
    )


def relatives_of(world, tag):
    related = tag_statistics(world.pool(), version="test").related
    row = slice(related.indptr[tag], related.indptr[tag + 1])
    return dict(zip(related.tags[row].tolist(), related.strength[row].tolist(), strict=True))


def test_tags_that_go_together_are_related_and_others_are_not():
    world = mentors((10, [MDS, AML]), (10, [MEDED, OTHER]), (3, [MDS, OTHER]))
    assert relatives_of(world, MDS).keys() == {AML}
    assert relatives_of(world, MEDED).keys() == {OTHER}


def test_a_tag_on_every_profile_tells_less_than_one_that_goes_along():
    world = mentors((20, [MDS, AML, MEDED]), (80, [OTHER, MEDED]))
    found = relatives_of(world, MDS)
    assert found[AML] > found.get(MEDED, 0.0)


@pytest.mark.parametrize(("people", "found"), [(FEWEST_PEOPLE, {AML}), (FEWEST_PEOPLE - 1, set())])
def test_fewer_than_five_people_show_nothing(people, found):
    world = mentors((people, [MDS, AML]), (30, [MEDED, OTHER]), (9, [AML, OTHER]))
    assert relatives_of(world, MDS).keys() == found


def test_one_human_being_on_both_sides_counts_once():
    world = mentors((FEWEST_PEOPLE - 1, [MDS, AML]), (30, [MEDED, OTHER]), (9, [AML, OTHER]))
    doubled = tuple(
        Mentee(mentor.person, seeks=mentor.offers, is_=mentor.offers) for mentor in world.mentors
    )
    assert relatives_of(replace(world, mentees=doubled), MDS) == {}


def test_a_tag_hardly_anybody_offers_is_no_relative():
    seekers = tuple(Mentee(100 + each, seeks={MDS: 1.0, AML: 1.0}) for each in range(20))
    world = replace(mentors((9, [MDS, OTHER]), (4, [AML]), (30, [MEDED])), mentees=seekers)
    assert AML not in relatives_of(world, MDS)
    assert MDS in relatives_of(world, AML)


def test_profiles_that_list_everything_say_nothing_of_what_goes_together():
    long = World(
        60,
        (),
        tuple(Mentor(person, offers=dict.fromkeys(range(51), 1.0)) for person in range(1, 9)),
    )
    assert tag_statistics(long.pool(), version="test").related.tags.size == 0


def test_a_tag_keeps_its_strongest_relatives_and_their_strengths_sum_to_at_most_one():
    world = mentors(
        *[(6 + each, [0, 1 + each]) for each in range(6)], (40, [7]), *[(50, [7, 6])] * 2
    )
    found = relatives_of(world, 0)
    assert 0 < len(found) <= MOST_RELATIVES
    assert 0 < sum(found.values()) <= 1


def test_equally_strong_relatives_share_the_last_place_or_none_has_it():
    world = mentors(*[(6, [0, 1 + each]) for each in range(6)], (40, [7]))
    assert relatives_of(world, 0) == {}


def renamed(ties, new_name):
    return Ties.build(ties.people, ties.person, new_name[ties.tags], ties.strength)


def test_neither_the_names_of_tags_nor_the_order_of_people_change_what_is_related():
    pool = make(600, 300, 8).pool
    rng = np.random.default_rng(1)
    new_name, order = rng.permutation(pool.tags), rng.permutation(600)
    mentees, mentors_ = pool.mentees.take(order), pool.mentors
    other = replace(
        pool,
        mentees=replace(
            mentees,
            seeks=renamed(mentees.seeks, new_name),
            is_=renamed(mentees.is_, new_name),
            community=renamed(mentees.community, new_name),
        ),
        mentors=replace(
            mentors_,
            offers=renamed(mentors_.offers, new_name),
            wants=renamed(mentors_.wants, new_name),
            community=renamed(mentors_.community, new_name),
        ),
    )
    one, two = (tag_statistics(each, version="1").related for each in (pool, other))
    told = zip(new_name[one.person], new_name[one.tags], one.strength, strict=True)
    assert one.tags.size > 100
    assert set(told) == set(zip(two.person, two.tags, two.strength, strict=True))


@given(worlds(least=1))
def test_portions_stay_within_one_and_relatives_below_what_led_to_them(world):
    statistics = world.statistics()
    for mentee in world.mentees:
        alone = World(TAGS, (mentee,))
        found = sought(alone.pool().mentees.seeks, statistics)
        assert found.portion.sum() <= 1.0
        assert (np.diff(found.tags) > 0).all()
        own = found.via == -1
        assert set(found.tags[own].tolist()) == mentee.seeks.keys()
        assert set(found.via[~own].tolist()) <= mentee.seeks.keys()
        assert found.portion[~own].sum() <= found.portion[own].sum()


@given(worlds(least=1), st.randoms(use_true_random=False))
def test_company_changes_nobodys_wishes(world, rng):
    statistics = world.statistics()
    order = rng.sample(range(len(world.mentees)), len(world.mentees))
    seeks = world.pool().mentees.seeks
    whole, shuffled = sought(seeks, statistics), sought(seeks.take(np.array(order)), statistics)
    for at, row in enumerate(order):
        here, there = whole.person == row, shuffled.person == at
        for name in ("tags", "portion", "strength", "via"):
            assert (getattr(whole, name)[here] == getattr(shuffled, name)[there]).all()


def portions(count, related):
    """The portions of a mentee who seeks `count` tags, the first of which has a relative, 7."""
    statistics = replace(mentors((9, range(8))).statistics(), related=related)
    return sought(Ties.build(1, [0] * count, range(count), [1.0] * count), statistics)


def test_the_longer_the_profile_the_less_is_read_into_it():
    related = Ties.build(8, [0], [7], [1.0])
    shares = []
    for count in range(1, 8):
        found = portions(count, related)
        shares.append(float(found.portion[found.via == 0].sum()) * count)
    assert shares == sorted(shares, reverse=True)
    assert shares[0] == pytest.approx(0.5, abs=1e-4)
    assert shares[5:] == [0.0, 0.0]


def test_a_relative_she_seeks_herself_takes_nothing():
    related = Ties.build(8, [0], [1], [1.0])
    plain = portions(2, Ties.none(8))
    assert portions(2, related).portion.tolist() == plain.portion.tolist()


def test_an_explanation_names_the_tag_that_led_to_a_related_one():
    world = World(
        3,
        (Mentee(1, seeks={MDS: 0.9}),),
        (Mentor(2, offers={AML: 0.8}), Mentor(3, offers={MEDED: 0.8})),
        related={MDS: {AML: 0.5}},
    )
    near, far = (explain(world.pool(), world.statistics(), 0, mentor) for mentor in (0, 1))
    (tag,) = near.shared_tags
    assert (tag.tag, tag.via, tag.wish_strength, tag.given_strength) == (AML, MDS, 0.9, 0.8)
    assert near.unmet_tags == far.unmet_tags == (MDS,)
    assert near.shares["hashtags"] == tag.share > far.shares["hashtags"] == 0.0


@pytest.mark.parametrize(
    "related",
    [
        Ties.build(2, [0], [1], [0.5]),
        Ties.build(3, [0], [3], [0.5]),
        Ties.build(3, [1], [1], [0.5]),
        Ties.build(3, [0, 0], [1, 2], [0.6, 0.6]),
    ],
)
def test_related_tags_that_contradict_the_count_are_refused(related):
    counted = World(3, (), (Mentor(1, offers={0: 1.0}),)).statistics()
    with pytest.raises(BadStatistics):
        TagStatistics("1", counted.offers, counted.is_, related=related)


def test_statistics_without_these_counts_are_whole_all_the_same():
    counted = tag_statistics(World(3, (), (Mentor(1, offers={0: 1.0}),)).pool(), version="1")
    plain = TagStatistics("1", counted.offers, counted.is_)
    assert plain.related.people == plain.community.users.size == 3
    assert len(set(plain.community.rarity().tolist())) == 1
