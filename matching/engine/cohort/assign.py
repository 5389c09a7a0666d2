"""The one door to cohorts: everybody of a pool matched at once, and the proof beside it."""

import numpy as np

from matching.engine.cohort.answer import METHODS, Assignment, Method
from matching.engine.cohort.lists import PreferenceLists
from matching.engine.cohort.reader import Reader
from matching.engine.cohort.solution import Order, Pinned, told
from matching.engine.cohort.solve import solve
from matching.engine.cohort.source import MarketSource
from matching.engine.cohort.terms import Terms
from matching.engine.errors import BadTerms, ExcludedPair
from matching.engine.facing import Facing
from matching.engine.pool import Pairs, Pool
from matching.engine.tag_statistics import TagStatistics


def assign(
    pool: Pool,
    statistics: TagStatistics,
    *,
    method: Method = "stable-mentees",
    balance: float = 0.0,
    terms: Terms | None = None,
) -> Assignment:
    """A cohort of the pool's people by the given terms.

    method   stable-mentees, stable-mentors: no two people would both rather have each other; the
             best such cohort for every mentee, or for every mentor, at once.
             total: as many mentees as possible, then as many wishes for at least one mentee, then
             the highest total fit. fair: the same, but before the total the worst pair's fit
    balance  for the stable methods, from 0 (stable) to 1 (highest total)
    terms    pins, forbids, caps, wishes, ranked lists, weights, seed

    Neither the order of people nor threads change the answer. Raises BadTerms for a method, a
    balance or terms that cannot be, ExcludedPair for a pinned pair that a rule keeps apart,
    BadArray, BadStatistics or UnknownPerson.
    """
    _check(method, balance)
    terms = terms or Terms()
    reader = Reader.of(pool, statistics, terms)
    pinned = _pinned(pool, statistics, terms)
    solution = solve(reader, method, balance)
    return told(solution, Order(reader.mentee_at, reader.mentor_at), pinned, method, balance)


def assign_lists(
    lists: PreferenceLists,
    *,
    method: Method = "stable-mentees",
    balance: float = 0.0,
    seed: int = 0,
) -> Assignment:
    """A cohort from ranked lists alone; method and balance as for `assign`, `seed` breaks ties."""
    _check(method, balance)
    mentee_at, mentor_at, market = lists.read(seed)
    solution = solve(MarketSource(market), method, balance)
    none = np.zeros(0, dtype=np.int64)
    pinned = Pinned(Pairs.none(), none, none)
    return told(solution, Order(mentee_at, mentor_at), pinned, method, balance)


def _pinned(pool: Pool, statistics: TagStatistics, terms: Terms) -> Pinned:
    """The pinned pairs with their fits; raises ExcludedPair for one that a rule keeps apart."""
    pins = terms.pins
    if not pins.mentee.size:
        return Pinned(pins, pins.mentee, np.flatnonzero(terms.wished(len(pool.mentors))))
    mentors, column = np.unique(pins.mentor, return_inverse=True)
    facing = Facing.of(pool, statistics, terms.weights, mentors, forbids=terms.forbids)
    found = facing.pairs(pins.mentee, column)
    if (found < 0).any():
        who = int(np.argmax(found < 0))
        raise ExcludedPair(
            f"Mentee {pins.mentee[who]} and mentor {pins.mentor[who]} are pinned, and a rule or a "
            "forbidden pair keeps them apart."
        )
    return Pinned(pins, found, np.flatnonzero(terms.wished(len(pool.mentors))))


def _check(method: Method, balance: float) -> None:
    if method not in METHODS:
        raise BadTerms(f"There is no method {method}; there are {', '.join(METHODS)}.")
    if not 0 <= balance <= 1:
        raise BadTerms("The balance must be a number from 0 to 1.")
    if balance and not method.startswith("stable"):
        raise BadTerms(f"The method {method} has no balance; the stable ones have.")
