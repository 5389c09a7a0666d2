"""Whatever is changed by hand in a cohort or in its certificate, the check refuses it."""

from dataclasses import fields, replace

import numpy as np
import pytest

from matching.engine.certify import certify, check
from matching.engine.cohort import (
    Assignment,
    Certificate,
    Cover,
    Prices,
    Ranked,
    Terms,
    assign,
)
from matching.engine.cohort.market import Market
from matching.engine.errors import BadTerms
from matching.engine.keys import person_keys
from matching.engine.linear import Linear
from matching.engine.pool import Pairs
from matching.engine.question import market_question
from tests.benchmarks.pool import make

from .markets import answer

MADE = [
    ("stable-mentees", 0.0),
    ("stable-mentors", 0.0),
    ("stable-mentees", 0.5),
    ("total", 0.0),
    ("fair", 0.0),
]


def a_market(*, wishes=False):
    """Twelve mentees, six mentors with eight seats, three pairs in four acceptable."""
    rng = np.random.default_rng(3)
    there = rng.random((12, 6)) < 0.75
    mentee, mentor = np.nonzero(there)
    indptr = np.zeros(13, dtype=np.int64)
    np.cumsum(there.sum(axis=1), out=indptr[1:])
    numbers = (rng.integers(0, 2**20, mentee.size) for _ in range(3))
    wished = np.array([True, False, True, False, True, False]) & wishes
    return Market(
        indptr, mentor.astype(np.int32), *numbers, np.array([1, 2, 1, 1, 2, 1]), wished,
        person_keys(np.arange(12), 1), person_keys(np.arange(6), 1),
    )  # fmt: skip


@pytest.fixture(params=MADE, ids=lambda made: f"{made[0]} {made[1]}")
def made(request):
    market = a_market(wishes=request.param[0] in ("total", "fair"))
    found = answer(market, *request.param)
    question = market_question(market)
    assert check(question, found) == []
    return market, question, found


def claiming(found, **changes):
    return replace(found, certificate=replace(found.certificate, **changes))


def with_pairs(market, found, mentee, mentor):
    """Other pairs, with everything that is counted from them put right."""
    pairs = Pairs(np.array(mentee), np.array(mentor))
    fits = np.array(
        [
            market.fit[(market.mentee == one) & (market.mentor == other)].max(initial=0)
            for one, other in zip(pairs.mentee, pairs.mentor, strict=True)
        ],
        dtype=np.int64,
    )
    changed = Assignment(
        pairs, fits, np.setdiff1d(np.arange(market.mentees), pairs.mentee), found.certificate
    )
    served = np.isin(np.flatnonzero(market.wished), pairs.mentor)
    return claiming(
        changed, matched=fits.size, total=int(fits.sum()), worst=int(fits.min()),
        unserved=int((~served).sum()),
    )  # fmt: skip


def test_any_one_pair_moved_is_refused(made):
    """Every mentee moved to every other mentor, or taken out, or put in."""
    market, question, found = made
    mate = np.full(market.mentees, -1)
    mate[found.pairs.mentee] = found.pairs.mentor
    moved = 0
    for one in range(market.mentees):
        for other in range(-1, market.mentors):
            if other == mate[one]:
                continue
            changed = mate.copy()
            changed[one] = other
            here = np.flatnonzero(changed >= 0)
            cohort = with_pairs(market, found, here, changed[here])
            moved += 1
            assert check(question, cohort) != [], (one, other)
    assert moved == market.mentees * market.mentors


def test_two_mentees_who_change_places_are_refused(made):
    market, question, found = made
    mentee, mentor = found.pairs.mentee, found.pairs.mentor
    for one in range(mentee.size):
        for other in range(one):
            if mentor[one] == mentor[other]:
                continue
            changed = mentor.copy()
            changed[[one, other]] = mentor[[other, one]]
            assert check(question, with_pairs(market, found, mentee, changed)) != []


