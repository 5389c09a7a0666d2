"""How good are the ten mentors whom a mentee is shown?

`script/bench quality` makes pools with a hidden truth (tests/benchmarks/pool.py) and ranks mentors
as people are shown them (our score, then exposure control), by our score before that, by its
hashtag part alone, and by plain overlap, Jaccard, TF-IDF cosine and BM25, all with the same hard
exclusions. It prints for each, with 95% intervals from a bootstrap over pools and mentees:

    recall@10        of the ten who truly fit best among those eligible, the part that is shown
    reciprocal rank  1 / place of the first of these ten, 0 if none is shown
    accepted         chance of a yes, the mean over the ten shown
    Gini of mentors  0 = every open mentor is shown equally often, 1 = all see one; lower is better
    Gini of seats    the same for free seats, each seen as often as its mentor by the number of his
    newcomers        how often a mentor nobody ever asked is shown, against the mean; 1 = as often
    worst tenth      true fit of the ten shown, from 0 (as if drawn blindly) to 1 (the best there
                     are), mean over the tenth of mentees who are served worst
    recall@10 for each stage and group of mentees

and in which lines what is shown is not surely ahead of the others, with the interval of the
difference.

    --mentees N --mentors M --pools P    sizes; the default is 4,000, 1,200 and 10
    --designs   our score beside itself with one thing different, instead of beside the others
    --tuning    the pools on which weights were chosen, instead of those kept for reporting
    --quick     three small pools
"""

import argparse
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import numpy as np

from tests.benchmarks.hidden import Array, Rng
from tests.benchmarks.pool import World, make
from tests.benchmarks.rankers import DESIGNS, OUR_OWN, WAYS, Way, allowed, best

K = 10
RESAMPLES = 400
REPORTING, TUNING = 1000, 1
STAGES = ("premed", "student", "resident", "fellow", "early faculty", "mid-career faculty")
LOWER_IS_BETTER = ("Gini of mentors", "Gini of seats")
NOT_JUDGED = ("newcomers",)


@dataclass(frozen=True, eq=False)
class Measured:
    """What one way of ranking gave in one pool.

    of_mentee   float64[n] by name, NaN for mentees who are left out
    of_mentors  numbers by name
    """

    of_mentee: dict[str, Array]
    of_mentors: dict[str, float]


class Judge:
    """The truth of one pool, against which whatever is shown is held.

    Mentees who may meet ten mentors or fewer are left out, for every way of ranking alike.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        rows = np.arange(len(world.pool.mentees))
        may = allowed(world, rows)
        self.rows = rows[may.sum(axis=1) > K]
        may = may[self.rows]
        self.fit, self.chance = world.affinity(self.rows), world.says_yes(self.rows)
        self.truly = best(world, self.rows, self.fit, may, K)
        self.blind = np.where(may, self.fit, 0.0).sum(axis=1) / may.sum(axis=1)
        self.ideal = np.take_along_axis(self.fit, self.truly, 1).mean(axis=1)

    def measured(self, way: Way) -> Measured:
        """How good it is what this way of ranking shows."""
        shown = way(self.world, K)
        size = len(self.world.pool.mentees)
        kept = shown[self.rows]
        there = kept >= 0
        hit = ((kept[:, :, None] == self.truly[:, None, :]).any(axis=2)) & there
        first = np.where(hit.any(axis=1), 1.0 / (1 + hit.argmax(axis=1)), 0.0)
        count = np.maximum(there.sum(axis=1), 1)
        said, reached = (
            np.where(there, np.take_along_axis(truth, np.maximum(kept, 0), 1), 0).sum(axis=1)
            / count
            for truth in (self.chance, self.fit)
        )
        found = {
            "recall": hit.sum(axis=1) / K,
            "rank": first,
            "accepted": said,
            "fit": (reached - self.blind) / (self.ideal - self.blind),
        }
        of_mentee = {name: np.full(size, np.nan) for name in found}
        for name, values in found.items():
            of_mentee[name][self.rows] = values
        return Measured(of_mentee, self._of_mentors(shown[shown >= 0]))

    def _of_mentors(self, shown: Array) -> dict[str, float]:
        mentors = self.world.pool.mentors
        free = mentors.open & (mentors.free_seats > 0)
        seats = mentors.free_seats[free]
        exposure = np.bincount(shown, minlength=len(mentors))[free]
        never_asked = mentors.asked[free] == 0
        return {
            "Gini of mentors": gini(exposure),
            "Gini of seats": gini(np.repeat(exposure / seats, seats)),
            "newcomers": float(exposure[never_asked].mean() / exposure.mean()),
        }


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


def interval(values: Array) -> tuple[float, float]:
    """The middle 95% of resamples."""
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def report(worlds: list[World], ways: Mapping[str, Way], beside: Collection[str] = ()) -> None:
    """Print every line for every way of ranking, and where the first one is not ahead.

    beside  those that are printed and not compared
    """
    measured: dict[str, list[Measured]] = {name: [] for name in ways}
    for world in worlds:
        judge = Judge(world)
        for name, way in ways.items():
            measured[name].append(judge.measured(way))
    first, *others = [name for name in ways if name not in beside]
    served = [~np.isnan(each.of_mentee["recall"]) for each in measured[first]]
    behind = []
    rng = np.random.default_rng(7)
    print(f"{'':34}" + "".join(f"{name:>25}" for name in ways))
    for title, (line, rows) in lines(worlds).items():
        kept = [of[seen[of]] for of, seen in zip(rows, served, strict=True)]
        there = [at for at, of in enumerate(kept) if of.size]
        if not there:
            continue
        of_those = {name: [pools[at] for at in there] for name, pools in measured.items()}
        value, drawn = bootstrapped(rng, line, [kept[at] for at in there], of_those)
        cells = []
        for name in ways:
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
    if asked.designs:
        report(worlds, DESIGNS)
    else:
        report(worlds, WAYS, beside=OUR_OWN)


if __name__ == "__main__":
    main()
