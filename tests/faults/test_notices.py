"""A thousand people are told something by workers that are killed twenty times meanwhile.

Nobody is left out, nobody has the same twice under the bell, and of mails at most the one that a
killed process had in its hands goes again, under the same Message-ID.
"""

import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from celery import Celery
from django.db import connection
from django.utils import timezone

from notifications.models import Mail, MailState, Notification
from profiles.choices import MailNews
from profiles.models import Profile, User

from .mail_server import MailServer, mail_server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("notices")]

ROOT = Path(__file__).resolve().parents[2]
PEOPLE, MAILED, KILLS, PROCESSES = 1000, 200, 20, 2  # the others want it in their digest
WHOLE = {10}  # of the kills, those that take the worker with all its processes
APP = "tests.faults.notices_worker"
TELL, SWEEP = "tests.faults.notices.tell_everybody", "notifications.tasks.send_due_mail"
KEY = "fault_notice"
LIMIT = 300.0  # seconds on a busy machine, on which workers start slowly
PATIENCE = 20.0  # seconds without a mail, after which the bell rings again, as beat does


@dataclass
class Workers:
    """A real prefork worker on this test's database, with a bell and a mail server of its own."""

    environment: dict[str, str]
    log: Path
    bell: Celery
    running: "subprocess.Popen[bytes] | None" = None
    in_hand: int = 0  # tasks that killed processes may have had in their hands
    kills: int = field(default=0)

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

    def keep_running(self) -> None:
        """Start it again, as a supervisor does, when it gave up for too many killed processes."""
        if self.running and self.running.poll() is not None:
            self.start()

    def kill(self) -> None:
        """One of its processes, or all of them at once."""
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
        else:
            with suppress(ProcessLookupError):
                os.kill(pool[0], signal.SIGKILL)  # the oldest: Celery gives up over the newest
            self.in_hand += 1

    def ring(self, task: str) -> None:
        """As beat rings."""
        self.bell.send_task(task)

    def end(self) -> None:
        if self.running:
            for pid in (self.running.pid, *self.children()):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.running.wait()


@pytest.fixture
def taken() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def workers(taken: MailServer, tmp_path: Path) -> Iterator[Workers]:
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    prefix = f"notices-{uuid.uuid4().hex}:"
    environment = os.environ | {
        "DATABASE_URL": urlunsplit(url),
        "REDIS_PREFIX": prefix,
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(taken.port),
        "EMAIL_USE_TLS": "0",
        "KINDRED_DEMO": "0",
    }
    bell = Celery("bell", set_as_current=False)
    bell.config_from_object("django.conf:settings", namespace="CELERY")
    bell.conf.broker_transport_options = {"global_keyprefix": prefix}
    made = Workers(environment, tmp_path / "worker.log", bell)
    made.start()
    try:
        yield made
    finally:
        made.end()
        bell.close()


@pytest.fixture
def readers(db: None) -> list[int]:
    """A thousand people."""
    users = User.objects.bulk_create(
        User(
            email=f"reader{number}@mail.example",
            handle=f"reader_{number}",
            handle_skeleton=f"reader {number}",
        )
        for number in range(PEOPLE)
    )
    Profile.objects.bulk_create(
        Profile(
            user=user,
            name=f"Reader {user.pk}",
            welcomed_at=timezone.now(),
            mail_news=MailNews.AT_ONCE if number % 5 == 0 else MailNews.WEEKLY,
        )
        for number, user in enumerate(users)
    )
    return [user.pk for user in users]


def wait_for(held: Callable[[], bool], what: str, until: float) -> None:
    while not held():
        assert time.monotonic() < until, f"waited for {what}"
        time.sleep(0.1)


def test_workers_killed_at_random_lose_nothing_and_repeat_at_most_what_they_held(
    readers: list[int], workers: Workers, taken: MailServer
) -> None:
    chance, until = random.SystemRandom(), time.monotonic() + LIMIT
    mails = Mail.objects.filter(notification__key=KEY)
    sent = mails.filter(state=MailState.SENT)
    moments = sorted(chance.sample(range(1, MAILED - 10), KILLS))  # by mails that have gone
    workers.ring(TELL)
    before = 0  # mails that had gone at the last kill: who was started since has begun to work
    last, moved = 0, time.monotonic()
    while moments:
        assert time.monotonic() < until, workers.log.read_text()[-2000:]
        gone = len(taken.taken)
        if gone > last:
            last, moved = gone, time.monotonic()
        elif time.monotonic() > moved + PATIENCE:
            workers.ring(TELL)
            workers.ring(SWEEP)
            moved = time.monotonic()
        if gone >= moments[0] and gone > before and len(workers.children()) == PROCESSES:
            moments.pop(0)
            before = gone
            workers.kill()
        workers.keep_running()
        time.sleep(0.01)
    assert sent.count() < MAILED

    def all_sent() -> bool:
        workers.keep_running()
        done = sent.count()
        if done < MAILED or mails.count() < PEOPLE:
            time.sleep(0.5)
            if sent.count() == done:  # nobody works: what the killed ones held is due by now
                mails.filter(state=MailState.CLAIMED).update(leased_until=timezone.now())
                workers.ring(TELL)
                workers.ring(SWEEP)
        return done == MAILED and mails.count() == PEOPLE

    wait_for(all_sent, "every mail", time.monotonic() + LIMIT)

    told = Notification.objects.filter(key=KEY)
    assert Counter(told.values_list("recipient", flat=True)) == Counter(readers)
    assert {to for _name, to in taken.taken} == set(sent.values_list("to", flat=True))
    assert len(set(taken.taken)) == MAILED  # whatever went twice went under the same Message-ID
    assert MAILED <= len(taken.taken) <= MAILED + workers.in_hand
