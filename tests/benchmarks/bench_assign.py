"""How quickly are cohorts made and proved, beside the best peers on the same input?

`script/bench assign` prints, each line against its peer in the same run:

    first     20 people in a fresh environment, with nothing compiled and with all of it compiled
    stable    deferred acceptance with short lists against the same in plain Python with heaps, and
              against algmatch at a size that it finishes
    sparse    highest total with short lists and too few seats, with its proof, against the
              min-cost flow of OR-Tools
    dense     highest total over all acceptable pairs of a realistic pool, against
              scipy.optimize.linear_sum_assignment, which is given the finished fits and is not
              timed while they are made: scored, solved and proved; then from finished fits as
              well. Each in a process of its own, with the growth of memory
    cohort    from people to a certified cohort, for every method: assign, and the check by certify
    curve     seconds by size for every method (--curve alone prints only this)

Seconds are medians. "proof" is what certify takes; it counts where the line says "with proof".

    --mentees N --mentors M    the realistic pool; the default is 10,000 and 4,000
    --large N M                the sparse market; the default is 100,000 and 30,000
    --repeat R                 runs of each; the default is 3
    --quick                    a tenth of everybody
"""

import argparse
import gc
import heapq
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from matching.engine.certify import certify, check
from matching.engine.cohort import Terms, assign
from matching.engine.cohort.market import Market
from matching.engine.cohort.reader import Reader
from matching.engine.cohort.solution import Order, Pinned, Solution, told
from matching.engine.cohort.solve import solve, solve_market
from matching.engine.cohort.source import chunks
from matching.engine.cohort.stable import stable
from matching.engine.keys import person_keys
from matching.engine.pool import Pairs
from matching.engine.question import Block, market_question
from tests.benchmarks.pool import World, make

ROOT = Path(__file__).resolve().parents[2]
METHODS = ("stable-mentees", "stable-mentors", "total", "fair")
LISTED = 30
SEED = 7


def timed(work: Callable[[], Any], repeat: int) -> tuple[float, Any]:
    """The median seconds of some runs, and what the last one gave."""
    seconds, result = [], None
    for _ in range(repeat):
        gc.collect()
        start = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), result


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


def answered(market: Market, solution: Solution, method: Any) -> Any:
    """A solution of a market as an assignment."""
    none = np.zeros(0, dtype=np.int64)
    order = Order(np.arange(market.mentees), np.arange(market.mentors))
    return told(solution, order, Pinned(Pairs.none(), none, none), method, 0.0)


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


