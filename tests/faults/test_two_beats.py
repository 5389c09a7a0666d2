"""Beat twice, or beat away: everybody's digest is written once, whoever rings and however late.

At once, three guards stand behind one another: the lock on a person's settings, under which the
morning is noted; the key of the mail, which names the morning; and the database, which takes one
digest on its way to a person. Each alone holds. One after the other it is the morning that is
noted. The controls take them all out, and then the same count is wrong.
"""

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.utils import timezone

from notifications import gathering
from notifications.models import Mail, MailState, NewsSettings, Notification
from profiles.models import TagFollow, User
from tests.factories import MemberFactory, MentorFactory, make_hashtag
from tests.races import race
from tests.relationships.arrange import request_of

pytestmark = pytest.mark.django_db(transaction=True)
ZONES = ("Pacific/Auckland", "Asia/Tokyo", "Europe/Berlin", "America/New_York", "Pacific/Honolulu")
HOUR = timedelta(hours=1)
BEATS = 4
ONE_ON_ITS_WAY = next(
    constraint
    for constraint in Mail._meta.constraints
    if constraint.name == "mail_one_digest_on_its_way"
)
Guard = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def readers(db: None) -> list[User]:
    """Five mentors in five zones, under whose hashtag somebody has opened, and whom somebody has
    asked three days ago: a digest tells them so each week, until they answer."""
    people = [MentorFactory.create(time_zone=zone) for zone in ZONES]
    then = timezone.now() - timedelta(days=3)
    tag = make_hashtag("HemePath")
    for user in people:
        TagFollow.objects.create(
            user=user, hashtag=tag, created_at=then, read_at=then, before_at=then, told_at=then
        )
        request_of(MemberFactory.create(), user)
    MentorFactory.create(offers=["HemePath"])
    Notification.objects.update(created_at=then)
    Mail.objects.update(state=MailState.SENT, sent_at=then)  # at once, when they were asked
    return people


def next_week() -> datetime:
    """A midnight from which on everybody's Thursday morning is still to come within two days."""
    day = timezone.now().astimezone(UTC).replace(hour=0, minute=5, second=0, microsecond=0)
    wednesday = (2 - day.weekday()) % 7 or 7
    return day + timedelta(days=wednesday)


def digests() -> dict[int | None, int]:
    """How many digests each has."""
    found: dict[int | None, int] = {}
    for mail in Mail.objects.filter(is_digest=True):
        found[mail.reader_id] = found.get(mail.reader_id, 0) + 1
    return found


def once_each(people: list[User]) -> dict[int | None, int]:
    return {user.pk: 1 for user in people}


# -- beats at once ---------------------------------------------------------------------------------


def ring_at_once() -> list[Any]:
    """Four beats, two days after everybody's Thursday; what each wrote."""
    late = next_week() + timedelta(days=2)
    return race([partial(gathering.write_digests, now=late)] * BEATS)


@contextmanager
def lock_taken_out() -> Iterator[None]:
    """Nobody waits for a person's row, and all have read the first one's before anybody writes."""
    all_have_read, looked = threading.Barrier(BEATS), threading.local()

    NewsSettings.objects.bulk_create(NewsSettings(user=user) for user in User.objects.all())

    def look_only(user_id: int) -> NewsSettings:
        row = NewsSettings.objects.select_related("user__profile").get(user_id=user_id)
        if not hasattr(looked, "once"):
            looked.once = True
            all_have_read.wait(30)
        return row

    with mock.patch.object(gathering, "hold_settings", look_only):
        yield


@contextmanager
def key_taken_out() -> Iterator[None]:
    """Whoever gathers writes a digest of their own."""

    def another(user: User, _morning: datetime) -> Mail:
        return Mail.objects.create(
            key=str(uuid.uuid4()), reader=user, to=user.email, is_digest=True
        )

    with mock.patch.object(gathering, "_digest_of", another):
        yield


@contextmanager
def constraint_taken_out() -> Iterator[None]:
    """The database takes any number of digests on their way to one person."""
    with connection.schema_editor() as editor:
        editor.remove_constraint(Mail, ONE_ON_ITS_WAY)
    try:
        yield
    finally:
        Mail.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Mail, ONE_ON_ITS_WAY)


GUARDS: dict[str, Guard] = {
    "lock": lock_taken_out,
    "key": key_taken_out,
    "constraint": constraint_taken_out,
}


@contextmanager
def only(*held: str) -> Iterator[None]:
    """All guards but these taken out."""
    with ExitStack() as out:
        for name in GUARDS.keys() - set(held):
            out.enter_context(GUARDS[name]())
        yield


def test_beats_that_ring_at_once_write_each_digest_once(readers: list[User]) -> None:
    written = ring_at_once()
    assert sum(written) == len(readers)
    assert digests() == once_each(readers)
    assert sum(ring_at_once()) == 0
    assert digests() == once_each(readers)


@pytest.mark.parametrize("guard", GUARDS)
def test_each_guard_alone_holds(readers: list[User], guard: str) -> None:
    with only(guard):
        ring_at_once()
        assert digests() == once_each(readers)


def test_control_without_the_guards_the_same_digest_is_written_by_every_beat(
    readers: list[User],
) -> None:
    with only():
        ring_at_once()
        assert digests()[readers[0].pk] == BEATS


# -- beat away -------------------------------------------------------------------------------------


def ring_hourly(*, away: range = range(0)) -> None:
    """Two days and a half, but for the hours away; what is written is sent before the next ring."""
    begin = next_week()
    for hour in range(60):
        if hour not in away:
            gathering.write_digests(now=begin + hour * HOUR)
            Mail.objects.filter(is_digest=True).update(state="sent", sent_at=begin)


@pytest.mark.parametrize("away", [range(0), range(20, 26), range(7, 13), range(48)])
def test_a_beat_that_was_away_catches_up_and_writes_each_once(
    readers: list[User], away: range
) -> None:
    ring_hourly(away=away)
    assert digests() == once_each(readers)


def test_control_where_no_morning_is_noted_a_late_beat_writes_again(readers: list[User]) -> None:
    def unnoted(user: User, _settings: NewsSettings, *, now: datetime) -> tuple[datetime, bool]:
        return user.date_joined, True

    with mock.patch.object(gathering, "_since", unnoted), key_taken_out():
        ring_hourly(away=range(2, 60))
    assert digests() == {user.pk: 2 for user in readers}
