"""What cannot be scored is refused, and the refusal names the array."""

from dataclasses import fields, replace

import numpy as np
import pytest

from matching.engine import (
    BadArray,
    BadStatistics,
    BadWeights,
    EngineError,
    Mentees,
    Mentors,
    Pairs,
    Pool,
    TagCounts,
    TagStatistics,
    Ties,
    UnknownPerson,
    Weights,
    affected,
    explain,
    explain_pairs,
    person_keys,
    suggest,
    why_not,
)

from .worlds import Mentee, Mentor, World

SIDES = {
    "mentees": Mentees.blank([1, 2], person_keys([1, 2], 0)),
    "mentors": Mentors.blank([3, 4], person_keys([3, 4], 0)),
}
COLUMNS = [
    (side, field.name)
    for side, people in SIDES.items()
    for field in fields(people)
    if not isinstance(getattr(people, field.name), Ties)
]
TIES = [
    (side, field.name)
    for side, people in SIDES.items()
    for field in fields(people)
    if isinstance(getattr(people, field.name), Ties)
]


def refused(side, name, values):
    with pytest.raises(BadArray) as refusal:
        replace(SIDES[side], **{name: values})
    assert refusal.value.array == f"{side}.{name}"
    assert str(refusal.value).startswith(f"{side}.{name} ")


@pytest.mark.parametrize(("side", "name"), COLUMNS)
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_nan_and_infinities_are_refused(side, name, bad):
    refused(side, name, [0.0, bad])


@pytest.mark.parametrize(("side", "name"), [each for each in COLUMNS if each[1] != "person"])
@pytest.mark.parametrize("values", [[0], [0, 0, 0], [[0, 0]], 0])
def test_wrong_shapes_are_refused(side, name, values):
    refused(side, name, values)


@pytest.mark.parametrize(("side", "name"), COLUMNS)
@pytest.mark.parametrize("values", [["a", "b"], [None, None]])
def test_wrong_types_are_refused(side, name, values):
    refused(side, name, values)


@pytest.mark.parametrize(
    ("side", "name", "value"),
    [
        ("mentees", "person", -1),
        ("mentees", "kinds", -1),
        ("mentees", "stage", 32),
        ("mentees", "stage", -2),
        ("mentees", "institution", -2),
        ("mentees", "offset", 1441),
        ("mentees", "offset", -1441),
        ("mentees", "elsewhere", 1.5),
        ("mentees", "elsewhere", -0.5),
        ("mentees", "community_wish", 1.5),
        ("mentees", "community_wish", -0.5),
        ("mentors", "wanted_stages", 1 << 32),
        ("mentors", "only_elsewhere", 1),
        ("mentors", "open", 0),
        ("mentors", "free_seats", -1),
        ("mentors", "load", -0.5),
        ("mentors", "asked", -1),
        ("mentors", "answered", 1),
        ("mentors", "prompt", 1),
        ("mentors", "accepted", 1),
    ],
)
def test_impossible_values_are_refused(side, name, value):
    refused(side, name, [value, value])


@pytest.mark.parametrize(("side", "name"), TIES)
def test_ties_of_other_people_are_refused(side, name):
    with pytest.raises(BadArray) as refusal:
        replace(SIDES[side], **{name: Ties.none(3)})
    assert refusal.value.array == f"{side}.{name}.indptr"


@pytest.mark.parametrize(
    ("indptr", "tags", "strength", "array"),
    [
        ([0, 1], [0], [np.nan], "seeks.strength"),
        ([0, 1], [0], [np.inf], "seeks.strength"),
        ([0, 1], [0], [1.01], "seeks.strength"),
        ([0, 1], [0], [0.0], "seeks.strength"),
        ([0, 1], [0], [0.5, 0.5], "seeks.strength"),
        ([0, 1], [-1], [0.5], "seeks.tags"),
        ([0, 1], [0.5], [0.5], "seeks.tags"),
        ([0, 2], [1, 1], [0.5, 0.5], "seeks.tags"),
        ([0, 2], [2, 1], [0.5, 0.5], "seeks.tags"),
        ([0, 0, 2], [2, 1], [0.5, 0.5], "seeks.tags"),
        ([], [], [], "seeks.indptr"),
        ([1, 1], [0], [0.5], "seeks.indptr"),
        ([0, 2], [0], [0.5], "seeks.indptr"),
        ([0, 2, 1], [0], [0.5], "seeks.indptr"),
        ([0, 2, 0, 2], [0, 1], [0.5, 0.5], "seeks.indptr"),
        ([[0, 1]], [0], [0.5], "seeks.indptr"),
    ],
)
def test_broken_ties_are_refused(indptr, tags, strength, array):
    with pytest.raises(BadArray) as refusal:
        Ties(indptr, tags, strength, "seeks")
    assert refusal.value.array == array


@pytest.mark.parametrize(
    ("people", "person", "array"),
    [(2, [2], "t.person"), (2, [-1], "t.person"), (0, [0], "t.person")],
)
def test_ties_of_nobody_are_refused(people, person, array):
    with pytest.raises(BadArray) as refusal:
        Ties.build(people, person, [0], [0.5], name="t")
    assert refusal.value.array == array