@pytest.mark.parametrize("name", ["matched", "total", "worst", "unserved"])
def test_a_number_that_is_not_what_is_counted_is_refused(made, name):
    _, question, found = made
    for change in (-1, 1):
        told = getattr(found.certificate, name) + change
        assert check(question, claiming(found, **{name: told})) != []


def test_fits_and_the_unmatched_are_counted_again(made):
    _, question, found = made
    assert check(question, replace(found, fits=found.fits + 1)) != []
    assert check(question, replace(found, fits=found.fits[1:])) != []
    assert check(question, replace(found, unmatched=found.unmatched[1:])) != []


def test_somebody_who_is_not_there_is_refused(made):
    _, question, found = made
    for pairs in (
        Pairs(found.pairs.mentee + 99, found.pairs.mentor),
        Pairs(found.pairs.mentee, found.pairs.mentor + 99),
    ):
        assert check(question, replace(found, pairs=pairs)) != []


def test_what_blocks_is_counted_again():
    for method, balance in MADE[:3]:
        market = a_market()
        found = answer(market, method, balance)
        for name in ("blocking_pairs", "largest_gain"):
            more = getattr(found.certificate, name) + 1
            assert check(market_question(market), claiming(found, **{name: more})) != []


def test_a_stable_claim_cannot_be_had_by_calling_blocking_pairs_placed():
    market = a_market()
    found = answer(market, "stable-mentees", 0.9)
    assert found.certificate.blocking_pairs > 0
    for placed in (None, found.pairs.mentee, np.array([99]), found.unmatched):
        changed = claiming(found, balance=0.0, placed=placed)
        assert check(market_question(market), changed) != []


@pytest.mark.parametrize("part", ["prices", "bound"])
def test_every_single_price_is_needed(part):
    """Each above 0 lowered by 1, and each raised by 1 where all must add up exactly."""
    market = a_market(wishes=part == "prices")
    found = answer(market, *{"prices": ("total", 0.0), "bound": ("stable-mentees", 0.5)}[part])
    question, prices = market_question(market), getattr(found.certificate, part)
    tried = 0
    for field in ("mentees", "mentors", "first_seats"):
        for at, price in enumerate(getattr(prices, field).tolist()):
            for change in (-1, 1) if part == "prices" else (-1,):
                seats = market.seats - market.wished if field == "mentors" else market.wished
                if price + change < 0 or (field != "mentees" and not seats[at]):
                    continue
                other = getattr(prices, field).copy()
                other[at] += change
                changed = claiming(found, **{part: replace(prices, **{field: other})})
                tried += 1
                refused = check(question, changed) != []
                assert refused or (part == "bound" and _slack(market, prices, field, at))
    assert tried > 8


def _slack(market, prices, field, at):
    """Whether every pair of one person is worth less than its prices, so that one may fall."""
    people = market.mentee if field == "mentees" else market.mentor
    worth = prices.mentees[market.mentee] + prices.mentors[market.mentor] - market.fit
    return bool((worth[people == at] > 0).all())


def test_prices_of_another_kind_are_refused():
    market = a_market(wishes=True)
    question = market_question(market)
    for method in ("total", "fair"):
        found = answer(market, method)
        prices = found.certificate.prices
        for wrong in (
            None,
            replace(prices, pair=prices.pair - 1),
            replace(prices, pair=1),
            replace(prices, pair=-1),
            replace(prices, first=0),
            replace(prices, first=2**70),
            replace(prices, least=prices.least + 1),
            replace(prices, mentees=prices.mentees[1:]),
            replace(prices, mentees=prices.mentees - prices.mentees.max() - 1),
            replace(prices, mentees=prices.mentees + 2**61),
        ):
            assert check(question, claiming(found, prices=wrong)) != []


def test_a_bound_that_leaves_out_pairs_is_refused():
    market = a_market()
    found = answer(market, "stable-mentees", 0.5)
    bound = found.certificate.bound
    for wrong in (None, replace(bound, least=2**20), replace(bound, pair=5)):
        assert check(market_question(market), claiming(found, bound=wrong)) != []


