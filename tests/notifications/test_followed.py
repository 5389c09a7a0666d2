"""The digest of followed hashtags: once a period, through the gate twice, and easily ended."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as outbox
from django.utils import timezone

from notifications import tasks
from notifications.choices import FOLLOWED_HASHTAGS, How
from notifications.gathering import write_digests
from notifications.models import Mail, MailState, NewsSettings, Notification
from notifications.preferences import period_begun
from profiles import actions
from profiles.choices import MailNews, Status, TagKind
from profiles.models import Availability, Hashtag, Profile, TagFollow, User
from safety.models import Block
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


def chosen(user: User, how: str) -> None:
    NewsSettings.objects.update_or_create(user=user, defaults={"choices": {FOLLOWED_HASHTAGS: how}})


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
        assert "Kindred gathers your news in one mail" in mail.body
        note = Notification.objects.get(kind=FOLLOWED_HASHTAGS)
        assert note.get_absolute_url() in mail.body

    def test_opening_it_shows_them(self, follower: User, mentor: User, sign_in: SignIn) -> None:
        week_later()
        client = sign_in(follower)
        note = Notification.objects.get()
        assert "1 new open mentor under #HemePath" in client.get("/notifications/").content.decode()
        Profile.objects.filter(user=follower).update(quiet_mode=True)
        calm = client.get("/notifications/").content.decode()
        assert "New open mentors under #HemePath" in calm
        assert "1 new" not in calm
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

    def test_the_plan_says_it_for_whoever_chose_nothing(self, follower: User, mentor: User) -> None:
        Profile.objects.filter(user=follower).update(mail_news=MailNews.NEVER)
        assert week_later() == 0
        chosen(follower, How.WEEKLY)
        assert week_later() == 1
        assert len(sent()) == 1

    def test_it_is_not_mailed_to_who_wants_none(self, follower: User, mentor: User) -> None:
        chosen(follower, How.NEVER)
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
        assert set(Mail.objects.values_list("state", flat=True)) == {MailState.DROPPED}

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
        found = period_begun(moment, how=choice, zone=ZoneInfo(zone))
        year, month, day, hour = begun
        assert found == datetime(year, month, day, hour, tzinfo=UTC)

    def test_many_people_are_written_each_once(self, follower: User, mentor: User) -> None:
        for user in MentorFactory.create_batch(3):
            follow(user, "HemePath")
        assert week_later() == 4
        assert len({mail.to[0] for mail in sent()}) == 4
