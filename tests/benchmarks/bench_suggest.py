"""How long do suggestions take: for everybody, for one person, from a cold start?

`script/bench suggest` makes a realistic pool of 100,000 mentees and 50,000 mentors and prints

- the hashtag part, the ten best of each mentee by hashtags alone with every rule and exclusion
  kept, beside sparse_dot_topn on the same numbers (which knows neither), with as many threads;
  and whether the scores are the same when the rules are taken out for the comparison. Once with a
  free seat at every mentor, so that both search all 50,000, and once with the pool as it is, in
  which the closed and the full are taken out for both beforehand
- the full score, all signals and rules, with as many threads
- one mentee against all mentors, and taking in one mentor's changed profile, mentors prepared
- what the first call costs in a new process, without and with compiled code kept

Processor time stands beside the seconds, for on a busy machine those are not comparable. Medians
where there are several rounds. The yardsticks: ten times sparse_dot_topn (aim 25) among all, below
1 ms for one mentee and for one edit. `--big` makes 1,000,000 mentees and 100,000 mentors
instead and prints time and peak memory (yardstick 3 GB). Options: --mentees, --mentors,
--threads, --rounds, --quick.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import scipy.sparse
from sparse_dot_topn import sp_matmul_topn

from matching.engine import DEFAULT_WEIGHTS, Pairs, Pool, Weights, signals, sought, suggest, warm
from matching.engine.prepared import Prepared
from tests.benchmarks.pool import World, make

K = 10
SEED = 20261122
HASHTAGS = Weights(*(1.0 if name == "hashtags" else 0.0 for name in vars(DEFAULT_WEIGHTS)))
COLD = """
import time; t = time.perf_counter()
import matching.engine as engine
a = time.perf_counter(); engine.warm()
print(a - t, time.perf_counter() - a)
"""


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """How long one call takes, and what it gives."""
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def median(rounds: int, work: Callable[[], Any]) -> float:
    """The median of several calls, in seconds."""
    return statistics.median(seconds(work)[0] for _ in range(rounds))


def matrices(pool: Pool, world: World) -> tuple[Any, Any]:
    """What mentees seek and what mentors offer who can be suggested, as scipy matrices."""
    counted = world.statistics
    free = np.flatnonzero(pool.mentors.open & (pool.mentors.free_seats > 0))
    wishes = sought(pool.mentees.seeks, counted)
    offers = pool.mentors.offers.take(free)
    seekers = scipy.sparse.csr_matrix(
        (wishes.portion, wishes.tags, wishes.indptr), shape=(len(pool.mentees), pool.tags)
    )
    helpers = scipy.sparse.csr_matrix(
        (signals.saturated(offers, counted.offers), offers.tags, offers.indptr),
        shape=(free.size, pool.tags),
    )
    return seekers, helpers.T.tocsr()


class Hashtags:
    """Our hashtag part with everything prepared, as sparse_dot_topn has its matrices."""

    def __init__(self, pool: Pool, world: World, threads: int) -> None:
        size = len(pool.mentees)
        self.prepared = Prepared.of(pool.mentors, world.statistics, HASHTAGS)
        self.asked = self.prepared.asked(pool.mentees, pool.excluded.among(np.arange(size)))
        rows = self.prepared.in_order(pool.mentees, self.asked)
        self.parts = np.array_split(rows, 8 * threads)
        self.threads = threads
        self.found = np.zeros((size, K), dtype=np.int32)
        self.score = np.zeros((size, K), dtype=np.int64)
        self.count = np.zeros(size, dtype=np.int64)

    def run(self) -> None:
        """The ten best of each mentee."""
        with ThreadPoolExecutor(self.threads) as threads:
            list(threads.map(self._part, self.parts))

    def _part(self, rows: Any) -> None:
        self.prepared.answer(rows, 1, self.asked, self.found, self.score, self.count)

    def best_scores(self) -> Any:
        """float64[n, K], 0 beyond the last."""
        held = np.arange(K) < self.count[:, None]
        return np.where(held, self.score * 2.0**-48, 0.0)


def hashtag_part(world: World, pool: Pool, threads: int, rounds: int) -> float:
    """Both in turn, in the same run; returns the median of ours."""
    seekers, helpers = matrices(pool, world)
    ours = Hashtags(pool, world, threads)
    ours.run()
    mine, peers, busy = [], [], ([], [])
    for _ in range(rounds):
        began = time.process_time()
        mine.append(seconds(ours.run)[0])
        between = time.process_time()
        theirs = seconds(lambda: sp_matmul_topn(seekers, helpers, K, sort=True, n_threads=threads))
        peers.append(theirs[0])
        busy[0].append(between - began)
        busy[1].append(time.process_time() - between)
    one, other = statistics.median(mine), statistics.median(peers)
    work, labor = statistics.median(busy[0]), statistics.median(busy[1])
    print(f"hashtag part among {helpers.shape[1]} mentors with a free seat, {threads} threads:")
    print(f"  {one:.3f} s, sparse_dot_topn {other:.3f} s, ratio {other / one:.1f}")
    print(f"  processor time: {work:.3f} s and {labor:.3f} s, ratio {labor / work:.1f}")
    same = same_scores(world, pool, threads, theirs[1])
    print(f"  scores are the same with the rules taken out: {same}")
    if not same:
        raise SystemExit("the scores differ")
    return one


def same_scores(world: World, pool: Pool, threads: int, product: Any) -> bool:
    """Whether ours without any rule are what sparse_dot_topn found."""
    bare = replace(
        pool,
        mentors=replace(
            pool.mentors,
            wanted_stages=np.zeros(len(pool.mentors), dtype=np.uint64),
            only_elsewhere=np.zeros(len(pool.mentors), dtype=np.bool_),
            person=pool.mentors.person + len(pool.mentees) + len(pool.mentors),
        ),
        excluded=Pairs.none(),
    )
    unruled = Hashtags(bare, world, threads)
    unruled.run()
    scores = np.zeros((len(pool.mentees), K))
    row = np.repeat(np.arange(len(pool.mentees)), np.diff(product.indptr))
    scores[row, np.arange(row.size) - product.indptr[row]] = product.data
    return bool((np.sort(scores, axis=1)[:, ::-1] == unruled.best_scores()).all())


def with_seats(pool: Pool) -> Pool:
    """The pool with every mentor open and a seat free at each."""
    seats = np.maximum(pool.mentors.free_seats, 1)
    everybody = np.ones(len(pool.mentors), dtype=np.bool_)
    return replace(pool, mentors=replace(pool.mentors, open=everybody, free_seats=seats))


def everybody(world: World, threads: int, part: float) -> None:
    """The full score, from the pool to the rows."""
    took, found = seconds(lambda: suggest(world.pool, world.statistics, k=K, threads=threads))
    print(f"full score, {threads} threads, preparation included: {took:.2f} s, {len(found)} rows,")
    print(f"  {took / part:.1f} times the hashtag part alone")


def one_person(world: World, rounds: int) -> None:
    """One mentee at a time; one changed mentor at a time."""
    pool = world.pool
    took, prepared = seconds(lambda: Prepared.of(pool.mentors, world.statistics, DEFAULT_WEIGHTS))
    rng = np.random.default_rng(SEED)
    asked = [np.array([mentee]) for mentee in rng.integers(0, len(pool.mentees), rounds)]

    def answer(mentee: Any) -> None:
        prepared.best(pool.mentees.take(mentee), pool.excluded.among(mentee), K)

    answer(asked[0])
    times = sorted(1000 * seconds(lambda one=one: answer(one))[0] for one in asked)
    print(f"one mentee, mentors prepared: median {statistics.median(times):.2f} ms,")
    print(
        f"  slowest of twenty {times[int(0.95 * len(times))]:.2f} ms; preparing them {took:.2f} s"
    )
    edits = []
    for number, spot in enumerate(rng.integers(0, prepared.order.size, rounds)):
        mentor = prepared.order[[spot]]
        changed = pool.mentors.take(mentor[:1])
        other = pool.mentors.take(np.array([number % len(pool.mentors)]))
        changed = replace(changed, offers=other.offers, kinds=other.kinds)
        edits.append(1000 * seconds(lambda m=int(mentor[0]), c=changed: prepared.take_in(m, c))[0])
    print(f"one profile edit taken in: median {statistics.median(edits):.2f} ms")


def cold_and_warm() -> None:
    """Import and first call in new processes, before and after the code is kept."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "NUMBA_CACHE_DIR": folder}
        for word in ("cold", "warm"):
            run = subprocess.run(
                [sys.executable, "-c", COLD], env=environment, capture_output=True, text=True
            )
            importing, first = (float(figure) for figure in run.stdout.split())
            print(f"{word} process: import {importing:.2f} s, every kernel once {first:.2f} s")


