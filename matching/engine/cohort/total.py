"""The highest total fit among the cohorts of as many pairs, and as many wishes, as possible."""

from dataclasses import dataclass

import numpy as np

from matching.engine.cohort.answer import FULL_FIT, Prices
from matching.engine.cohort.auction import auction, seat_auction
from matching.engine.cohort.cardinality import most_pairs, spare, wanting
from matching.engine.cohort.market import Columns, Market
from matching.engine.cohort.network import Network
from matching.engine.cohort.paths import best_at, settle_mentees, settle_seats
from matching.engine.grid import Ints
from matching.engine.running import suited

NOBODY = -1
STEP = FULL_FIT // 64
BIDS = 200  # bids a person at most, before the exact search takes over
ENDLESS = 2**60


@dataclass(frozen=True, eq=False)
class Settled:
    """Pairs and the prices that prove them best.

    mate    int32[n], slots, -1 for none
    profit  int64[n]
    price   int64[s]
    """

    mate: Columns
    profit: Ints
    price: Ints


def settled(network: Network) -> Settled:
    """The pairs worth most in all, from nothing."""
    price, mate = _start(network)
    return resettled(network, price, mate)


def resettled(network: Network, price: Ints, mate: Columns) -> Settled:
    """The pairs worth most in all, from prices and pairs that need not be right; they change."""
    pairs = network.indptr, network.slot, network.worth
    size = network.slot.size
    profit = suited(best_at, size)(*pairs, network.pair, price, mate)
    waiting = np.flatnonzero((mate < 0) & (profit > 0)).astype(np.int32)
    suited(settle_mentees, size)(*pairs, network.seats, network.pair, profit, price, mate, waiting)
    taken = np.bincount(mate[mate >= 0], minlength=network.seats.size)
    if ((taken < network.seats) & (price > 0)).any():
        turn = network.turn
        suited(settle_seats, size)(
            turn.indptr, turn.row, network.turned_worth, network.seats, network.pair,
            profit, price, mate,
        )  # fmt: skip
    return Settled(mate, profit, price)


def _start(network: Network) -> tuple[Ints, Columns]:
    """Prices near the right ones, and pairs at them: the scarce side of each part bids.

    Where mentees are too many all seats are taken, and an unmatched mentee has no profit: seats bid
    for mentees. Where seats are too many, mentees bid for seats. In between all is taken. Each part
    has its own level of prices, so that what a pair is worth beside its fit never enters a bid.
    """
    pairs = network.indptr, network.slot
    mate = np.full(network.mentees, NOBODY, dtype=np.int32)
    most_pairs(*pairs, network.seats, mate)
    size = network.slot.size
    needy, scarce = suited(wanting, size)(*pairs, network.seats, mate)
    turn = network.turn
    plenty = suited(spare, size)(turn.indptr, turn.row, network.seats, mate)
    price = np.where(scarce, network.pair, np.where(plenty, 0, network.pair // 2))
    mate[:] = NOBODY
    limit = BIDS * (network.mentees + network.seats.size)
    if scarce.any():
        profit = np.where(needy, 0, ENDLESS)
        suited(seat_auction, size)(
            turn.indptr, turn.row, network.turned_worth, network.seats, scarce,
            profit, price, mate, STEP, limit,
        )  # fmt: skip
    price += network.bonus
    if not scarce.all():
        suited(auction, size)(
            *pairs, network.worth, network.seats, network.pair, price, mate, STEP, limit
        )
    np.maximum(price, 0, out=price)
    return price, mate


def prices_of(network: Network, found: Settled, mentors: int, least: int = 0) -> Prices:
    """The prices as a certificate tells them, by mentors instead of slots."""
    first = network.bonus > 0
    seat, wished = np.zeros(mentors, dtype=np.int64), np.zeros(mentors, dtype=np.int64)
    seat[network.mentor[~first]] = found.price[~first]
    wished[network.mentor[first]] = found.price[first]
    return Prices(found.profit, seat, wished, network.pair, network.first, least)


def mentor_of(network: Network, mate: Columns) -> Ints:
    """The mentor of each mentee, int64[n], -1 for none."""
    return np.append(network.mentor, NOBODY)[mate]


def total(market: Market, least: int = 0) -> tuple[Ints, Prices]:
    """The mentor of each mentee, int64[n], and the prices that prove the total the highest.

    least  the fit that every pair of the market has, for the certificate
    """
    network = Network.of(market)
    found = settled(network)
    return mentor_of(network, found.mate), prices_of(network, found, market.mentors, least)
