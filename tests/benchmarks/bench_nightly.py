"""The night from rows to rows: two real Celery workers, everybody's suggestions.

`script/bench nightly [MENTEES MENTORS] [--quick]` makes a database of its own with 100,000 mentees
and 30,000 mentors, starts two worker processes and rings for a night, then for a second one in
which nothing has changed. For each it prints the seconds from the ring to the last row, what the
workers spent on counting tags, gathering, deciding, exposure and applying (added up over both), the
rows written, and the most memory a worker took (the process that works, with what it shares). The
yardsticks: below 90 seconds and below 2 GB each, on two cores.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql

from tests import servers

ROOT = Path(__file__).resolve().parents[2]
WORKERS = 2
WORDS = ("count", "gather", "decide", "expose", "apply")


@contextmanager
def own_database() -> Iterator[None]:
    """A database made for this run and dropped after it; the environment names it meanwhile."""
    url = os.environ["DATABASE_URL"]
    name = f"kindred_night_{os.getpid()}"
    _execute(url, "CREATE DATABASE {}", name)
    os.environ["DATABASE_URL"] = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    try:
        yield
    finally:
        os.environ["DATABASE_URL"] = url
        _execute(url, "DROP DATABASE {} WITH (FORCE)", name)


def _execute(url: str, statement: str, name: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    connection.cursor().execute(sql.SQL(statement).format(sql.Identifier(name)))
    connection.close()


class Workers:
    """Celery workers as processes of their own, and the most memory each took."""

    def __init__(self, folder: Path) -> None:
        self.most: dict[int, int] = {}
        self.logs = [folder / f"worker{number}.log" for number in range(WORKERS)]
        self.processes = [self._start(number, log) for number, log in enumerate(self.logs)]

    @staticmethod
    def _start(number: int, log: Path) -> "subprocess.Popen[bytes]":
        words = [sys.executable, "-m", "celery", "-A", "mentorship", "worker", "--concurrency", "1"]
        words += ["--hostname", f"night{number}@%h", "--loglevel", "INFO"]
        words += ["--without-gossip", "--without-mingle"]
        with log.open("wb") as file:
            return subprocess.Popen(words, cwd=ROOT, stdout=file, stderr=file)

    def wait(self) -> None:
        """Until both say that they are ready."""
        until = time.monotonic() + 120
        while not all(" ready." in log.read_text() for log in self.logs):
            if time.monotonic() > until or any(p.poll() is not None for p in self.processes):
                raise SystemExit("\n".join(log.read_text() for log in self.logs))
            time.sleep(0.1)

    def look(self) -> None:
        """Note the memory that the working processes take now."""
        for parent in self.processes:
            children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()
            for child in map(int, children):
                status = Path(f"/proc/{child}/status").read_text().split("VmHWM:")[1]
                self.most[child] = int(status.split()[0]) // 1024

    def stop(self) -> None:
        """End both."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(timeout=30)


def night(workers: Workers, name: str) -> None:
    """Ring, wait for the last row, print."""
    from matching import tasks
    from matching.models import RunState, SuggestionRun

    before = time.perf_counter()
    tasks.suggest_for_everybody.delay()
    ended = (RunState.DONE, RunState.GIVEN_UP)
    known = set(SuggestionRun.objects.filter(state__in=ended).values_list("pk", flat=True))
    while True:
        workers.look()
        run = SuggestionRun.objects.filter(state__in=ended).exclude(pk__in=known).first()
        if run is not None:
            break
        time.sleep(0.2)
    total = time.perf_counter() - before
    report: dict[str, Any] = run.report
    spent = " ".join(f"{report.get(word, 0):8.1f}" for word in WORDS)
    print(f"{name:14} {total:8.1f} {spent} {report['written']:10,.0f}")
    if report.get("exposure"):
        print(f"  exposure: {report['exposure']}")


def main() -> None:
    """A database of its own, people in it, two workers, two nights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, help="mentees, mentors")
    parser.add_argument("--quick", action="store_true", help="5,000 mentees and 1,500 mentors")
    options = parser.parse_args()
    mentees, mentors = options.sizes or ((5_000, 1_500) if options.quick else (100_000, 30_000))
    os.environ["KINDRED_ENV"] = "test"
    os.environ["REDIS_PREFIX"] = f"night{os.getpid()}:"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")
    servers.start()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stack.enter_context(own_database())
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connections

        from tests.benchmarks import pool, townspeople

        stack.callback(connections.close_all)
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        start = time.perf_counter()
        townspeople.write(pool.make(mentees, mentors, 2020))
        print(f"{mentees:,} mentees, {mentors:,} mentors, written in", end=" ")
        print(f"{time.perf_counter() - start:.1f} s; {WORKERS} workers")
        workers = Workers(folder)
        stack.callback(workers.stop)
        workers.wait()
        print("seconds           total " + " ".join(f"{word:>8}" for word in WORDS) + "       rows")
        night(workers, "first night")
        night(workers, "nothing new")
        print("most memory a worker:", ", ".join(f"{mb} MB" for mb in workers.most.values()))


if __name__ == "__main__":
    sys.exit(main())
