"""Redis away: nobody waits for it, and nothing is lost, because it only ever said "look now"."""

import time
from collections.abc import Iterator

import pytest
from celery import Celery, Task

from notifications.models import Mail, MailState
from notifications.tasks import send_due_mail
from profiles.models import User
from relationships.models import MentorshipRequest
from safety import doorbell
from tests.acting import post
from tests.conftest import SignIn

NOBODY_LISTENS = "redis://127.0.0.1:1/0"


def look(mail_id: int) -> None:
    """Never runs."""


@pytest.fixture
def unheard() -> Iterator[Task]:
    """A task of an app with Kindred's settings, whose Redis is not there."""
    app = Celery("away", set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    app.conf.broker_url = NOBODY_LISTENS
    doorbell._Bell.quiet_until = 0.0
    yield app.task(look, name="tests.look")
    doorbell._Bell.quiet_until = 0.0
    app.close()


def test_a_ring_that_nobody_hears_is_short_and_the_next_ones_cost_nothing(unheard: Task) -> None:
    begin = time.monotonic()
    for number in range(20):
        doorbell._queue(unheard, number)
    assert time.monotonic() - begin < 2
    assert doorbell._Bell.quiet_until > time.monotonic()


def test_after_a_while_the_bell_is_tried_again(
    unheard: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    doorbell._queue(unheard, 1)
    rung: list[object] = []
    monkeypatch.setattr(unheard, "apply_async", lambda **call: rung.append(call))
    doorbell._queue(unheard, 2)
    assert rung == []
    monkeypatch.setattr(doorbell._Bell, "quiet_until", time.monotonic())
    doorbell._queue(unheard, 3)
    assert rung == [{"args": (3,), "retry": False}]


@pytest.mark.django_db(transaction=True)
def test_asking_answers_at_once_and_the_mail_goes_when_the_sweep_comes(
    member: User,
    mentor: User,
    sign_in: SignIn,
    unheard: Task,
    monkeypatch: pytest.MonkeyPatch,
    mailoutbox: list[object],
) -> None:
    monkeypatch.setattr("notifications.tasks.send_mail", unheard)
    client, begin = sign_in(member), time.monotonic()
    answer = post(
        client,
        f"/people/{mentor.public_id}/ask/",
        conflict="no",
        kind="mentorship",
        why="Your answer about failing boards once made me write.",
    )
    assert answer.status_code == 302
    assert time.monotonic() - begin < 5
    assert MentorshipRequest.objects.open().count() == 1
    assert Mail.objects.get().state == MailState.DUE
    send_due_mail()
    assert len(mailoutbox) == 1
