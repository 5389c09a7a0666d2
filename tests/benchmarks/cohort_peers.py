"""What `script/bench assign` holds our cohorts against, and the inputs that both are given."""

import heapq
import time
from typing import Any

import numpy as np

from matching.engine.certify import check
from matching.engine.cohort import Terms
from matching.engine.cohort.market import Market
from matching.engine.cohort.reader import Reader
from matching.engine.cohort.solution import Order, Pinned, told
from matching.engine.cohort.solve import solve
from matching.engine.cohort.source import chunks
from matching.engine.keys import person_keys
from matching.engine.pool import Pairs
from matching.engine.question import Block
from tests.benchmarks.pool import World

LISTED = 30


def sparse_market(mentees: int, mentors: int, seats: float, seed: int) -> Market:
    """Lists of LISTED mentors, popular ones more often; `seats` a mentor on average."""
    rng = np.random.default_rng(seed)
    popular = np.cumsum(rng.zipf(1.6, mentors).clip(1, 50) ** 0.5)
    drawn = np.searchsorted(popular, rng.random((mentees, 3 * LISTED)) * popular[-1])
    rows = [np.sort(rng.permutation(np.unique(line))[:LISTED]) for line in drawn]
    indptr = np.zeros(mentees + 1, dtype=np.int64)
    np.cumsum([row.size for row in rows], out=indptr[1:])
    mentor = np.concatenate(rows).astype(np.int32)
    fit = 0.35 * rng.random(mentors)[mentor] + 0.15 * np.repeat(
        rng.random(mentees), np.diff(indptr)
    )
    fit += 0.5 * rng.random(mentor.size)
    hers, his = (0.7 * fit + 0.3 * rng.random(mentor.size) for _ in range(2))
    whole = [(part * 2**20).astype(np.int64) for part in (fit, hers, his)]
    return Market(
        indptr, mentor, *whole, np.maximum(1, rng.poisson(seats, mentors)),
        np.zeros(mentors, dtype=np.bool_), person_keys(np.arange(mentees), seed),
        person_keys(mentees + np.arange(mentors), seed),
    )  # fmt: skip


def plain_python(lists: list[list[tuple]], seats: list[int]) -> list[int]:
    """Deferred acceptance with a heap a mentor; lists of (rank, tie, mentor, his rank, his tie)."""
    order = [sorted(line) for line in lists]
    held: list[list[tuple]] = [[] for _ in seats]
    mate = [-1] * len(lists)
    waiting = list(range(len(lists)))
    while waiting:
        one = waiting.pop()
        line = order[one]
        while line:
            _, _, to, rank, tie = line.pop()
            if len(held[to]) < seats[to]:
                heapq.heappush(held[to], (rank, tie, one))
                mate[one] = to
                break
            if seats[to] and (rank, tie, one) > held[to][0]:
                out = heapq.heapreplace(held[to], (rank, tie, one))[2]
                mate[one], mate[out] = to, -1
                waiting.append(out)
                break
    return mate


def by_algmatch(market: Market) -> list[int]:
    """The mentor of each mentee by algmatch, from lists of names."""
    from algmatch import HospitalResidentsProblem

    row = market.mentee
    hers = np.lexsort((-market.by_mentee, row))
    his = np.lexsort((-market.by_mentor, market.mentor))
    residents: dict[int, list[int]] = {one + 1: [] for one in range(market.mentees)}
    hospitals: dict[int, dict[str, Any]] = {
        other + 1: {"capacity": int(seats), "preferences": []}
        for other, seats in enumerate(market.seats)
    }
    for at in hers.tolist():
        residents[int(row[at]) + 1].append(int(market.mentor[at]) + 1)
    for at in his.tolist():
        hospitals[int(market.mentor[at]) + 1]["preferences"].append(int(row[at]) + 1)
    listed = {name: entry for name, entry in hospitals.items() if entry["preferences"]}
    problem = HospitalResidentsProblem(dictionary={"residents": residents, "hospitals": listed})
    found = problem.get_stable_matching()
    mate = [-1] * market.mentees
    for name, other in found["resident_sided"].items():
        if other:
            mate[int(str(name).lstrip("r")) - 1] = int(str(other).lstrip("h")) - 1
    return mate


