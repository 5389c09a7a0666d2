"""How quickly are cohorts made and proved, beside the best peers on the same input?

`script/bench assign` prints, each line against its peer in the same run:

    first     20 people in a fresh environment, with nothing compiled and with all of it compiled
    stable    deferred acceptance with short lists against the same in plain Python with heaps, and
              against algmatch, which takes more than a minute for 10,000 mentees
    sparse    highest total with short lists and too few seats, with its proof, against the
              min-cost flow of OR-Tools
    dense     highest total over all acceptable pairs of a realistic pool, against
              scipy.optimize.linear_sum_assignment, which is given the finished fits and is not
              timed while they are made: scored, solved and proved; then from finished fits as
              well. Each in a process of its own, with the growth of memory
    cohort    from people to a certified cohort, for every method: assign, and the check by certify
    curve     seconds by size for every method (--curve alone prints only this)

Seconds are medians. "proof" is what certify takes; it counts where the line says "with proof".
Processor time, of all threads together, is printed beside the seconds of dense and cohort, since a
busy machine prolongs only the latter.

    --mentees N --mentors M    the realistic pool; the default is 10,000 and 4,000
    --large N M                the sparse market; the default is 100,000 and 30,000
    --repeat R                 runs of each; the default is 3
    --quick                    a tenth of everybody
"""

import argparse
import gc
import itertools
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
from matching.engine.cohort import assign
from matching.engine.cohort.market import Market
from matching.engine.cohort.solution import Order, Pinned, Solution, told
from matching.engine.cohort.solve import solve_market
from matching.engine.cohort.stable import stable
from matching.engine.pool import Pairs
from matching.engine.question import market_question
from tests.benchmarks.cohort_peers import (
    LISTED,
    Given,
    by_algmatch,
    by_or_tools,
    by_scipy,
    plain_python,
    sparse_market,
)
from tests.benchmarks.pool import World, make

ROOT = Path(__file__).resolve().parents[2]
METHODS = ("stable-mentees", "stable-mentors", "total", "fair")
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


def answered(market: Market, solution: Solution, method: Any) -> Any:
    """A solution of a market as an assignment."""
    none = np.zeros(0, dtype=np.int64)
    order = Order(np.arange(market.mentees), np.arange(market.mentors))
    return told(solution, order, Pinned(Pairs.none(), none, none), method, 0.0)


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
    lists = [entries[a:b] for a, b in itertools.pairwise(bounds)]
    seats = market.seats.tolist()
    peer, theirs = timed(lambda: plain_python(lists, seats), repeat)
    same = "same cohort" if theirs == mate.tolist() else "ANOTHER COHORT"
    line(f"stable {mentees:,} x {mentors:,} x {LISTED}", ours, "plain Python", peer, same)
    peer, theirs = timed(lambda: by_algmatch(market), 1)
    same = "same cohort" if theirs == mate.tolist() else "ANOTHER COHORT"
    line(f"stable {mentees:,} x {mentors:,} x {LISTED}", ours, "algmatch", peer, same)


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
    """Runs `measure` in a process of its own: seconds, bytes, processor time, pairs, total."""
    program = [sys.executable, "-m", "tests.benchmarks.bench_assign", "--measure", which]
    sizes = ["--mentees", str(mentees), "--mentors", str(mentors), "--repeat", str(repeat)]
    finished = subprocess.run(
        [*program, *sizes], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [float(word) for word in finished.stdout.split()]


def measure(which: str, mentees: int, mentors: int, repeat: int) -> None:
    """One side of the dense line; prints seconds, bytes, processor time, pairs and total."""
    warm = make(600, 500, SEED)
    world = make(mentees, mentors, SEED).counted()
    certified(warm, "total")
    before = forget_peak()
    if which == "ours":
        used = time.process_time()
        seconds, (_, _, found) = timed(lambda: certified(world, "total"), repeat)
        used = (time.process_time() - used) / repeat
        told_of = found.certificate.matched, found.certificate.total
    elif which == "given":
        given = Given(world)
        used = time.process_time()
        seconds, told_of = timed(given.proved, repeat)
        used = (time.process_time() - used) / repeat
    else:
        seconds, used, told_of = by_scipy(world)
    print(seconds, peak() - before, used, *told_of)


def dense_lines(mentees: int, mentors: int, repeat: int) -> None:
    """Highest total over all pairs against scipy."""
    ours = in_a_process("ours", mentees, mentors, repeat)
    peer = in_a_process("scipy", mentees, mentors, 1)
    given = in_a_process("given", mentees, mentors, repeat)
    for found, how in ((ours, "scored, with proof"), (given, "from fits, with proof")):
        same = "same total, proved" if found[3:] == peer[3:] else "ANOTHER TOTAL"
        line(f"dense {mentees:,} x {mentors:,}, {how}", found[0], "scipy", peer[0], same)
        megabytes = found[1] / 2**20, peer[1] / 2**20
        print(f"{'  memory beside the pool':52} {megabytes[0]:7.0f} MB   scipy "
              f"{megabytes[1]:6.0f} MB   a part of {found[1] / peer[1]:.3f}")  # fmt: skip
        print(f"{'  processor time':52} {found[2]:8.2f} s   scipy {peer[2]:8.2f} s   "
              f"{peer[2] / found[2]:7.1f} times")  # fmt: skip


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
    print(f"{'people to certified cohort, seconds':52} {'made':>8} {'checked':>8} {'both':>8} "
          f"{'processor':>10}")  # fmt: skip
    for mentees, mentors in sizes:
        world = make(mentees, mentors, SEED).counted()
        for method in METHODS:
            used = time.process_time()
            runs = [certified(world, method)[:2] for _ in range(repeat)]
            used = (time.process_time() - used) / repeat
            made, checked = (statistics.median(part) for part in zip(*runs, strict=True))
            print(f"  {f'{method} {mentees:,} x {mentors:,}':50} {made:8.2f} {checked:8.2f} "
                  f"{made + checked:8.2f} {used:10.2f}")  # fmt: skip


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
