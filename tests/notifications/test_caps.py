"""When a mail goes: the choice by kind, the cap of the day, quiet hours, and what goes along."""

import itertools
import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import cycle
from typing import Any
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notifications import claiming, sending, tasks
from notifications.actions import notify, queue_mail
from notifications.choices import How
from notifications.gathering import write_digests
from notifications.models import Mail, MailState, NewsSettings, Notification
from notifications.preferences import quiet_ends
from profiles.actions import set_quiet_mode
from profiles.choices import MailNews
from profiles.models import Profile, User
from safety.actions import block
from tests.factories import MemberFactory
from tests.notifications.arrange import at, choose, five_kinds, known_kinds, moment
from tests.races import race

pytestmark = pytest.mark.django_db
WEDNESDAY, THURSDAY = 25, 26


@pytest.fixture(autouse=True)
def kinds() -> Iterator[list[str]]:
    with known_kinds() as names:
        yield names


@pytest.fixture
def reader(db: None) -> User:
    with at(moment(20, 12)):
        return MemberFactory.create(name="Ana Duarte")


def happen(reader: User, count: int, *, start: int = 0, actor: User | None = None) -> None:
    """So many events, of one kind after the other."""
    names = cycle(five_kinds())
    for number in range(start, start + count):
        kind = next(names)
        notify(kind=kind, recipient=reader, actor=actor, key=f"e{number}", about={})


def sweep(when: Any) -> list[Any]:
    """What has gone out by then."""
    with at(when):
        tasks.send_due_mail()
    return outbox.outbox


def one_each(reader: User, count: int, when: Any) -> None:
    """So many events, each told before the next one happens."""
    for number in range(count):
        with at(when + timedelta(minutes=number)):
            happen(reader, 1, start=number)
            tasks.send_due_mail()


class TestTheCap:
    def test_thirty_events_of_five_kinds_are_one_mail_for_whoever_wants_one(
        self, reader: User
    ) -> None:
        choose(reader, mails_a_day=1)
        one_each(reader, 30, moment(WEDNESDAY, 12))
        assert len(sweep(moment(WEDNESDAY, 20))) == 1
        assert Notification.objects.filter(recipient=reader).count() == 30
        assert Mail.objects.filter(state=MailState.HELD).count() == 29

    def test_the_rest_comes_next_morning_in_one_mail(self, reader: User) -> None:
        choose(reader, mails_a_day=1)
        one_each(reader, 30, moment(WEDNESDAY, 12))
        with at(moment(THURSDAY, 7, 5)):
            assert write_digests(now=moment(THURSDAY, 7, 5)) == 1
        first, second = sweep(moment(THURSDAY, 7, 6))
        assert "Event e0" in first.body
        told = [number for number in range(30) if f"Event e{number} " in second.body]
        assert told == list(range(1, 13))
        assert "and 17 more" in second.body
        one_more = moment(THURSDAY, 12)
        with at(one_more):
            happen(reader, 1, start=50)
        assert len(sweep(one_more)) == 2

    def test_what_is_due_together_goes_together(self, reader: User) -> None:
        with at(moment(WEDNESDAY, 12)):
            happen(reader, 4)
        [mail] = sweep(moment(WEDNESDAY, 12))
        assert mail.subject == "Event e0, and 3 more"
        assert all(f"Event e{number}" in mail.body for number in range(4))
        assert set(Mail.objects.values_list("state", flat=True)) == {MailState.SENT}

    def test_a_new_day_begins_at_midnight_where_she_lives(self, reader: User) -> None:
        Profile.objects.filter(user=reader).update(time_zone="America/New_York")
        choose(reader, mails_a_day=1)
        with at(moment(WEDNESDAY, 4)):  # still Tuesday there
            happen(reader, 1)
            tasks.send_due_mail()
        with at(moment(WEDNESDAY, 6)):
            happen(reader, 1, start=1)
            tasks.send_due_mail()
            happen(reader, 1, start=2)
            tasks.send_due_mail()
        assert len(outbox.outbox) == 2

    def test_a_digest_beyond_the_cap_waits_a_day_and_takes_the_next_one_in(
        self, reader: User
    ) -> None:
        choose(reader, mails_a_day=1, choices={"test_b": "daily"})
        for day in (WEDNESDAY, THURSDAY):
            with at(moment(day, 1)):
                happen(reader, 2, start=day * 10)  # the first at once, the second in the morning
                tasks.send_due_mail()
            with at(moment(day, 7, 5)):
                write_digests(now=moment(day, 7, 5))
                tasks.send_due_mail()
            assert len(outbox.outbox) == day - WEDNESDAY + 1
        assert Mail.objects.filter(is_digest=True).count() == 1

    def test_codes_and_resets_go_whatever_she_wants(self, reader: User) -> None:
        choose(reader, mails_a_day=1, quiet_from=time(0), quiet_until=time(23, 59))
        Profile.objects.filter(user=reader).update(mail_news=MailNews.NEVER, quiet_mode=True)
        with at(moment(WEDNESDAY, 12)):
            for number in range(5):
                queue_mail(key=f"code {number}", to=reader.email, subject="Code", text="1")
        assert len(sweep(moment(WEDNESDAY, 12))) == 5

    def test_what_nobody_may_be_told_takes_no_mail_of_the_day(
        self, reader: User, mentor: User
    ) -> None:
        choose(reader, mails_a_day=1)
        with at(moment(WEDNESDAY, 12)):
            happen(reader, 1, actor=mentor)
            block(by=mentor, person=reader)
            tasks.send_due_mail()
            happen(reader, 1, start=1)
            tasks.send_due_mail()
        assert [mail.subject for mail in outbox.outbox] == ["Event e1"]