def by_or_tools(market: Market) -> tuple[int, int]:
    """Pairs and total by the min-cost flow of OR-Tools."""
    from ortools.graph.python import min_cost_flow

    flow = min_cost_flow.SimpleMinCostFlow()
    n, m = market.mentees, market.mentors
    ones = np.ones(market.fit.size, dtype=np.int64)
    flow.add_arcs_with_capacity_and_unit_cost(
        market.mentee.astype(np.int32), n + market.mentor, ones, -market.fit
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        np.arange(n, n + m, dtype=np.int32), np.full(m, n + m, dtype=np.int32), market.seats,
        np.zeros(m, dtype=np.int64),
    )  # fmt: skip
    flow.set_nodes_supplies(np.arange(n, dtype=np.int32), np.ones(n, dtype=np.int64))
    flow.set_node_supply(n + m, -n)
    if flow.solve_max_flow_with_min_cost() != flow.OPTIMAL:
        raise SystemExit("OR-Tools found nothing.")
    return flow.maximum_flow(), -flow.optimal_cost()


def by_scipy(world: World) -> tuple[float, float, tuple[int, int]]:
    """Seconds, processor time, pairs and total by scipy, seats as rows, from finished fits."""
    from scipy.optimize import linear_sum_assignment

    reader = Reader.of(world.pool, world.statistics, Terms())
    mentor_of_seat = np.repeat(np.arange(reader.width), reader.seats[: reader.width])
    costs = np.empty((mentor_of_seat.size, reader.mentees))
    never = float(reader.mentees * 2**21)
    for rows in chunks(reader):
        block = reader.fits(rows).T[mentor_of_seat]
        costs[:, rows] = np.where(block < 0, never, -block)
    start, used = time.perf_counter(), time.process_time()
    seat, mentee = linear_sum_assignment(costs)
    seconds, used = time.perf_counter() - start, time.process_time() - used
    fits = -costs[seat, mentee]
    fits = fits[fits >= 0]
    return seconds, used, (fits.size, int(fits.sum()))


class Given:
    """A pool whose fits are all there already, as a source of pairs and as a question."""

    def __init__(self, world: World) -> None:
        reader = Reader.of(world.pool, world.statistics, Terms())
        self.seats, self.wished = reader.seats, reader.wished
        self.mentee_key, self.mentor_key = reader.mentee_key, reader.mentor_key
        self.pins = Pairs.none()
        self.width = reader.width
        self.matrix = np.empty((reader.mentees, reader.width), dtype=np.int32)
        for rows in chunks(reader):
            self.matrix[rows] = reader.fits(rows)

    def fits(self, rows: Any) -> Any:
        """See Source."""
        return self.matrix[rows]

    her_ranks = his_ranks = fits

    def fits_at(self, rows: Any, mentors: Any) -> Any:
        """See Source."""
        return self.matrix[rows, mentors].astype(np.int64)

    def numbers(self, mentees: Any, mentors: Any, *, ranks: bool) -> Any:
        """See Question."""
        return (self.fits_at(mentees, mentors),) * 3

    def blocks(self, *, ranks: bool, fit: bool = True) -> Any:
        """See Question."""
        everybody = np.arange(self.width)[None, :]
        for rows in chunks(self):
            block = self.fits(rows)
            yield Block(rows, everybody, block, block, block)

    def proved(self) -> tuple[int, int]:
        """The cohort of the highest total, proved: pairs and total."""
        none = np.zeros(0, dtype=np.int64)
        order = Order(np.arange(self.mentee_key.size), np.arange(self.seats.size))
        found = told(solve(self, "total"), order, Pinned(self.pins, none, none), "total", 0.0)
        if check(self, found):
            raise SystemExit("The proof does not hold.")
        return found.certificate.matched, found.certificate.total
