"""How good are the ten mentors whom a mentee is shown?

`script/bench quality` makes pools with a hidden truth (tests/benchmarks/pool.py) and ranks mentors
by our score, by its hashtag part alone, and by plain overlap, Jaccard, TF-IDF cosine and BM25, all
with the same hard exclusions. It prints for each, with 95% intervals from a bootstrap over pools
and mentees:

    recall@10        of the ten who truly fit best among those eligible, the part that is shown
    reciprocal rank  1 / place of the first of these ten, 0 if none is shown
    accepted         chance of a yes, the mean over the ten shown
    Gini of mentors  0 = every open mentor is shown equally often, 1 = all see one; lower is better
    Gini of seats    the same for free seats, each seen as often as its mentor by the number of his
    newcomers        how often a mentor nobody ever asked is shown, against the mean; 1 = as often
    worst tenth      true fit of the ten shown, from 0 (as if drawn blindly) to 1 (the best there
                     are), mean over the tenth of mentees who are served worst
    recall@10 for each stage and group of mentees

and on how many lines our score is ahead, with the interval of the difference.

    --mentees N --mentors M --pools P    sizes; the default is 4,000, 1,200 and 10
    --designs   our score beside itself with one thing different, instead of beside the others
    --tuning    the pools on which weights were chosen, instead of those kept for reporting
    --quick     three small pools
"""

import argparse
from collections.abc import Callable, Mapping

import numpy as np

from tests.benchmarks.hidden import Array, Rng
from tests.benchmarks.pool import World, make
from tests.benchmarks.rankers import DESIGNS, RANKERS, Ranker, allowed, best

K = 10
ROWS = 1000
RESAMPLES = 400
REPORTING, TUNING = 1000, 1
STAGES = ("premed", "student", "resident", "fellow", "early faculty", "mid-career faculty")
PER_MENTEE = ("recall", "rank", "accepted", "fit")
LOWER_IS_BETTER = ("Gini of mentors", "Gini of seats")
NOT_JUDGED = ("newcomers",)


class Measured:
    """What one ranker gave the mentees of one pool: float64[n] by name, and mentors' exposure."""

    def __init__(self, world: World, ranker: Ranker) -> None:
        size = len(world.pool.mentees)
        self.of_mentee = {name: np.full(size, np.nan) for name in PER_MENTEE}
        mentors = world.pool.mentors
        shown_to = np.zeros(len(mentors))
        for start in range(0, size, ROWS):
            rows = np.arange(start, min(start + ROWS, size))
            may = allowed(world, rows)
            enough = may.sum(axis=1) > K
            rows, may = rows[enough], may[enough]
            shown = best(world, rows, ranker(world, rows), may, K)
            shown_to += np.bincount(shown.ravel(), minlength=len(mentors))
            self._judge(world, rows, may, shown)
        free = mentors.open & (mentors.free_seats > 0)
        seats, exposure = mentors.free_seats[free], shown_to[free]
        never_asked = mentors.asked[free] == 0
        self.of_mentors = {
            "Gini of mentors": gini(exposure),
            "Gini of seats": gini(np.repeat(exposure / seats, seats)),
            "newcomers": float(exposure[never_asked].mean() / exposure.mean()),
        }

    def _judge(self, world: World, rows: Array, may: Array, shown: Array) -> None:
        fit = world.affinity(rows)
        truly = best(world, rows, fit, may, K)
        hit = (shown[:, :, None] == truly[:, None, :]).any(axis=2)
        first = np.where(hit.any(axis=1), 1.0 / (1 + hit.argmax(axis=1)), 0.0)
        reached, ideal = (np.take_along_axis(fit, ten, 1).mean(axis=1) for ten in (shown, truly))
        blind = np.where(may, fit, 0.0).sum(axis=1) / may.sum(axis=1)
        said = np.take_along_axis(world.says_yes(rows), shown, 1).mean(axis=1)
        found = hit.mean(axis=1), first, said, (reached - blind) / (ideal - blind)
        for name, values in zip(PER_MENTEE, found, strict=True):
            self.of_mentee[name][rows] = values


def gini(shares: Array) -> float:
    """Gini coefficient of non-negative numbers (Gini 1912), 0 for equal ones."""
    ordered = np.sort(shares)
    places = 2 * np.arange(1, ordered.size + 1) - ordered.size - 1
    return float((places * ordered).sum() / max(ordered.size * ordered.sum(), 1e-12))


