"""Stable cohorts of a market, from either side."""

import numpy as np

from matching.engine.cohort.deferred import Held, Lists, propose
from matching.engine.cohort.market import Market, turned
from matching.engine.grid import Ints


def stable(market: Market, *, mentees_first: bool) -> Ints:
    """The stable matching best for every mentee (or every mentor) at once: int64[n], -1 for none.

    By Gale and Shapley 1962; the one for mentors is their procedure with the sides exchanged.
    """
    one_each = np.ones(market.mentees, dtype=np.int64)
    if mentees_first:
        lists = Lists(
            market.indptr[:-1].copy(), np.diff(market.indptr), market.mentor.copy(),
            market.by_mentee.copy(), market.by_mentor.copy(),
        )  # fmt: skip
        keys = market.mentee_key, market.mentor_key
        quota, seats = one_each, market.seats
    else:
        turn = turned(market.indptr, market.mentor, market.mentors)
        lists = Lists(
            turn.indptr[:-1].copy(), np.diff(turn.indptr), turn.row.copy(),
            market.by_mentor[turn.place], market.by_mentee[turn.place],
        )  # fmt: skip
        keys = market.mentor_key, market.mentee_key
        quota, seats = market.seats.copy(), one_each
    held = Held.nobody(seats)
    propose(lists, held, quota, *keys, np.arange(quota.size))
    return matched(held, market.mentees, mentees_first=mentees_first)


def matched(held: Held, mentees: int, *, mentees_first: bool) -> Ints:
    """The mentor of each mentee, -1 for none: int64[n]."""
    mentor = np.full(mentees, -1, dtype=np.int64)
    proposer, receiver = held.pairs()
    if mentees_first:
        mentor[proposer] = receiver
    else:
        mentor[receiver] = proposer
    return mentor
