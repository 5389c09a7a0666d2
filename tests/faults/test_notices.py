"""A thousand people are told something by workers that are killed twenty times meanwhile.

Nobody is left out, nobody has the same twice under the bell, and of mails at most the one that a
killed process had in its hands goes again, under the same Message-ID.
"""

import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from notifications.models import Mail, MailState, Notification
from profiles.choices import MailNews
from profiles.models import Profile, User

from . import workers
from .mail_server import MailServer, mail_server

pytestmark = pytest.mark.django_db(transaction=True)

A_MINUTE = 60.0
PEOPLE, MAILED, KILLS = 1000, 125, 20  # the others want it in their digest
TELL, SWEEP = "tests.faults.notices.tell_everybody", "notifications.tasks.send_due_mail"
KEY = "fault_notice"
ROUND = 10.0  # seconds without a mail, after which the bell rings again, as beat does


@pytest.fixture
def taken() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def crew(taken: MailServer, tmp_path: Path) -> Iterator[workers.Workers]:
    with workers.workers(tmp_path, mail_port=taken.port) as running:
        yield running


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
            mail_news=MailNews.AT_ONCE if number % 8 == 0 else MailNews.WEEKLY,
        )
        for number, user in enumerate(users)
    )
    return [user.pk for user in users]


def test_workers_killed_at_random_lose_nothing_and_repeat_at_most_what_they_held(
    readers: list[int], crew: workers.Workers, taken: MailServer
) -> None:
    chance, until = random.SystemRandom(), time.monotonic() + A_MINUTE
    mails = Mail.objects.filter(notification__key=KEY)
    sent = mails.filter(state=MailState.SENT)
    moments = sorted(chance.sample(range(1, MAILED - 10), KILLS))  # by mails that have gone
    crew.ring(TELL)
    before = 0  # mails that had gone at the last kill: who was started since has begun to work
    last, moved = 0, time.monotonic()
    while moments:
        assert time.monotonic() < until, crew.log.read_text()[-2000:]
        gone = len(taken.taken)
        if gone > last:
            last, moved = gone, time.monotonic()
        is_lost = crew.keep_running()
        if gone >= moments[0] and gone > before and len(crew.children()) == workers.PROCESSES:
            moments.pop(0)
            before = gone
            is_lost = crew.kill()
        # What one process had in its hands Celery gives to another; of what a whole worker had
        # nobody knows. Two that tell the same people at once would be in each other's way.
        if is_lost or (gone and time.monotonic() > moved + ROUND and crew.is_idle()):
            crew.ring(TELL)
            crew.ring(SWEEP)
            moved = time.monotonic()
        time.sleep(0.01)
    assert sent.count() < MAILED
    assert crew.kills == KILLS

    while (done := sent.count()) < MAILED or mails.count() < PEOPLE:
        assert time.monotonic() < until, crew.log.read_text()[-2000:]
        crew.keep_running()
        time.sleep(0.5)
        if sent.count() == done:  # nobody works: what the killed ones held is due by now
            mails.filter(state=MailState.CLAIMED).update(leased_until=timezone.now())
            crew.ring(TELL)
            crew.ring(SWEEP)

    told = Notification.objects.filter(key=KEY)
    assert Counter(told.values_list("recipient", flat=True)) == Counter(readers)
    assert {to for _name, to in taken.taken} == set(sent.values_list("to", flat=True))
    assert len(set(taken.taken)) == MAILED  # whatever went twice went under the same Message-ID
    assert MAILED <= len(taken.taken) <= MAILED + crew.in_hand