def stable_lines(mentees: int, mentors: int, repeat: int) -> None:
    """Stable, mentees first, against plain Python and algmatch."""
    from matching.engine.keys import tie_order

    market = sparse_market(mentees, mentors, 1.0, SEED)
    ours, mate = timed(lambda: stable(market, mentees_first=True), max(repeat, 9))
    keys = market.mentee_key[market.mentee], market.mentor_key[market.mentor]
    most = 2**64 - 1
    columns = zip(
        market.by_mentee.tolist(), (most - tie_order(*keys)).tolist(), market.mentor.tolist(),
        market.by_mentor.tolist(), (most - tie_order(*keys[::-1])).tolist(), strict=True,
    )  # fmt: skip
    entries = list(columns)
    bounds = market.indptr.tolist()
    lists = [entries[a:b] for a, b in zip(bounds[:-1], bounds[1:], strict=True)]
    seats = market.seats.tolist()
    peer, theirs = timed(lambda: plain_python(lists, seats), repeat)
    same = "same cohort" if theirs == mate.tolist() else "ANOTHER COHORT"
    line(f"stable {mentees:,} x {mentors:,} x {LISTED}", ours, "plain Python", peer, same)
    small = sparse_market(max(mentees // 50, 40), max(mentors // 50, 40), 1.0, SEED)
    ours, mate = timed(lambda: stable(small, mentees_first=True), max(repeat, 9))
    peer, theirs = timed(lambda: by_algmatch(small), repeat)
    same = "same cohort" if theirs == mate.tolist() else "ANOTHER COHORT"
    line(f"stable {small.mentees:,} x {small.mentors:,} x {LISTED}", ours, "algmatch", peer, same)


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


def sparse_lines(mentees: int, mentors: int, repeat: int) -> None:
    """Highest total of a large sparse market with too few seats, against OR-Tools."""
    market = sparse_market(mentees, mentors, 2.0, SEED)
    ours, solution = timed(lambda: solve_market(market, "total"), repeat)
    assignment = answered(market, solution, "total")
    proof, problems = timed(lambda: check(market_question(market), assignment), repeat)
    peer, best = timed(lambda: by_or_tools(market), repeat)
    found = assignment.certificate.matched, assignment.certificate.total
    same = "same total, proved" if found == best and not problems else "ANOTHER TOTAL"
    name = f"sparse {mentees:,} x {mentors:,} x {LISTED}, {int(market.seats.sum()):,} seats"
    line(f"{name}, with proof", ours + proof, "OR-Tools", peer, f"{same}; proof {proof:.2f} s")


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


def resident() -> int:
    """Bytes of memory that this process holds now."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def peak() -> int:
    """Bytes of memory that this process has held at most since `forget_peak`."""
    for row in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if row.startswith("VmHWM"):
            return 1024 * int(row.split()[1])
    raise SystemExit("This system does not tell the peak of memory.")


def forget_peak() -> int:
    """Begin to count the peak anew; bytes held now."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return resident()


def in_a_process(which: str, mentees: int, mentors: int, repeat: int) -> list[float]:
    """Runs `measure` in a process of its own: seconds, bytes, pairs, total."""
    program = [sys.executable, "-m", "tests.benchmarks.bench_assign", "--measure", which]
    sizes = ["--mentees", str(mentees), "--mentors", str(mentors), "--repeat", str(repeat)]
    finished = subprocess.run(
        [*program, *sizes], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [float(word) for word in finished.stdout.split()]


def measure(which: str, mentees: int, mentors: int, repeat: int) -> None:
    """One side of the dense line; prints seconds, growth in bytes, pairs and total."""
    warm = make(600, 500, SEED)
    world = make(mentees, mentors, SEED)
    world.statistics.version  # noqa: B018  counted before the clock starts
    certified(warm, "total")
    if which == "ours":
        before = forget_peak()
        seconds, (_, _, found) = timed(lambda: certified(world, "total"), repeat)
        told_of = found.certificate.matched, found.certificate.total
    elif which == "given":
        before = forget_peak()
        given = Given(world)
        seconds, told_of = timed(given.proved, repeat)
    else:
        before = forget_peak()
        seconds, told_of = by_scipy(world)
    print(seconds, peak() - before, *told_of)


def by_scipy(world: World) -> tuple[float, tuple[int, int]]:
    """Seconds, pairs and total by scipy, seats as rows, from fits that are there already."""
    from scipy.optimize import linear_sum_assignment

    reader = Reader.of(world.pool, world.statistics, Terms())
    useful = reader.pool.mentors.open & (reader.seats > 0)
    mentor_of_seat = np.repeat(np.flatnonzero(useful), reader.seats[useful])
    costs = np.empty((mentor_of_seat.size, reader.mentees))
    never = float(reader.mentees * 2**21)
    for rows in chunks(reader):
        block = reader.fits(rows).T[mentor_of_seat]
        costs[:, rows] = np.where(block < 0, never, -block)
    start = time.perf_counter()
    seat, mentee = linear_sum_assignment(costs)
    seconds = time.perf_counter() - start
    fits = -costs[seat, mentee]
    fits = fits[fits >= 0]
    return seconds, (fits.size, int(fits.sum()))


class Given:
    """A pool whose fits are all there already, as a source of pairs and as a question."""

    def __init__(self, world: World) -> None:
        reader = Reader.of(world.pool, world.statistics, Terms())
        self.seats, self.wished = reader.seats, reader.wished
        self.mentee_key, self.mentor_key = reader.mentee_key, reader.mentor_key
        self.pins = Pairs.none()
        self.matrix = np.empty((reader.mentees, reader.mentors), dtype=np.int32)
        for rows in chunks(reader):
            self.matrix[rows] = reader.fits(rows)

    def fits(self, rows: Any) -> Any:
        """See Source."""
        return self.matrix[rows[0] : rows[-1] + 1].astype(np.int64)

    her_ranks = his_ranks = fits

    def blocks(self, *, ranks: bool) -> Any:
        """See Question."""
        everybody = np.arange(self.seats.size)[None, :]
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


def dense_lines(mentees: int, mentors: int, repeat: int) -> None:
    """Highest total over all pairs against scipy."""
    ours = in_a_process("ours", mentees, mentors, repeat)
    peer = in_a_process("scipy", mentees, mentors, 1)
    given = in_a_process("given", mentees, mentors, repeat)
    for found, how in ((ours, "scored, with proof"), (given, "from fits, with proof")):
        same = "same total, proved" if found[2:] == peer[2:] else "ANOTHER TOTAL"
        line(f"dense {mentees:,} x {mentors:,}, {how}", found[0], "scipy", peer[0], same)
        megabytes = found[1] / 2**20, peer[1] / 2**20
        print(f"{'  memory beside the pool':52} {megabytes[0]:7.0f} MB   scipy "
              f"{megabytes[1]:6.0f} MB   a part of {found[1] / peer[1]:.3f}")  # fmt: skip


def certified(world: World, method: Any) -> tuple[float, float, Any]:
    """Makes a cohort and checks it: seconds for either, and the cohort."""
    start = time.perf_counter()
    found = assign(world.pool, world.statistics, method=method)
    between = time.perf_counter()
    problems = certify(world.pool, world.statistics, found)
    if problems:
        raise SystemExit(f"{method}: {problems}")
    return between - start, time.perf_counter() - between, found


def cohort_lines(sizes: list[tuple[int, int]], repeat: int) -> None:
    """Seconds to make a cohort and to check it, by method and size."""
    print(f"{'people to certified cohort, seconds':52} {'made':>8} {'checked':>8} {'both':>8}")
    for mentees, mentors in sizes:
        world = make(mentees, mentors, SEED)
        world.statistics.version  # noqa: B018  counted before the clock starts
        for method in METHODS:
            runs = [certified(world, method)[:2] for _ in range(repeat)]
            made, checked = (statistics.median(part) for part in zip(*runs, strict=True))
            print(f"  {f'{method} {mentees:,} x {mentors:,}':50} {made:8.2f} {checked:8.2f} "
                  f"{made + checked:8.2f}")  # fmt: skip


FIRST = """
import time; start = time.perf_counter()
from tests.benchmarks.pool import make
world = make(20, 20, 1); world.statistics; ready = time.perf_counter()
from matching.engine.cohort import assign
from matching.engine.certify import certify
found = assign(world.pool, world.statistics, method="METHOD")
assert certify(world.pool, world.statistics, found) == []
print(time.perf_counter() - ready)
"""


def first_lines() -> None:
    """A first cohort of 20 people, nothing compiled and all compiled, in fresh processes."""
    print(f"{'a first cohort of 20 x 20, import included, seconds':52} {'cold':>8} {'warm':>8}")
    for method in METHODS:
        program = FIRST.replace("METHOD", method)
        with tempfile.TemporaryDirectory() as folder:
            environment = {**os.environ, "NUMBA_CACHE_DIR": folder}
            seconds = [
                float(subprocess.run(
                    [sys.executable, "-c", program], cwd=ROOT, env=environment,
                    capture_output=True, text=True, check=True,
                ).stdout)
                for _ in range(2)
            ]  # fmt: skip
        print(f"  {method:50} {seconds[0]:8.2f} {seconds[1]:8.2f}")


def line(name: str, ours: float, peer_name: str, peer: float, note: str) -> None:
    """One line: ours, the peer's, how many times quicker."""
    print(
        f"{name:52} {ours:8.4f} s   {peer_name} {peer:8.3f} s   {peer / ours:7.1f} times   {note}"
    )


def main() -> None:
    """Reads the sizes and prints."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--mentees", type=int, default=10_000)
    parser.add_argument("--mentors", type=int, default=4_000)
    parser.add_argument("--large", type=int, nargs=2, default=(100_000, 30_000))
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--curve", action="store_true")
    parser.add_argument("--measure", choices=["ours", "given", "scipy"], help=argparse.SUPPRESS)
    asked = parser.parse_args()
    tenth = 10 if asked.quick else 1
    mentees, mentors = asked.mentees // tenth, asked.mentors // tenth
    if asked.measure:
        measure(asked.measure, mentees, mentors, asked.repeat)
        return
    certified(make(600, 500, SEED), "fair")
    if not asked.curve:
        first_lines()
        stable_lines(mentees, mentors, asked.repeat)
        sparse_lines(asked.large[0] // tenth, asked.large[1] // tenth, asked.repeat)
        dense_lines(mentees, mentors, asked.repeat)
    sizes = [(mentees // part, mentors // part) for part in ((8, 4, 2, 1) if asked.curve else (1,))]
    cohort_lines(sizes, asked.repeat)


if __name__ == "__main__":
    main()