@pytest.mark.parametrize("name", ["cover", "tighter"])
def test_every_person_in_a_cover_is_needed(name):
    market = a_market()
    found = answer(market, "fair")
    question, cover = market_question(market), getattr(found.certificate, name)
    everybody = np.arange(market.mentees), np.arange(market.mentors)
    wrong = [None, replace(cover, above=cover.above + 1), Cover(*everybody, cover.above)]
    for field in ("mentees", "mentors"):
        people = getattr(cover, field)
        others = [np.delete(people, at) for at in range(people.size)]
        others += [people - 99, people + 99] if people.size else [np.array([99])]
        wrong += [replace(cover, **{field: other}) for other in others]
    assert len(wrong) > 6
    for one in wrong:
        assert check(question, claiming(found, **{name: one})) != []


def test_a_cohort_that_could_be_fairer_is_refused():
    """The highest total, with its own worst pair, under the fairest one's proof."""
    market = a_market()
    fair, total = answer(market, "fair"), answer(market, "total")
    assert fair.certificate.worst > total.certificate.worst
    claimed = replace(fair.certificate, worst=total.certificate.worst,
                      total=total.certificate.total)  # fmt: skip
    for prices in (fair.certificate.prices, total.certificate.prices):
        changed = replace(total, certificate=replace(claimed, prices=prices))
        assert check(market_question(market), changed) != []


@pytest.mark.parametrize("method", ["total", "fair", "stable-mentees"])
def test_a_certificate_survives_being_written_down(method):
    market = a_market(wishes=True)
    found = answer(market, method, 0.5 if method.startswith("stable") else 0.0)
    again = Certificate.from_dict(found.certificate.as_dict())
    assert check(market_question(market), replace(found, certificate=again)) == []
    for field in fields(Prices):
        one, other = (getattr(each.prices or each.bound, field.name)
                      for each in (again, found.certificate))  # fmt: skip
        assert np.array_equal(one, other)


@pytest.mark.parametrize(
    "wrong", [{}, {"method": "best"}, {"prices": 3}, {"cover": {"mentees": 1}}]
)
def test_a_certificate_that_cannot_be_read_is_refused(wrong):
    plain = answer(a_market(), "total").certificate.as_dict()
    with pytest.raises(BadTerms):
        Certificate.from_dict({**plain, **wrong} if wrong else {})


@pytest.mark.parametrize(("method", "balance"), MADE)
@pytest.mark.parametrize("listed", [False, True])
def test_any_pair_of_a_pool_moved_is_refused(method, balance, listed):
    """Everything counted from the pairs is put right, from scores that the check never sees."""
    town = make(40, 25, 2).counted()
    pool = town.pool
    favorites = [list(range(at % 5, 25, 2)) if at % 3 else None for at in range(40)]
    terms = Terms(mentee_lists=Ranked.of(favorites, 25) if listed else None)
    found = assign(pool, town.statistics, method=method, balance=balance, terms=terms)
    assert certify(pool, town.statistics, found, terms=terms) == []
    scores = Linear.of(pool, town.statistics).scores() >> 28
    assert (scores < 0).any()
    rng = np.random.default_rng(1)
    for one, other in zip(rng.integers(0, 40, 60), rng.integers(-1, 25, 60), strict=True):
        mate = np.full(40, -1)
        mate[found.pairs.mentee] = found.pairs.mentor
        if mate[one] == other:
            continue
        mate[one] = other
        here = np.flatnonzero(mate >= 0)
        fits = scores[here, mate[here]]
        moved = Assignment(
            Pairs(here, mate[here]), fits, np.flatnonzero(mate < 0), found.certificate
        )
        moved = claiming(moved, matched=here.size, total=int(fits.sum()), worst=int(fits.min()))
        assert certify(pool, town.statistics, moved, terms=terms) != []
