"""A night whose workers are killed leaves the rows of a night in which nothing happened."""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from matching import night
from matching.models import ChunkState, MatchState, RunState, Suggestion, SuggestionRun
from mentorship.runner.folders import ROOT
from profiles.models import Profile
from tests.factories import MemberFactory, MentorFactory

from .schema import own_database
from .workers import bell_of

pytestmark = pytest.mark.django_db(transaction=True)

TAGS = ["HemePath", "MDS", "MedEd", "Lymphoma", "Grants"]
Rows = list[tuple[Any, ...]]


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> None:
    """24 mentees in twelve chunks, and nine mentors."""
    monkeypatch.setattr(night, "CHUNK", 2)
    for number in range(24):
        MemberFactory.create(seeks=[TAGS[number % 5], TAGS[number * 3 % 4]])
    for number in range(9):
        MentorFactory.create(offers=[TAGS[number % 5], TAGS[number // 2]], seats=1 + number % 3)
    Profile.objects.update(changed_at=timezone.now() - 2 * night.CLOCKS_APART)


@pytest.fixture
def elsewhere() -> dict[str, str]:
    """The environment of a process that works on this test's database."""
    return os.environ | {
        "DATABASE_URL": own_database(),
        "REDIS_PREFIX": f"night-{uuid.uuid4().hex}:",
    }


@pytest.fixture
def expected(town: None) -> Rows:
    """The rows of a night in which nothing happened; then they are gone again."""
    night.whole(now=timezone.now())
    rows = stored()
    assert len(rows) > 24
    Suggestion.objects.all().delete()
    return rows


def stored() -> Rows:
    return list(
        Suggestion.objects.order_by("mentee", "rank").values_list(
            "mentee", "mentor", "score", "rank"
        )
    )


@dataclass
class Night:
    """Whatever forks the workers of a night."""

    process: "subprocess.Popen[str]"

    def begin(self, run: int, where: str = "-") -> None:
        """One more worker."""
        assert self.process.stdin
        self.process.stdin.write(f"{run} {where}\n")
        self.process.stdin.flush()

    def hear(self, word: str) -> int:
        """The worker that says this next."""
        assert self.process.stdout
        pid, said = self.process.stdout.readline().split()
        assert said == word
        return int(pid)

    def killed_inside(self, run: int, where: str) -> None:
        """A worker, killed once it has done a piece's work and not yet kept it."""
        self.begin(run, where)
        os.kill(self.hear("inside"), signal.SIGKILL)


@pytest.fixture
def workers(elsewhere: dict[str, str]) -> Iterator[Night]:
    words = [sys.executable, "-m", "tests.faults.night_worker"]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        words, cwd=ROOT, env=elsewhere, stdin=pipe, stdout=pipe, text=True
    ) as process:
        yield Night(process)


def test_a_worker_killed_at_any_point_leaves_the_same_rows(workers: Night, expected: Rows) -> None:
    run = night.begin(now=timezone.now())
    assert run.chunks.count() == 12

    night.step(run.pk)
    workers.killed_inside(run.pk, "_decide")
    assert run.chunks.filter(state=ChunkState.DECIDED).count() == 1
    wait_for(lambda: night.free_pieces() == (run.pk, 11), "the chunk that the dead one held")

    while run.chunks.filter(state=ChunkState.DUE).count() > 1:
        night.step(run.pk)
    workers.killed_inside(run.pk, "show")  # after the last chunk, before anything is shown
    run.refresh_from_db()
    assert run.state == RunState.DECIDING
    assert not run.chunks.filter(state=ChunkState.DUE).exists()
    wait_for(lambda: night.free_pieces() == (run.pk, 1), "the pass over everybody")

    night.step(run.pk)
    night.step(run.pk)
    before = stored()
    assert 0 < len(before) < len(expected)
    workers.killed_inside(run.pk, "_apply")
    assert stored() == before

    for _number in range(2):
        workers.begin(run.pk)
    assert workers.hear("done") != workers.hear("done")
    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert stored() == expected


@pytest.fixture
def bell(elsewhere: dict[str, str]) -> Iterator[Celery]:
    with bell_of(elsewhere["REDIS_PREFIX"]) as ringing:
        yield ringing


@pytest.fixture
def celery(elsewhere: dict[str, str], tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A real prefork worker with two processes, ready."""
    words = [sys.executable, "-m", "celery", "-A", "mentorship", "worker", "--concurrency", "2"]
    words += ["--loglevel", "INFO", "--without-gossip", "--without-mingle"]
    log = tmp_path / "worker.log"
    with log.open("wb") as file:
        process = subprocess.Popen(words, cwd=ROOT, env=elsewhere, stdout=file, stderr=file)
    try:
        wait_for(lambda: " ready." in log.read_text(), "the worker")
        assert "compiled functions ready" in log.read_text().split(" ready.")[0]
        yield process
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(timeout=30)


def test_real_workers_killed_at_random_leave_the_same_rows(
    expected: Rows, bell: Celery, celery: "subprocess.Popen[bytes]"
) -> None:
    ring(bell, "suggest_for_everybody")
    for _ in range(3):
        time.sleep(0.15)
        for child in children(celery.pid)[:1]:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
    ended = SuggestionRun.objects.filter(state=RunState.DONE).order_by("-pk")

    def done() -> bool:
        if ended.count() >= 2:  # the first is the one that was expected; a ring may come twice
            return True
        ring(bell, "resume_night")
        if not SuggestionRun.objects.unfinished().exists():
            ring(bell, "suggest_for_everybody")  # the first ring died with its worker
        time.sleep(1)
        return ended.count() >= 2

    wait_for(done, "the night", seconds=90)
    assert stored() == expected


def ring(bell: Celery, task: str) -> None:
    """As beat rings."""
    bell.send_task(f"matching.tasks.{task}")


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in found.split()]


def wait_for(held: Callable[[], bool], what: str, seconds: float = 40) -> None:
    until = time.monotonic() + seconds
    while not held():
        assert time.monotonic() < until, f"waited for {what}"
        time.sleep(0.05)


def test_who_changed_while_the_night_went_on_is_followed_after_it(town: None) -> None:
    run = night.begin(now=timezone.now())
    changed = Profile.objects.filter(is_mentor=True).first()
    assert changed
    Profile.objects.filter(pk=changed.pk).update(changed_at=timezone.now())
    while SuggestionRun.objects.unfinished().exists():
        night.step(run.pk)
    followed = set(MatchState.objects.values_list("user_id", flat=True))
    assert followed == set(Profile.objects.values_list("user_id", flat=True)) - {changed.user_id}


def test_a_mentee_who_changed_meanwhile_keeps_what_the_sweep_made(town: None) -> None:
    night.whole(now=timezone.now())
    run = night.begin(now=timezone.now())
    mentee = Profile.objects.filter(is_mentee=True).first()
    assert mentee
    Profile.objects.filter(pk=mentee.pk).update(changed_at=timezone.now())
    Suggestion.objects.filter(mentee=mentee.user_id).update(score=0.5)
    others = Suggestion.objects.exclude(mentee=mentee.user_id)
    others.update(score=0.5)
    while SuggestionRun.objects.unfinished().exists():
        night.step(run.pk)
    hers = Suggestion.objects.filter(mentee=mentee.user_id)
    assert set(hers.values_list("score", flat=True)) == {0.5}
    assert 0.5 not in set(others.values_list("score", flat=True))


def test_one_night_at_a_time_and_a_stuck_one_is_given_up(town: None) -> None:
    first = night.begin(now=timezone.now())
    assert night.begin(now=timezone.now()) == first
    later = timezone.now() + night.LONGEST + timezone.timedelta(minutes=1)
    second = night.begin(now=later)
    assert second != first
    first.refresh_from_db()
    assert first.state == RunState.GIVEN_UP
    assert night.step(first.pk) == 0


def test_a_chunk_asks_as_often_for_two_mentees_as_for_all(
    town: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = []
    for size in (2, 24):
        monkeypatch.setattr(night, "CHUNK", size)
        run = night.begin(now=timezone.now())
        night.step(run.pk)  # whoever takes the first chunk gathers the mentors
        run.refresh_from_db()
        run.chunks.update(state=ChunkState.DUE)
        with CaptureQueriesContext(connection) as asked:
            assert night._take(run, ChunkState.DUE, night._decide)
        counts.append(len(asked))
        SuggestionRun.objects.all().delete()
    assert counts[0] == counts[1]
