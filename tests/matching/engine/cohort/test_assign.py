"""Cohorts of pools: terms, sizes, orders of people, the same answer by every way to it."""

from dataclasses import replace

import numpy as np
import pytest
from algmatch import HospitalResidentsProblem
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import BadArray, EngineError, ExcludedPair, Pairs, UnknownPerson, running
from matching.engine.certify import certify
from matching.engine.cohort import METHODS, Ranked, Terms, assign, solve, source
from matching.engine.errors import BadTerms
from tests.benchmarks.pool import make
from tests.matching.engine.worlds import Mentee, Mentor, World, worlds

from .markets import answer, markets, shuffled

EVERY = [(method, 0.0) for method in METHODS] + [("stable-mentees", 0.4), ("stable-mentors", 1.0)]


def people(world, assignment):
    pairs = zip(assignment.pairs.mentee, assignment.pairs.mentor, strict=True)
    return {(world.mentees[one].person, world.mentors[other].person) for one, other in pairs}


@st.composite
def terms(draw, world):
    """Pins that may be, forbidden pairs, caps, wishes and lists for a world."""
    pool = world.pool()
    n, m = len(pool.mentees), len(pool.mentors)
    free = assign(pool, world.statistics(), method=draw(st.sampled_from(METHODS)))
    pinned = draw(st.lists(st.integers(0, 9), max_size=2, unique=True))
    pinned = [at for at in pinned if at < len(free.fits)]
    pins = Pairs(free.pairs.mentee[pinned], free.pairs.mentor[pinned])
    pairs = [(one, other) for one in range(n) for other in range(m)]
    apart = draw(st.lists(st.sampled_from(pairs), max_size=4)) if pairs else []
    apart = np.array(apart, dtype=np.int64).reshape(-1, 2)
    apart = apart[~pins.holds(apart[:, 0], apart[:, 1])]
    least = np.bincount(pins.mentor, minlength=m)
    caps = np.array(draw(st.lists(st.integers(0, 3), min_size=m, max_size=m)), dtype=np.int64)
    lists = [draw(st.none() | st.permutations(range(m))) for _ in range(n)]
    cut = [one if one is None else one[: draw(st.integers(0, m))] for one in lists]
    return Terms(
        pins=pins,
        forbids=Pairs(apart[:, 0], apart[:, 1]),
        caps=np.maximum(caps, least) if draw(st.booleans()) else None,
        at_least_one=np.array(draw(st.lists(st.booleans(), min_size=m, max_size=m)), dtype=bool),
        mentee_lists=Ranked.of(cut, m) if draw(st.booleans()) else None,
        seed=draw(st.integers(0, 3)),
    )


@given(worlds(), st.sampled_from(EVERY), st.data())
@settings(max_examples=40)
def test_terms_are_kept_and_the_cohort_is_certified(world, how, data):
    method, balance = how
    pool, statistics, wanted = world.pool(), world.statistics(), data.draw(terms(world))
    found = assign(pool, statistics, method=method, balance=balance, terms=wanted)
    assert certify(pool, statistics, found, terms=wanted) == []
    mentee, mentor = found.pairs.mentee, found.pairs.mentor
    assert found.pairs.holds(wanted.pins.mentee, wanted.pins.mentor).all()
    assert not wanted.forbids.holds(mentee, mentor).any()
    assert not pool.excluded.holds(mentee, mentor).any()
    taken = np.bincount(mentor, minlength=len(pool.mentors))
    assert (taken <= pool.mentors.free_seats).all()
    if wanted.caps is not None:
        assert (taken <= wanted.caps).all()


@given(worlds(), st.sampled_from(EVERY), st.randoms(use_true_random=False))
def test_the_order_of_people_changes_nothing(world, how, rng):
    method, balance = how
    other = replace(
        world,
        mentees=tuple(rng.sample(world.mentees, len(world.mentees))),
        mentors=tuple(rng.sample(world.mentors, len(world.mentors))),
    )
    one, two = (
        people(each, assign(each.pool(), each.statistics(), method=method, balance=balance))
        for each in (world, other)
    )
    assert one == two


@given(worlds(), st.sampled_from(EVERY))
def test_new_numbers_for_people_change_nothing_while_keys_stay(world, how):
    pool = world.pool()
    again = replace(
        pool,
        mentees=replace(pool.mentees, person=pool.mentees.person * 7 + 100),
        mentors=replace(pool.mentors, person=pool.mentors.person * 7 + 100),
    )
    one, two = (
        assign(each, world.statistics(), method=how[0], balance=how[1]) for each in (pool, again)
    )
    assert people(world, one) == people(world, two)


