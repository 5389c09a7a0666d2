"""Does a search of the directory take as long among 100,000 mentors as among 1,000?

`script/bench directory` makes two databases (COPY), with 1,000 and with 100,000 profiles, and asks
each every search that sets one filter, in turn, as a browser asks: the whole way from the address
to the page, signed in. It prints the milliseconds of the 50th and the 95th percentile for either,
of the page and of its queries alone, the ratio of the two sizes, and for each filter the plan of
the query that took longest. The yardstick: no filter's 95th percentile is more than three times
that of the small one.

    --sizes SMALL LARGE   the default is 1,000 and 100,000
    --repeat R            how often each search is asked; the default is 5
    --quick               20,000 instead of 100,000, twice each
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from tests import servers

ROOT = Path(__file__).resolve().parents[2]
SMALL, LARGE, QUICK = 1_000, 100_000, 20_000
MOST = 3.0
SIGNED_IN_AS = 1
EXPLAIN = "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, BUFFERS OFF) "


class Took(NamedTuple):
    """Milliseconds of one page: all of it, and its queries."""

    page: float
    queries: float


def searches() -> dict[str, list[str]]:
    """The end of the address of every search with one filter, by filter."""
    from profiles.choices import LANGUAGES, Kind, Stage
    from profiles.directory.asked import HOURS
    from tests.benchmarks.directory_people import TAGS, WORDS, word

    rare_and_common = (0, 1, 2, 4, 9, 19, 39, 79, 159, 319)
    return {
        "none": [""],
        "one hashtag": [f"?tags=Tag{number + 1}" for number in rare_and_common if number < TAGS],
        "any of three": [f"?tags=Tag{n}+Tag{n + 7}+Tag{n + 60}&match=any" for n in (1, 9, 40, 200)],
        "all of two": [f"?tags=Tag{n}+Tag{n + 1}" for n in (1, 4, 20)],
        "words": [
            *(f"?q={word(number)}" for number in (*rare_and_common, 1000, 5000) if number < WORDS),
            *(f"?q={beginning}" for beginning in ("ba", "gug", "lovel")),
        ],
        "open now": ["?open=1"],
        "stage": [f"?stage={code}" for code in Stage.values],
        "kind": [f"?kind={code}" for code in Kind.values],
        "language": [f"?language={code}" for code, _name in LANGUAGES[::4]],
        "elsewhere": ["?elsewhere=1"],
        "hours": [f"?hours={hours}" for hours in HOURS],
    }


def serve(people: int) -> None:
    """A database of its own; answers each line, an address, with milliseconds."""
    from tests.benchmarks.bench_nightly import own_database

    with ExitStack() as stack:
        stack.enter_context(own_database())
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connections

        from tests.benchmarks import directory_people

        stack.callback(connections.close_all)
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        begun = time.perf_counter()
        directory_people.write(people)
        print(time.perf_counter() - begun, flush=True)
        for line in map(str.strip, sys.stdin):
            explained = line.startswith("plan:")
            answer = plan(line.removeprefix("plan:")) if explained else asked(line)
            print(json.dumps(answer), flush=True)


def asked(query: str) -> Took:
    """One page, as a browser gets it."""
    from django.db import connection

    spent = [0.0]

    def timed(execute: Any, *args: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(*args)
        finally:
            spent[0] += time.perf_counter() - begun

    client = _browser()
    with connection.execute_wrapper(timed):
        begun = time.perf_counter()
        response = client.get(f"/mentors/{query}")
        took = time.perf_counter() - begun
    if response.status_code != 200:
        raise SystemExit(f"{query}: {response.status_code}")
    return Took(1000 * took, 1000 * spent[0])


def plan(query: str) -> str:
    """The plan of the longest query over listings that a page asks."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        _browser().get(f"/mentors/{query}")
    longest = max(
        (one for one in captured if "profiles_listing" in one["sql"]),
        key=lambda one: float(one["time"]),
    )
    with connection.cursor() as cursor:
        cursor.execute(EXPLAIN + longest["sql"].replace("%", "%%"))
        return "\n".join(row for (row,) in cursor.fetchall())


