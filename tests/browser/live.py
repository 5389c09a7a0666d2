"""The live stack: web, worker and beat as processes of their own, as people meet them.

It stands on a database beside the suite's, seeded with the demo, and on Redis keys of its own;
both are gone afterwards. Its rows are read with plain SQL, because a running browser makes
Django's ORM refuse to work in the same thread.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import redis

from mentorship.runner import lifeline
from mentorship.runner.crew import answers
from mentorship.runner.folders import ROOT

Answer = TypeVar("Answer")

HOST = "localhost"
PAGE_LIMIT = 60.0  # seconds until the first page answers
END_LIMIT = 5.0  # seconds until every process has ended
KILL_AFTER = 4.0
LOG_SHOWN = 6000  # characters of a log in a failure
LEFT_OUT = ("EMAIL_HOST", "SECRET_KEY", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "TRUSTED_PROXIES")
CELERY = ("celery", "-A", "mentorship", "--quiet")
ROUND = 3.0  # seconds between two sweeps: nobody waits for half a minute, as Kindred's own last
BEAT = ("celery", "-A", "tests.browser.impatient", "--quiet", "beat")


class StackFailed(AssertionError):
    """A part of the stack did not do as it should; the message ends with the logs."""


@dataclass
class Part:
    """One process and its log."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def lives(self) -> bool:
        """True until it has ended."""
        return self.process.poll() is None

    def text(self) -> str:
        """What it has printed."""
        return self.log.read_text(errors="replace")

    def ask_to_end(self) -> None:
        """Asks it alone: it knows how to end what it started."""
        with suppress(ProcessLookupError):
            os.kill(self.process.pid, signal.SIGTERM)

    def make_end(self) -> None:
        """Ends it and all it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


class LiveStack:
    """Kindred, running. `people` are session cookies by name, `places` paths by what is there.

    `servers` are the environment that names PostgreSQL and Redis, `arrange` the program that fills
    the database.
    """

    def __init__(
        self,
        *,
        name: str,
        folder: Path,
        servers: Mapping[str, str] = os.environ,
        arrange: str = "tests.browser.arrange",
    ) -> None:
        self.url = f"http://{HOST}:{free_port()}"
        self.people: dict[str, str] = {}
        self.places: dict[str, str] = {}
        self._folder = folder
        self._arranging = arrange
        self._given = servers["DATABASE_URL"]
        given = urlsplit(self._given)
        self._database = f"{given.path.strip('/')}_{name}"
        self._prefix = f"{self._database}:"
        self._told = {word: text for word, text in os.environ.items() if word not in LEFT_OUT} | {
            "DATABASE_URL": urlunsplit(given._replace(path=f"/{self._database}")),
            "REDIS_URL": servers["REDIS_URL"],
            "REDIS_PREFIX": self._prefix,
            "KINDRED_ENV": "local",
            "KINDRED_DEMO": "1",
            "KINDRED_VAR": str(folder),
            "SITE_URL": self.url,
            "PYTHONUNBUFFERED": "1",
            "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
        }
        self._parts: list[Part] = []
        self._worker: Part | None = None

    # -- start and end -------------------------------------------------------------------------
    def start(self) -> None:
        """Returns when a page answers; raises StackFailed with the logs otherwise."""
        self._forget()
        self._administer('CREATE DATABASE "{}"')
        self._arrange()
        port = self.url.rpartition(":")[2]
        web = ("uvicorn", "mentorship.asgi:application", "--host", HOST, "--port", port)
        quiet = ("--lifespan", "off", "--no-access-log", "--log-level", "warning")
        self._begin("web", *web, *quiet, "--timeout-graceful-shutdown", "2")
        self.start_worker()
        diary = str(self._folder / "beat")
        self._begin("beat", *BEAT, "--loglevel", "warning", "--pidfile=", "-s", diary)
        health = urllib.request.Request(f"{self.url}/healthz/")
        self.wait(lambda: answers(health), seconds=PAGE_LIMIT, what="a page")

    def start_worker(self) -> None:
        """Starts the worker, also after it was stopped."""
        words = ("worker", "--loglevel", "warning", "--concurrency", "2")
        lonely = ("--without-gossip", "--without-mingle")
        self._worker = self._begin("worker", *CELERY, *words, *lonely)

    def stop_worker(self) -> None:
        """Ends the worker and waits for it."""
        if self._worker is None:
            raise StackFailed("There is no worker to stop.")
        end([self._worker])
        self._parts.remove(self._worker)
        self._worker = None

    def close(self) -> None:
        """Ends everything and takes the data away; raises StackFailed where a part misbehaved."""
        fallen = [part.name for part in self._parts if not part.lives]
        took = end(self._parts)
        logs = self.logs()
        self._forget()
        if fallen:
            raise StackFailed(f"Ended by itself: {', '.join(fallen)}.{logs}")
        if took > END_LIMIT:
            raise StackFailed(f"The stack took {took:.1f} s to end.{logs}")
        if "Traceback" in logs:
            raise StackFailed(f"The logs tell of an error.{logs}")

    # -- what tests ask ------------------------------------------------------------------------
    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the stack's database."""
        with (
            closing(psycopg2.connect(self._told["DATABASE_URL"])) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(query, values)
            return list(cursor.fetchall())

    def wait(self, question: Callable[[], Answer], *, seconds: float, what: str) -> Answer:
        """The first true answer; raises StackFailed after `seconds`, or when a part has ended."""
        limit = time.monotonic() + seconds
        while not (answer := question()):
            fallen = [part.name for part in self._parts if not part.lives]
            if fallen or time.monotonic() > limit:
                why = f"{fallen[0]} ended" if fallen else f"not within {seconds:.0f} s"
                raise StackFailed(f"Waited for {what}: {why}.{self.logs()}")
            time.sleep(0.1)
        return answer

    def logs(self) -> str:
        """What every part has printed, the end of it."""
        return "".join(
            f"\n--- {part.name}, exit code {part.process.poll()} ---\n{part.text()[-LOG_SHOWN:]}"
            for part in self._parts
        )

    # -- below ---------------------------------------------------------------------------------
    def _arrange(self) -> None:
        """Migrates, seeds the demo and a few people more; learns who and what is there."""
        done = subprocess.run(
            [sys.executable, "-m", self._arranging],
            cwd=ROOT,
            env=self._told,
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise StackFailed(f"The demo could not be arranged.\n{done.stderr}")
        found = json.loads(done.stdout.splitlines()[-1])
        self.people, self.places = found["people"], found["places"]

    def _begin(self, name: str, *words: str) -> Part:
        log = self._folder / f"{name}.log"
        with log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", *words],
                cwd=ROOT,
                env=self._told,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=lifeline.dying_with_parent(signal.SIGKILL),
            )
        part = Part(name, process, log)
        self._parts.append(part)
        return part

    def _forget(self) -> None:
        """Deletes database and keys, also those of a run that was killed."""
        self._administer('DROP DATABASE IF EXISTS "{}" WITH (FORCE)')
        with closing(redis.Redis.from_url(self._told["REDIS_URL"])) as server:
            for key in server.scan_iter(f"{self._prefix}*", count=1000):
                server.delete(key)

    def _administer(self, command: str) -> None:
        with closing(psycopg2.connect(self._given)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(command.format(self._database))


def end(parts: list[Part]) -> float:
    """Ends the parts, firmly where asking does not help; returns how many seconds it took."""
    began = time.monotonic()
    for part in parts:
        part.ask_to_end()
    for part in parts:
        try:
            part.process.wait(max(0.1, began + KILL_AFTER - time.monotonic()))
        except subprocess.TimeoutExpired:
            part.make_end()
            part.process.wait()
    return time.monotonic() - began


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.create_server((HOST, 0))) as server:
        return int(server.getsockname()[1])


@contextmanager
def live_stack(*, name: str, folder: Path) -> Iterator[LiveStack]:
    """The stack, running; `name` tells it from another one on the same servers."""
    stack = LiveStack(name=name, folder=folder)
    try:
        stack.start()
        yield stack
    finally:
        stack.close()
