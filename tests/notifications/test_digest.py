"""The digest of followed hashtags: once a period, through the gate twice, and easily ended."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as outbox
from django.test import Client
from django.utils import timezone

from notifications import sending, tasks
from notifications.digest import KIND, period_begun, stop_path, write_digests
from notifications.models import Mail, MailState, Notification
from profiles import actions
from profiles.choices import MailDigest, MailNews, Status, TagKind
from profiles.models import Availability, Hashtag, Profile, TagFollow, User
from safety.models import AuditEntry, Block
from tests.conftest import SignIn
from tests.factories import MentorFactory, make_hashtag

pytestmark = pytest.mark.django_db

LATER = timedelta(days=8)  # a Thursday morning lies in any eight days


@pytest.fixture
def follower(member: User) -> User:
    """Ana follows #HemePath, and was told all of it three days ago."""
    follow(member, "HemePath")
    return member


def follow(user: User, name: str) -> TagFollow:
    then = timezone.now() - timedelta(days=3)
    return TagFollow.objects.create(
        user=user,
        hashtag=make_hashtag(name),
        created_at=then,
        read_at=then,
        before_at=then,
        told_at=then,
    )


def chosen(user: User, **fields: str) -> None:
    Profile.objects.filter(user=user).update(**fields)


def week_later() -> int:
    return write_digests(now=timezone.now() + LATER)


def sent() -> list[Any]:
    """What has gone out once everything due is sent."""
    tasks.send_due_mail()
    return outbox.outbox


class TestOneMail:
    def test_says_who_opened_and_leads_there(self, follower: User) -> None:
        for _number in range(3):
            MentorFactory.create(offers=["HemePath"])
        assert week_later() == 1
        [mail] = sent()
        day = f"{timezone.now() - timedelta(days=3):%A}"
        assert mail.subject == f"3 new open mentors under #HemePath since {day}"
        assert "ask while there is a place" in mail.body
        assert "You get this because you follow hashtags" in mail.body
        note = Notification.objects.get(kind=KIND)
        assert note.get_absolute_url() in mail.body

    def test_opening_it_shows_them(self, follower: User, mentor: User, sign_in: SignIn) -> None:
        week_later()
        client = sign_in(follower)
        note = Notification.objects.get()
        assert "1 new open mentor under #HemePath" in client.get("/notifications/").content.decode()
        assert client.get(note.get_absolute_url()).headers["Location"] == (
            "/tags/HemePath/?show=new"
        )

    def test_several_hashtags_are_lines_of_one_mail(self, follower: User, mentor: User) -> None:
        follow(follower, "MDS")
        follow(follower, "AML")
        MentorFactory.create(offers=["MDS"])
        assert week_later() == 1
        [mail] = sent()
        assert mail.subject == "Mentors opened under hashtags you follow"
        assert "#MDS: 1 new" in mail.body
        assert "#HemePath: 1 new" in mail.body
        assert "#AML" not in mail.body

    def test_a_community_stands_in_no_subject(self, member: User) -> None:
        make_hashtag("InfertilityDocs", TagKind.COMMUNITY)
        follow(member, "InfertilityDocs")
        MentorFactory.create(about=["InfertilityDocs"])
        week_later()
        [mail] = sent()
        assert "Infertility" not in mail.subject
        assert "#InfertilityDocs: 1 new" in mail.body

    def test_nothing_new_is_no_mail_and_no_news(self, follower: User) -> None:
        assert week_later() == 0
        assert not Notification.objects.exists()
        assert sent() == []

    def test_it_does_not_ask_whether_news_is_mailed_at_once(
        self, follower: User, mentor: User
    ) -> None:
        chosen(follower, mail_news=MailNews.NEVER)
        week_later()
        assert len(sent()) == 1

    def test_it_is_not_mailed_to_who_wants_none(self, follower: User, mentor: User) -> None:
        chosen(follower, mail_digest=MailDigest.NEVER)
        assert week_later() == 0
        assert sent() == []


class TestThroughTheGate:
    @pytest.mark.parametrize("way", ["blocks", "pauses", "read", "unfollowed", "held", "suspended"])
    def test_what_is_no_news_by_then_is_not_sent(
        self, follower: User, mentor: User, sign_in: SignIn, way: str
    ) -> None:
        assert week_later() == 1
        if way == "blocks":
            Block.objects.create(blocker=mentor, blocked=follower)
        elif way == "pauses":
            Availability.objects.filter(user=mentor).update(status=Status.PAUSED)
        elif way == "read":
            sign_in(follower).get("/tags/HemePath/")
        elif way == "unfollowed":
            TagFollow.objects.all().delete()
        elif way == "held":
            Hashtag.objects.update(held=True)
        else:
            User.objects.filter(pk=follower.pk).update(suspended_at=timezone.now())
        assert sent() == []
        assert Mail.objects.get().state == MailState.DROPPED

    def test_who_is_out_of_sight_is_counted_by_nobody(self, follower: User, mentor: User) -> None:
        Block.objects.create(blocker=mentor, blocked=follower)
        assert week_later() == 0

    def test_what_a_mentor_keeps_quiet_is_counted_by_nobody(self, follower: User) -> None:
        MentorFactory.create(quiet=["HemePath"])
        assert week_later() == 0

    def test_who_is_suspended_or_not_yet_there_is_told_nothing(
        self, follower: User, mentor: User
    ) -> None:
        User.objects.filter(pk=follower.pk).update(suspended_at=timezone.now())
        assert week_later() == 0