def big(threads: int, mentees: int, mentors: int) -> None:
    """All of it once, in chunks, with the peak of memory."""
    made, world = seconds(lambda: make(mentees, mentors, SEED))
    counted, _ = seconds(lambda: world.statistics)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    took, found = seconds(lambda: suggest(world.pool, world.statistics, k=K, threads=threads))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"pool of {mentees} x {mentors} made in {made:.0f} s, counted in {counted:.0f} s")
    print(f"full score, {threads} threads: {took:.0f} s, {len(found)} rows;")
    print(f"  peak memory {peak:.2f} GiB, of which {before:.2f} GiB before, to make the pool")


def main() -> None:
    """Read the options and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--mentees", type=int)
    parser.add_argument("--mentors", type=int)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--big", action="store_true")
    options = parser.parse_args()
    sizes = (1_000_000, 100_000) if options.big else (100_000, 50_000)
    if options.quick:
        sizes = sizes[0] // 20, sizes[1] // 10
    mentees, mentors = options.mentees or sizes[0], options.mentors or sizes[1]
    warm()
    if options.big:
        big(options.threads, mentees, mentors)
        return
    print(f"{mentees} mentees, {mentors} mentors")
    world = make(mentees, mentors, SEED)
    hashtag_part(world, with_seats(world.pool), options.threads, options.rounds)
    part = hashtag_part(world, world.pool, options.threads, options.rounds)
    everybody(world, options.threads, part)
    one_person(world, 200)
    cold_and_warm()


if __name__ == "__main__":
    main()