@pytest.fixture
def in_blocks(monkeypatch):
    """As if the pool were too large to hold all its pairs, and nothing too small to compile."""
    monkeypatch.setattr(solve, "AT_ONCE", -1)
    monkeypatch.setattr(running, "FEW", -1)
    monkeypatch.setattr(source, "CELLS", 700)


@pytest.fixture(scope="module")
def town():
    return make(90, 40, 5)


@pytest.mark.parametrize(("method", "balance"), EVERY)
@pytest.mark.parametrize("wished", [False, True])
def test_a_pool_in_blocks_has_the_same_cohort(town, monkeypatch, request, method, balance, wished):
    """All at once and interpreted, in blocks and compiled, with one thread or with five."""
    wanted = Terms(at_least_one=np.full(40, wished) & (np.arange(40) % 2 == 0))
    how = {"method": method, "balance": balance, "terms": wanted}
    whole = assign(town.pool, town.statistics, **how)
    request.getfixturevalue("in_blocks")
    results = []
    for threads, cells in ((1, 700), (5, 41)):
        monkeypatch.setattr(source, "THREADS", threads)
        monkeypatch.setattr(source, "CELLS", cells)
        results.append(assign(town.pool, town.statistics, **how))
        assert certify(town.pool, town.statistics, results[-1], terms=wanted) == []
    one, two = results
    assert np.array_equal(one.pairs.mentor, two.pairs.mentor)
    told = [(each.certificate.matched, each.certificate.unserved) for each in (whole, one)]
    assert told[0] == told[1] or (wished and method.startswith("stable"))
    if method in ("total", "fair"):
        assert whole.certificate.total == one.certificate.total
        assert whole.certificate.worst == one.certificate.worst
    elif not balance:
        assert np.array_equal(whole.pairs.mentor, one.pairs.mentor)


def strict(market):
    """The same market where nobody ranks two people alike and everybody has a seat."""
    place = np.arange(market.fit.size)
    return replace(
        market,
        by_mentee=market.by_mentee * 64 + place,
        by_mentor=market.by_mentor * 64 + place[::-1],
        seats=np.maximum(market.seats, 1),
    )


def by_algmatch(market, side):
    """The mentor of each mentee; only people with a list are named."""
    residents, hospitals = {}, {}
    for one in np.unique(market.mentee).tolist():
        here = np.flatnonzero(market.mentee == one)
        liked = here[np.argsort(-market.by_mentee[here])]
        residents[one + 1] = (market.mentor[liked] + 1).tolist()
    for one in np.unique(market.mentor).tolist():
        here = np.flatnonzero(market.mentor == one)
        liked = market.mentee[here[np.argsort(-market.by_mentor[here])]]
        seats = int(market.seats[one])
        hospitals[one + 1] = {"capacity": seats, "preferences": (liked + 1).tolist()}
    asked = {"residents": residents, "hospitals": hospitals}
    problem = HospitalResidentsProblem(dictionary=asked, optimised_side=side)
    found = problem.get_stable_matching()["resident_sided"]
    matched = [pair for pair in found.items() if pair[1]]
    return {_number(one): _number(other) for one, other in matched}


def _number(name):
    return int(str(name).lstrip("rh")) - 1


@given(markets(most=5), st.sampled_from(["residents", "hospitals"]))
def test_stable_as_algmatch_finds_it(market, side):
    market = strict(market)
    if market.fit.size:
        ours = answer(market, {"residents": "stable-mentees", "hospitals": "stable-mentors"}[side])
        pairs = zip(ours.pairs.mentee.tolist(), ours.pairs.mentor.tolist(), strict=True)
        assert dict(pairs) == by_algmatch(market, side)


@given(markets(wishes=True), st.sampled_from(EVERY), st.integers(0, 99))
def test_a_markets_numbers_do_not_depend_on_its_order(market, how, seed):
    other, _, _ = shuffled(market, np.random.default_rng(seed))
    one, two = (answer(each, *how).certificate for each in (market, other))
    if how[0] in ("total", "fair"):
        assert (one.matched, one.total, one.worst) == (two.matched, two.total, two.worst)
    assert one.matched == two.matched or how[1] or market.wished.any()


