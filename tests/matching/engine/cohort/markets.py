"""Small markets for the solvers, and a slow, obvious account of the best cohort."""

import numpy as np
from hypothesis import strategies as st

from matching.engine.cohort.market import Market
from matching.engine.cohort.solution import Order, Pinned, told
from matching.engine.cohort.solve import solve_market
from matching.engine.keys import person_keys
from matching.engine.pool import Pairs


@st.composite
def markets(draw, wishes=False, most=6):
    n, m = draw(st.integers(0, most)), draw(st.integers(0, most))
    pairs = [(one, other) for one in range(n) for other in range(m)]
    kept = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    kept = np.array(sorted(kept), dtype=np.int64).reshape(-1, 2)
    numbers = st.one_of(st.integers(0, 3), st.integers(0, 2**20))
    ranks = [draw(st.lists(numbers, min_size=len(kept), max_size=len(kept))) for _ in range(3)]
    indptr = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(np.bincount(kept[:, 0], minlength=n), out=indptr[1:])
    seats = draw(st.lists(st.integers(0, 3), min_size=m, max_size=m))
    wished = draw(st.lists(st.booleans(), min_size=m, max_size=m)) if wishes else [False] * m
    return Market(
        indptr,
        kept[:, 1].astype(np.int32),
        *(np.array(rank, dtype=np.int64) for rank in ranks),
        np.array(seats, dtype=np.int64),
        np.array(wished, dtype=np.bool_) & (np.array(seats, dtype=np.int64) > 0),
        person_keys(np.arange(n), 5),
        person_keys(np.arange(m), 6),
    )


def answer(market, method, balance=0.0):
    """The cohort of a market as `assign` tells it."""
    none = np.zeros(0, dtype=np.int64)
    order = Order(np.arange(market.mentees), np.arange(market.mentors))
    pinned = Pinned(Pairs.none(), none, np.flatnonzero(market.wished))
    return told(solve_market(market, method, balance), order, pinned, method, balance)


def pairs_of(market):
    """Mentee, mentor, fit of every acceptable pair."""
    return list(
        zip(market.mentee.tolist(), market.mentor.tolist(), market.fit.tolist(), strict=True)
    )


def every_cohort(market):
    """All cohorts, as lists of (mentee, mentor, fit)."""
    by_mentee = [[] for _ in range(market.mentees)]
    for pair in pairs_of(market):
        by_mentee[pair[0]].append(pair)

    def grow(one, left):
        if one == market.mentees:
            yield []
            return
        yield from grow(one + 1, left)
        for pair in by_mentee[one]:
            if left[pair[1]]:
                fewer = [*left]
                fewer[pair[1]] -= 1
                for cohort in grow(one + 1, fewer):
                    yield [pair, *cohort]

    return grow(0, market.seats.tolist())


def served(market, cohort):
    """How many wishes a cohort fulfills."""
    return len({pair[1] for pair in cohort if market.wished[pair[1]]})


def shuffled(market, rng):
    """The same market with its people in another order, and where each stood."""
    to_mentee = rng.permutation(market.mentees)
    to_mentor = rng.permutation(market.mentors)
    mentee, mentor = to_mentee[market.mentee], to_mentor[market.mentor]
    order = np.lexsort((mentor, mentee))
    indptr = np.zeros(market.mentees + 1, dtype=np.int64)
    np.cumsum(np.bincount(mentee, minlength=market.mentees), out=indptr[1:])
    at_mentee, at_mentor = np.argsort(to_mentee), np.argsort(to_mentor)
    return Market(
        indptr, mentor[order].astype(np.int32), market.fit[order], market.by_mentee[order],
        market.by_mentor[order], market.seats[at_mentor], market.wished[at_mentor],
        market.mentee_key[at_mentee], market.mentor_key[at_mentor],
    ), at_mentee, at_mentor  # fmt: skip