@pytest.mark.django_db(transaction=True)
class TestTwoSenders:
    def at_once(self, reader: User) -> int:
        """How many mails go when six senders send six mails of one person at the same moment."""
        choose(reader, mails_a_day=1)
        with mock.patch("safety.doorbell._queue"):
            happen(reader, 6)
        Mail.objects.update(tries=1)  # each by itself: nothing goes along
        ids = list(Mail.objects.values_list("pk", flat=True))
        with mock.patch.object(EmailMultiAlternatives, "send") as sent:
            race([lambda pk=pk: sending.deliver(pk) for pk in ids])
        return int(sent.call_count)

    def test_together_they_do_not_pass_the_cap(self) -> None:
        assert self.at_once(MemberFactory.create()) == 1

    def test_control_without_the_lock_they_do(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def look_only(user_id: int) -> NewsSettings:
            return NewsSettings.objects.select_related("user__profile").get(user_id=user_id)

        everybody = threading.Barrier(6)
        monkeypatch.setattr(claiming, "hold_settings", look_only)
        monkeypatch.setattr(claiming, "_goes", _unlocked(everybody))
        assert self.at_once(MemberFactory.create()) > 1


def _unlocked(everybody: Any) -> Any:
    """The same decision, of senders who have all looked before anybody writes."""
    goes = claiming._goes

    def looked(*arguments: Any) -> bool:
        may = goes(*arguments)
        everybody.wait(30)
        return may

    return looked


class TestQuietHours:
    def test_what_comes_in_the_night_goes_after_it_together(self, reader: User) -> None:
        choose(reader, quiet_from=time(21), quiet_until=time(7))
        for hour in (22, 23):
            with at(moment(WEDNESDAY, hour)):
                happen(reader, 1, start=hour)
                tasks.send_due_mail()
        assert sweep(moment(THURSDAY, 6, 59)) == []
        [mail] = sweep(moment(THURSDAY, 7, 11))
        assert mail.subject == "Event e22, and 1 more"

    def test_the_mornings_digest_takes_the_night_along(self, reader: User) -> None:
        choose(reader, quiet_from=time(21), quiet_until=time(7), choices={"test_b": "weekly"})
        with at(moment(WEDNESDAY, 23)):
            happen(reader, 2)
            tasks.send_due_mail()
        with at(moment(THURSDAY, 7, 5)):
            assert write_digests(now=moment(THURSDAY, 7, 5)) == 1
        [mail] = sweep(moment(THURSDAY, 7, 30))
        assert "Event e0" in mail.body
        assert "Event e1" in mail.body

    @pytest.mark.parametrize(
        ("zone", "now", "ends"),
        [
            ("UTC", (25, 20, 59), None),
            ("UTC", (25, 21, 0), (26, 7, 0)),
            ("UTC", (26, 6, 59), (26, 7, 0)),
            ("UTC", (26, 7, 0), None),
            ("Asia/Tokyo", (25, 12, 0), (25, 22, 0)),
            ("America/New_York", (25, 21, 0), None),
        ],
    )
    def test_they_are_those_of_where_she_lives(
        self, zone: str, now: tuple[int, int, int], ends: tuple[int, int, int] | None
    ) -> None:
        row = NewsSettings(quiet_from=time(21), quiet_until=time(7))
        found = quiet_ends(moment(*now), row, ZoneInfo(zone))
        assert found == (moment(*ends) if ends else None)

    @pytest.mark.parametrize("zone", ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe"])
    def test_the_nights_on_which_the_clocks_change_end_too(self, zone: str) -> None:
        """Asked at any quarter of an hour, the end is to come, and is the end."""
        row, here = NewsSettings(quiet_from=time(23), quiet_until=time(2, 15)), ZoneInfo(zone)
        quarters = [datetime(2026, 1, 1, tzinfo=UTC) + n * timedelta(minutes=15)
                    for n in range(366 * 96)]  # fmt: skip
        changes = [
            now for now, then in itertools.pairwise(quarters)
            if now.astimezone(here).utcoffset() != then.astimezone(here).utcoffset()
        ]  # fmt: skip
        assert len(changes) == 2
        for change in changes:
            for minutes in range(-600, 600, 15):
                now = change + timedelta(minutes=minutes)
                if (ends := quiet_ends(now, row, here)) is not None:
                    assert timedelta(0) < ends - now < timedelta(hours=5)
                    assert quiet_ends(ends.astimezone(UTC), row, here) is None


class TestTheChoice:
    @pytest.mark.parametrize("how", [How.DAILY, How.WEEKLY])
    def test_what_is_gathered_does_not_go_at_once(self, reader: User, how: How) -> None:
        choose(reader, choices=dict.fromkeys(five_kinds(), how))
        with at(moment(WEDNESDAY, 12)):
            happen(reader, 3)
        assert sweep(moment(WEDNESDAY, 13)) == []
        for day in (WEDNESDAY, THURSDAY):
            with at(moment(day, 7, 5) if day == THURSDAY else moment(day, 14)):
                write_digests(now=timezone.now())
        assert len(sweep(moment(THURSDAY, 8))) == 1

    def test_weekly_waits_for_thursday_and_daily_does_not(self, reader: User) -> None:
        choose(reader, choices={"test_a": "daily", "test_b": "weekly"})
        with at(moment(22, 12)):
            happen(reader, 2)
        counts = []
        for day in range(23, 28):
            with at(moment(day, 7, 5)):
                write_digests(now=timezone.now())
                tasks.send_due_mail()
            counts.append(len(outbox.outbox))
        assert counts == [1, 1, 1, 2, 2]
        assert "Event e0" in outbox.outbox[0].body
        assert "Event e1" not in outbox.outbox[0].body
        assert "Event e1" in outbox.outbox[1].body

    def test_never_is_never_and_stands_under_the_bell(self, reader: User) -> None:
        choose(reader, choices=dict.fromkeys(five_kinds(), How.NEVER))
        happen(reader, 5)
        assert not Mail.objects.exists()
        assert Notification.objects.count() == 5

    def test_a_choice_holds_for_what_waits_already(self, reader: User) -> None:
        with at(moment(WEDNESDAY, 12)):
            happen(reader, 3)
        choose(reader, choices={"test_a": "never", "test_b": "weekly"})
        [mail] = sweep(moment(WEDNESDAY, 13))
        assert mail.subject == "Event e2"
        states = Mail.objects.order_by("pk").values_list("state", flat=True)
        assert list(states) == [MailState.DROPPED, MailState.HELD, MailState.SENT]

    def test_quiet_mode_is_one_mail_a_week_and_no_numbers(
        self, reader: User, client: Client
    ) -> None:
        client.force_login(reader, backend="allauth.account.auth_backends.AuthenticationBackend")
        with at(moment(22, 12)):
            set_quiet_mode(by=reader, wished=True)
            happen(reader, 16)
        page = client.get(reverse("notifications:inbox"))
        assert page.context["nav_counts"]["news"] == 0
        assert 'class="count"' not in page.content.decode()
        for day in range(22, 30):
            with at(moment(day, 7, 5)):
                write_digests(now=timezone.now())
                tasks.send_due_mail()
        [mail] = outbox.outbox
        assert "Event e5" in mail.body
        assert mail.subject == "Event e0, and more"
        html = mail.alternatives[0][0]
        assert "and more" in mail.body
        assert "Your news on Kindred" in html
        assert not re.search(r"\d+ (more|pieces)", mail.body + html)
        set_quiet_mode(by=User.objects.get(pk=reader.pk), wished=False)
        assert client.get("/notifications/").context["nav_counts"]["news"] == 16

    def test_the_mail_goes_to_the_address_she_has_then(self, reader: User) -> None:
        happen(reader, 1)
        User.objects.filter(pk=reader.pk).update(email="new@mail.example")
        tasks.send_due_mail()
        assert outbox.outbox[0].to == ["new@mail.example"]
