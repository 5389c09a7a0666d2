"""Real Celery workers on the suite's database, which a test may kill."""

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from celery import Celery

from mentorship.runner.folders import ROOT

from .schema import own_database

PROCESSES = 2
WHOLE = {10}  # of the kills, those that take the worker with all its processes
APP = "tests.faults.notices_worker"


@dataclass
class Workers:
    """A real prefork worker on this test's database, with a bell and a mail server of its own."""

    environment: dict[str, str]
    log: Path
    bell: Celery
    running: "subprocess.Popen[bytes] | None" = None
    in_hand: int = 0  # tasks that killed processes may have had in their hands
    kills: int = 0

    def start(self) -> None:
        words = [sys.executable, "-m", "celery", "-A", APP, "worker", "--loglevel"]
        words += ["WARNING", "--concurrency", str(PROCESSES), "--without-gossip"]
        words += ["--without-mingle", "--without-heartbeat"]
        with self.log.open("ab") as file:
            self.running = subprocess.Popen(
                words, cwd=ROOT, env=self.environment, stdout=file, stderr=file
            )

    def children(self) -> list[int]:
        """The processes of its pool."""
        assert self.running
        pid = self.running.pid
        with suppress(FileNotFoundError):
            return [
                int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            ]
        return []

    def keep_running(self) -> bool:
        """Start it again, as a supervisor does, when it gave up for too many killed processes: then
        True."""
        if self.running is None or self.running.poll() is None:
            return False
        self.start()
        return True

    def is_idle(self) -> bool:
        """True when no ring waits to be heard."""
        with self.bell.connection() as line:
            queue = line.default_channel.queue_declare(self.bell.conf.task_default_queue)
            return bool(queue.message_count == 0)

    def kill(self) -> bool:
        """One of its processes; or all of them at once, and start it again: then True."""
        assert self.running
        self.kills += 1
        pool = self.children()
        if self.kills in WHOLE:
            for pid in (self.running.pid, *pool):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.running.wait()
            self.in_hand += len(pool)
            self.start()
            return True
        with suppress(ProcessLookupError):
            os.kill(pool[0], signal.SIGKILL)  # the oldest: Celery gives up over the newest
        self.in_hand += 1
        return False

    def ring(self, task: str) -> None:
        """As beat rings."""
        self.bell.send_task(task)

    def end(self) -> None:
        if self.running:
            for pid in (self.running.pid, *self.children()):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.running.wait()


@contextmanager
def workers(folder: Path, *, mail_port: int) -> Iterator[Workers]:
    """Running, with what it sends going to a mail server at that port; ended afterwards."""
    prefix = f"notices-{uuid.uuid4().hex}:"
    environment = os.environ | {
        "DATABASE_URL": own_database(),
        "REDIS_PREFIX": prefix,
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(mail_port),
        "EMAIL_USE_TLS": "0",
        "KINDRED_DEMO": "0",
    }
    with bell_of(prefix) as bell:
        made = Workers(environment, folder / "worker.log", bell)
        made.start()
        try:
            yield made
        finally:
            made.end()


@contextmanager
def bell_of(prefix: str) -> Iterator[Celery]:
    """Rings workers whose Redis keys begin so."""
    bell = Celery("bell", set_as_current=False)
    bell.config_from_object("django.conf:settings", namespace="CELERY")
    bell.conf.broker_transport_options = {"global_keyprefix": prefix}
    try:
        yield bell
    finally:
        bell.close()