@pytest.mark.parametrize(("method", "balance"), EVERY)
@pytest.mark.parametrize(
    "world",
    [
        World(2),
        World(2, (Mentee(1),)),
        World(2, (), (Mentor(1),)),
        World(2, (Mentee(1),), (Mentor(2),)),
        World(2, (Mentee(1),), (Mentor(1),)),
        World(2, (Mentee(1),), (Mentor(2, free_seats=0),)),
        World(2, tuple(Mentee(at) for at in range(9)), tuple(Mentor(20 + at) for at in range(5))),
    ],
    ids=["nobody", "no mentor", "no mentee", "one pair", "one person", "no seat", "all alike"],
)
def test_the_smallest_pools(world, method, balance):
    pool, statistics = world.pool(), world.statistics()
    found = assign(pool, statistics, method=method, balance=balance)
    assert certify(pool, statistics, found) == []
    met = world.mentors and world.mentees and world.mentors[0].free_seats
    met = met and world.mentors[0].person != world.mentees[0].person
    assert len(found.fits) == (min(len(world.mentees), len(world.mentors)) if met else 0)
    assert all(0 <= score <= 1 for score in found.scores)


def test_seeds_break_ties_differently():
    world = World(
        1, tuple(Mentee(at) for at in range(30)), tuple(Mentor(50 + at) for at in range(9))
    )
    cohorts = {
        frozenset(people(world, assign(world.pool(), world.statistics(), terms=Terms(seed=seed))))
        for seed in range(4)
    }
    assert len(cohorts) == 4


def test_who_lists_nobody_gets_nobody_and_a_list_is_kept():
    world = World(1, (Mentee(1), Mentee(2), Mentee(3)), (Mentor(11), Mentor(12)))
    wanted = Terms(
        mentee_lists=Ranked.of([[1], [], None], 2), mentor_lists=Ranked.of([None, [0, 1]], 3)
    )
    for method in METHODS:
        found = assign(world.pool(), world.statistics(), method=method, terms=wanted)
        assert people(world, found) == {(1, 12), (3, 11)}


WORLD = World(1, (Mentee(1), Mentee(2)), (Mentor(11), Mentor(12, free_seats=0), Mentor(2)))


@pytest.mark.parametrize(
    ("error", "asked"),
    [
        (BadTerms, {"method": "best"}),
        (BadTerms, {"balance": 1.5}),
        (BadTerms, {"balance": float("nan")}),
        (BadTerms, {"method": "total", "balance": 0.5}),
        (BadTerms, {"terms": Terms(pins=Pairs([0, 0], [0, 2]))}),
        (BadTerms, {"terms": Terms(pins=Pairs([0, 1], [0, 0]))}),
        (BadTerms, {"terms": Terms(pins=Pairs([0], [1]))}),
        (BadTerms, {"terms": Terms(pins=Pairs([0], [0]), caps=np.zeros(3, dtype=int))}),
        (BadTerms, {"terms": Terms(mentee_lists=Ranked.of([[0]], 3))}),
        (BadArray, {"terms": Terms(caps=np.array([1, -1, 0]))}),
        (BadArray, {"terms": Terms(caps=np.array([1]))}),
        (BadArray, {"terms": Terms(at_least_one=np.array([1, 1, 1]))}),
        (ExcludedPair, {"terms": Terms(pins=Pairs([1], [2]))}),
        (ExcludedPair, {"terms": Terms(pins=Pairs([0], [0]), forbids=Pairs([0], [0]))}),
        (UnknownPerson, {"terms": Terms(pins=Pairs([0], [9]))}),
        (UnknownPerson, {"terms": Terms(forbids=Pairs([9], [0]))}),
        (UnknownPerson, {"terms": Terms(mentee_lists=Ranked.of([[8], None], 9))}),
    ],
)
def test_terms_that_cannot_be_are_refused(error, asked):
    with pytest.raises(error):
        assign(WORLD.pool(), WORLD.statistics(), **asked)


def test_a_list_that_names_nobody_or_somebody_twice_is_refused():
    with pytest.raises(UnknownPerson):
        Ranked.of([[0, 5]], 3)
    with pytest.raises(BadTerms):
        Ranked.of([[0, 0]], 3)


def test_two_mentees_with_one_key_are_refused():
    pool = WORLD.pool()
    same = replace(pool, mentees=replace(pool.mentees, key=np.array([4, 4], dtype=np.uint64)))
    with pytest.raises(EngineError, match=r"mentees\.key"):
        assign(same, WORLD.statistics())