class TestThePeriod:
    def test_twice_in_one_is_once(self, follower: User, mentor: User) -> None:
        now = timezone.now() + LATER
        assert [write_digests(now=now) for _time in range(3)] == [1, 0, 0]
        MentorFactory.create(offers=["HemePath"])
        assert write_digests(now=now + timedelta(minutes=30)) == 0
        assert len(sent()) == 1

    def test_silence_of_weeks_is_made_good_by_one(self, follower: User, mentor: User) -> None:
        assert write_digests(now=timezone.now() + 5 * LATER) == 1
        assert len(sent()) == 1

    def test_the_next_one_tells_only_what_came_since(self, follower: User, mentor: User) -> None:
        now = timezone.now() + LATER
        write_digests(now=now)
        assert write_digests(now=now + LATER) == 0
        MentorFactory.create(offers=["HemePath"], welcomed_at=now + LATER + timedelta(days=1))
        assert write_digests(now=now + 2 * LATER) == 1

    def test_who_began_to_follow_since_waits_for_the_next(self, member: User, mentor: User) -> None:
        actions.follow_tag(by=member, hashtag=Hashtag.objects.get(key="hemepath"))
        MentorFactory.create(offers=["HemePath"])
        assert write_digests(now=timezone.now()) == 0
        assert week_later() == 1

    @pytest.mark.parametrize(
        ("choice", "zone", "now", "begun"),
        [
            ("weekly", "UTC", (2026, 11, 26, 7, 0), (2026, 11, 26, 7)),  # a Thursday
            ("weekly", "UTC", (2026, 11, 26, 6, 59), (2026, 11, 19, 7)),
            ("weekly", "UTC", (2026, 11, 25, 12, 0), (2026, 11, 19, 7)),
            ("weekly", "America/Chicago", (2026, 11, 26, 12, 30), (2026, 11, 19, 13)),
            ("weekly", "America/Chicago", (2026, 11, 26, 13, 0), (2026, 11, 26, 13)),
            ("daily", "Asia/Tokyo", (2026, 11, 25, 22, 0), (2026, 11, 25, 22)),
            ("daily", "Asia/Tokyo", (2026, 11, 25, 21, 59), (2026, 11, 24, 22)),
            ("daily", "America/New_York", (2026, 3, 8, 11, 0), (2026, 3, 8, 11)),  # clocks change
            ("daily", "America/New_York", (2026, 3, 8, 10, 59), (2026, 3, 7, 12)),
        ],
    )
    def test_begins_at_seven_where_one_lives(
        self, choice: str, zone: str, now: tuple[int, ...], begun: tuple[int, ...]
    ) -> None:
        year, month, day, hour, minute = now
        moment = datetime(year, month, day, hour, minute, tzinfo=UTC)
        found = period_begun(moment, choice=choice, zone=ZoneInfo(zone))
        year, month, day, hour = begun
        assert found == datetime(year, month, day, hour, tzinfo=UTC)

    def test_many_people_are_written_each_once(self, follower: User, mentor: User) -> None:
        for user in MentorFactory.create_batch(3):
            follow(user, "HemePath")
        assert week_later() == 4
        assert len({mail.to[0] for mail in sent()}) == 4


class TestTheWayOut:
    def test_the_mail_offers_one_press(self, follower: User, mentor: User) -> None:
        week_later()
        [mail] = sent()
        address = mail.extra_headers["List-Unsubscribe"].strip("<>")
        assert address.endswith(stop_path(follower))
        assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert address in mail.body
        assert address in mail.alternatives[0].content

    def test_other_mails_do_not(self, member: User, mentor: User) -> None:
        actions.set_availability(by=mentor, places=actions.Places(status=Status.OPEN, seats=2))
        note = Notification.objects.create(recipient=mentor, kind="reopened", key="x", about={})
        assert sending.stop_url(note) == ""

    def test_looking_changes_nothing_and_one_press_does(self, follower: User) -> None:
        browser, path = Client(enforce_csrf_checks=True), stop_path(follower)
        page = browser.get(path).content.decode()
        assert "Stop the mails about hashtags you follow?" in page
        assert follower.profile.name not in page
        assert Profile.objects.get(user=follower).mail_digest == MailDigest.WEEKLY
        for _press in range(2):
            answer = browser.post(path, {"List-Unsubscribe": "One-Click"})
            assert "These mails have stopped" in answer.content.decode()
        assert Profile.objects.get(user=follower).mail_digest == MailDigest.NEVER
        assert AuditEntry.objects.filter(action="stop_digest").count() == 1

    @pytest.mark.parametrize("token", ["x", "%00", "a:b", "9" * 3000, "é"])
    def test_a_link_that_was_not_made_here_opens_nothing(
        self, client: Client, follower: User, token: str
    ) -> None:
        for answer in (
            client.get(f"/notifications/stop/{token}/"),
            client.post(f"/notifications/stop/{token}/"),
        ):
            assert answer.status_code == 404
        altered = stop_path(follower).replace(follower.public_id.hex, "0" * 32)
        assert client.post(altered).status_code == 404
        assert Profile.objects.get(user=follower).mail_digest == MailDigest.WEEKLY