def worst_tenth(values: Array) -> float:
    """The mean of the lowest tenth."""
    return float(np.sort(values)[: max(1, values.size // 10)].mean())


Line = Callable[[Measured, Array], float]


def lines(worlds: list[World]) -> dict[str, tuple[Line, list[Array]]]:
    """What is printed: how it is computed over rows of mentees, and which rows of each pool."""
    everybody = [np.arange(len(world.pool.mentees)) for world in worlds]

    def mean(name: str) -> Line:
        return lambda measured, rows: float(measured.of_mentee[name][rows].mean())

    def of_mentors(name: str) -> Line:
        return lambda measured, rows: measured.of_mentors[name]

    found: dict[str, tuple[Line, list[Array]]] = {
        "recall@10": (mean("recall"), everybody),
        "reciprocal rank": (mean("rank"), everybody),
        "accepted": (mean("accepted"), everybody),
        **{name: (of_mentors(name), everybody) for name in (*LOWER_IS_BETTER, *NOT_JUDGED)},
        "worst tenth": (lambda m, rows: worst_tenth(m.of_mentee["fit"][rows]), everybody),
    }
    for stage, name in enumerate(STAGES):
        of_stage = [np.flatnonzero(world.stage == stage) for world in worlds]
        found[f"recall@10: {name}"] = mean("recall"), of_stage
    for name in worlds[0].groups:
        of_group = [np.flatnonzero(world.groups[name]) for world in worlds]
        found[f"recall@10: {name}"] = mean("recall"), of_group
    return found


def bootstrapped(
    rng: Rng, line: Line, rows: list[Array], measured: Mapping[str, list[Measured]]
) -> tuple[dict[str, float], dict[str, Array]]:
    """A line's value for each ranker, and float64[RESAMPLES] of it over pools and mentees drawn
    again; all rankers meet the same draws, so that their differences can be judged.
    """
    value = {
        name: float(np.mean([line(each, of) for each, of in zip(pools, rows, strict=True)]))
        for name, pools in measured.items()
    }
    drawn = {name: np.empty(RESAMPLES) for name in measured}
    for at in range(RESAMPLES):
        pools = rng.integers(0, len(rows), len(rows))
        again = [rng.choice(rows[pool], rows[pool].size) for pool in pools]
        for name, of_pool in measured.items():
            of_draw = [line(of_pool[pool], of) for pool, of in zip(pools, again, strict=True)]
            drawn[name][at] = np.mean(of_draw)
    return value, drawn


def judged(worlds: list[World], rankers: Mapping[str, Ranker]) -> dict[str, list[Measured]]:
    """Every ranker on every pool; mentees who meet ten or fewer are left out for all alike."""
    return {name: [Measured(world, rank) for world in worlds] for name, rank in rankers.items()}


def interval(values: Array) -> tuple[float, float]:
    """The middle 95% of resamples."""
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def report(worlds: list[World], rankers: Mapping[str, Ranker]) -> None:
    """Print every line for every ranker, and where the first ranker is not ahead."""
    measured = judged(worlds, rankers)
    first, *others = rankers
    served = [~np.isnan(each.of_mentee["recall"]) for each in measured[first]]
    behind = []
    rng = np.random.default_rng(7)
    print(f"{'':34}" + "".join(f"{name:>25}" for name in rankers))
    for title, (line, rows) in lines(worlds).items():
        kept = [of[seen[of]] for of, seen in zip(rows, served, strict=True)]
        value, drawn = bootstrapped(rng, line, kept, measured)
        cells = []
        for name in rankers:
            low, high = interval(drawn[name])
            cells.append(f"{value[name]:.3f} [{low:.3f}, {high:.3f}]")
        print(f"{title:34}" + "".join(f"{cell:>25}" for cell in cells))
        sign = -1 if title in LOWER_IS_BETTER else 1
        for name in [] if title in NOT_JUDGED else others:
            low, high = interval(sign * (drawn[first] - drawn[name]))
            if low <= 0:
                gap = sign * (value[first] - value[name])
                behind.append(f"{title} against {name}: {gap:+.3f} [{low:+.3f}, {high:+.3f}]")
    print(f"\n{first} is ahead of every other on every line, the whole interval above 0"
          if not behind else f"\n{first} is not surely ahead in:")  # fmt: skip
    print("\n".join(behind))


def main() -> None:
    """Read the sizes, make the pools, print the report."""
    parser = argparse.ArgumentParser(description="Quality of rankings against a hidden truth.")
    parser.add_argument("--mentees", type=int, default=4000)
    parser.add_argument("--mentors", type=int, default=1200)
    parser.add_argument("--pools", type=int, default=10)
    parser.add_argument("--designs", action="store_true")
    parser.add_argument("--tuning", action="store_true")
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    if asked.quick:
        asked.mentees, asked.mentors, asked.pools = 800, 300, 3
    first = TUNING if asked.tuning else REPORTING
    print(
        f"{asked.pools} pools of {asked.mentees} mentees and {asked.mentors} mentors, "
        f"seeds from {first}\n"
    )
    seeds = range(first, first + asked.pools)
    worlds = [make(asked.mentees, asked.mentors, seed) for seed in seeds]
    report(worlds, DESIGNS if asked.designs else RANKERS)


if __name__ == "__main__":
    main()