def test_ties_may_come_in_any_order_and_the_strongest_of_several_holds():
    ties = Ties.build(3, [2, 0, 2, 2], [5, 1, 3, 5], [0.2, 0.3, 0.4, 0.9])
    assert ties.indptr.tolist() == [0, 1, 1, 3]
    assert ties.tags.tolist() == [1, 3, 5]
    assert ties.strength.tolist() == [0.3, 0.4, 0.9]
    assert ties.person.tolist() == [0, 2, 2]
    taken = ties.take(np.array([2, 1, 2]))
    assert taken.indptr.tolist() == [0, 2, 2, 4]
    assert taken.tags.tolist() == [3, 5, 3, 5]


def test_a_pool_refuses_tags_people_and_keys_it_does_not_have():
    mentees, mentors = SIDES["mentees"], SIDES["mentors"]
    tied = replace(mentees, seeks=Ties.build(2, [0], [7], [0.5]))
    with pytest.raises(BadArray, match=r"mentees\.seeks\.tags"):
        Pool(7, tied, mentors, Pairs.none())
    Pool(8, tied, mentors, Pairs.none())
    for pairs, array in (
        (Pairs([2], [0]), "excluded.mentee"),
        (Pairs([0], [2]), "excluded.mentor"),
    ):
        with pytest.raises(BadArray) as refusal:
            Pool(8, mentees, mentors, pairs)
        assert refusal.value.array == array
    with pytest.raises(BadArray, match=r"mentors\.key"):
        Pool(8, mentees, replace(mentors, key=[1, 1]), Pairs.none())


@pytest.mark.parametrize(("mentee", "mentor"), [([-1], [0]), ([0], [0.5]), ([0], [0, 1])])
def test_broken_pairs_are_refused(mentee, mentor):
    with pytest.raises(BadArray):
        Pairs(mentee, mentor)


def test_arrays_of_a_pool_cannot_be_written_and_do_not_follow_the_callers():
    load = np.zeros(2)
    mentors = replace(SIDES["mentors"], load=load)
    with pytest.raises(ValueError, match="read-only"):
        mentors.load[0] = 3.0
    load[0] = 3.0
    assert mentors.load[0] == 0.0


def test_some_of_the_people_are_as_they_were_and_cannot_be_written_either():
    tied = replace(SIDES["mentors"], offers=Ties.build(2, [0, 1, 1], [1, 0, 2], [0.5, 0.6, 0.7]))
    some = tied.take(np.array([1]))
    assert len(some) == some.offers.people == 1
    assert some.person.tolist() == [4]
    assert (some.offers.tags.tolist(), some.offers.strength.tolist()) == ([0, 2], [0.6, 0.7])
    assert (some.offers.name, type(some)) == (tied.offers.name, Mentors)
    for column in (some.load, some.offers.tags, some.offers.indptr):
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 3


@pytest.mark.parametrize("bad", [np.nan, np.inf, -1.0, 2e9])
def test_senseless_weights_are_refused(bad):
    with pytest.raises(BadWeights, match="kinds"):
        Weights(kinds=bad)


def test_weights_that_are_all_zero_are_refused():
    with pytest.raises(BadWeights):
        Weights(*[0.0] * 12)


def test_statistics_that_contradict_themselves_are_refused():
    with pytest.raises(BadStatistics):
        TagCounts(2, [3], 1.0)
    with pytest.raises(BadStatistics):
        TagCounts(2, [1], np.nan)
    with pytest.raises(BadStatistics):
        TagStatistics("1", TagCounts(2, [1], 1.0), TagCounts(2, [1, 0], 1.0))


def test_statistics_must_cover_the_tags_in_use():
    world = World(2, (Mentee(1, seeks={1: 1.0}),), (Mentor(2),))
    short = TagStatistics("1", TagCounts(1, [1], 1.0), TagCounts(1, [0], 0.0))
    for ask in (
        lambda: suggest(world.pool(), short),
        lambda: explain(world.pool(), short, 0, 0),
    ):
        with pytest.raises(BadStatistics):
            ask()


def test_people_who_are_not_there_are_refused():
    world = World(1, (Mentee(1),), (Mentor(2),))
    pool, statistics = world.pool(), world.statistics()
    for one, other in ((1, 0), (0, 1), (-1, 0), (0, -1)):
        for ask in (explain, why_not):
            with pytest.raises(UnknownPerson):
                ask(pool, statistics, one, other)
    with pytest.raises(UnknownPerson):
        affected(pool, statistics, changed=[1], kth_scores=[0.0], held=Pairs.none())
    with pytest.raises(EngineError):
        explain_pairs(pool, statistics, [0], [0, 0])


@pytest.mark.parametrize("kth_scores", [[np.nan], [0.1, 0.2], [-2.0]])
def test_senseless_scores_to_beat_are_refused(kth_scores):
    world = World(1, (Mentee(1),), (Mentor(2),))
    with pytest.raises(BadArray, match="kth_scores"):
        affected(
            world.pool(),
            world.statistics(),
            changed=[0],
            kth_scores=kth_scores,
            held=Pairs.none(),
        )