def _browser() -> Any:
    from django.test import Client

    from profiles.models import User
    from profiles.views import mentors

    mentors.SEARCHES_A_MINUTE = mentors.SEARCHES_AN_HOUR = 10**9
    if not _signed_in:
        client = Client()
        backend = "allauth.account.auth_backends.AuthenticationBackend"
        client.force_login(User.objects.get(pk=SIGNED_IN_AS), backend=backend)
        _signed_in.append(client)
    return _signed_in[0]


_signed_in: list[Any] = []


class Town:
    """A process with a database of so many people."""

    def __init__(self, people: int) -> None:
        self.people = people
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.bench_directory", "--serve", str(people)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def said(self) -> Any:
        """The next line it prints."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"The database of {self.people:,} went away.")
        return json.loads(line)

    def ask(self, line: str) -> Any:
        """What it answers to a line."""
        assert self.process.stdin is not None
        print(line, file=self.process.stdin, flush=True)
        return self.said()

    def close(self) -> None:
        """End it; its database goes with it."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=60)


def percentiles(milliseconds: Sequence[float]) -> tuple[float, float]:
    """The 50th and the 95th."""
    if len(milliseconds) == 1:
        return milliseconds[0], milliseconds[0]
    hundredths = statistics.quantiles(milliseconds, n=100, method="inclusive")
    return hundredths[49], hundredths[94]


def rows(towns: Sequence[Town], repeat: int) -> Iterator[tuple[str, list[list[Took]]]]:
    """For each filter, what each town took; the towns take turns."""
    for name, queries in searches().items():
        took: list[list[Took]] = [[] for _town in towns]
        for query in queries:
            for town in towns:
                town.ask(query)  # what is read once is read before it is timed
        for _round in range(repeat):
            for query in queries:
                for town, times in zip(towns, took, strict=True):
                    times.append(Took(*town.ask(query)))
        yield name, took


def main() -> None:
    """Two towns, every search in both, and what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", type=int, nargs=2, default=(SMALL, LARGE))
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ["KINDRED_ENV"] = "test"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")
    servers.start()
    if options.serve:
        serve(options.serve)
        return
    import django

    django.setup()
    sizes = (SMALL, QUICK) if options.quick else options.sizes
    repeat = 2 if options.quick else options.repeat
    with ExitStack() as stack:
        towns = []
        for people in sizes:
            town = Town(people)
            stack.callback(town.close)
            print(f"{people:,} profiles, written in {town.said():.1f} s", flush=True)
            towns.append(town)
        report(towns, repeat)


def report(towns: Sequence[Town], repeat: int) -> None:
    """The table, the verdict and the plans."""
    heads = [f"{town.people:>8,}: p50  p95" for town in towns]
    print(f"\n{'milliseconds':14} {'page ' + heads[0]:>24} {heads[1]:>20}  ratio", end="")
    print(f"   {'queries ' + heads[0]:>26} {heads[1]:>20}  ratio")
    worst, everything = 0.0, [[], []]  # type: tuple[float, list[list[Took]]]
    for name, took in rows(towns, repeat):
        everything = [kept + more for kept, more in zip(everything, took, strict=True)]
        worst = max(worst, line(name, took))
    line("all together", everything)
    print(f"\nthe largest ratio of a filter's pages: {worst:.2f} (at most {MOST:g})")
    for name, queries in searches().items():
        print(f"\n{name}: {queries[0]}\n{towns[-1].ask(f'plan:{queries[0]}')}")


def line(name: str, took: Sequence[Sequence[Took]]) -> float:
    """One line; the ratio of the 95th percentiles of whole pages."""
    ratios = []
    print(f"{name:14}", end="")
    for part in Took._fields:
        small, large = (percentiles([getattr(one, part) for one in times]) for times in took)
        ratios.append(large[1] / small[1])
        print(f" {small[0]:17.1f} {small[1]:6.1f} {large[0]:13.1f} {large[1]:6.1f}", end="")
        print(f" {ratios[-1]:6.2f}  ", end="")
    print(flush=True)
    return ratios[0]


if __name__ == "__main__":
    main()
