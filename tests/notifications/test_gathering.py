"""One digest, from which a busy mentor can act: everything due to her, as it may be told then."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.test import Client
from django.utils import timezone

from notifications import tasks
from notifications.gathering import write_digests
from notifications.models import Mail, MailState, Notification
from profiles import actions as people
from profiles.choices import MailNews, Status
from profiles.models import Availability, Profile, User
from profiles.pausing import pause_path
from relationships import actions as relating
from tests.acting import bare, post
from tests.conftest import SignIn
from tests.factories import MemberFactory, MentorFactory
from tests.messaging.arrange import conversation_of, say
from tests.notifications.arrange import at, choose
from tests.relationships.arrange import WHY, request_of

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def busy(mentor: User) -> User:
    """Nadia wants one mail a week."""
    Profile.objects.filter(user=mentor).update(mail_news=MailNews.WEEKLY)
    return User.objects.get(pk=mentor.pk)


def digest(weeks: int = 1) -> list[Any]:
    """What has gone out when a Thursday has passed."""
    later = timezone.now() + weeks * WEEK
    with at(later):
        write_digests(now=later)
        tasks.send_due_mail()
    return outbox.outbox


def test_one_mail_holds_asks_and_messages_and_nothing_that_was_written(
    busy: User, member: User, sign_in: SignIn
) -> None:
    request_of(member, busy)
    request_of(MemberFactory.create(name="Ben Osei"), busy)
    cleo = MemberFactory.create(name="Cleo Adeyemi")
    say(sign_in(cleo), conversation_of(cleo, busy), "A private sentence.")
    [mail] = digest()
    assert mail.subject == "Ana Duarte asks you for mentorship, and 2 more"
    for body in (mail.body, mail.alternatives[0].content):
        assert body.count("say=yes") == body.count("say=not-now") == 2
        assert "Cleo Adeyemi wrote to you" in body
        assert pause_path(busy) in body
        assert WHY not in body
        assert "A private sentence" not in body
    assert Mail.objects.filter(state=MailState.SENT).count() == 4


def test_an_ask_stands_in_the_next_one_too_until_it_is_answered(busy: User, member: User) -> None:
    ask = request_of(member, busy)
    digest()
    assert len(digest(2)) == 2
    relating.decline(by=busy, request=ask)
    assert [mail.to for mail in digest(3)[2:]] == [[member.email]]  # who is told of the answer


def test_what_was_mailed_at_once_is_gathered_when_it_still_waits(
    mentor: User, member: User
) -> None:
    request_of(member, mentor)
    tasks.send_due_mail()
    Notification.objects.update(read_at=timezone.now())  # she opened it, and has not answered
    first, second = digest()
    assert first.subject == second.subject
    assert "What waits for you on Kindred" in second.body
    assert digest(12)[2:] == []  # after weeks it is no reason to write


@pytest.mark.parametrize("way", ["blocks", "withdraws", "is suspended"])
def test_between_gathering_and_going_the_gate_is_asked_again(
    busy: User, member: User, way: str
) -> None:
    ask = request_of(member, busy)
    request_of(MemberFactory.create(name="Ben Osei"), busy)
    later = timezone.now() + WEEK
    assert write_digests(now=later) == 1
    if way == "blocks":
        people.block(by=member, person=busy)
    elif way == "withdraws":
        relating.withdraw(by=member, request=ask)
    else:
        User.objects.filter(pk=member.pk).update(suspended_at=timezone.now())
    with at(later):
        tasks.send_due_mail()
    [mail] = outbox.outbox
    assert "Ana Duarte" not in mail.subject + mail.body + mail.alternatives[0].content
    assert mail.subject == "Ben Osei asks you for mentorship"


def test_two_beats_and_six_hours_away_are_one_digest(busy: User, member: User) -> None:
    request_of(member, busy)
    later = timezone.now() + WEEK
    assert [write_digests(now=later + timedelta(hours=hour)) for hour in (0, 0, 6)] == [1, 0, 0]
    with at(later):
        tasks.send_due_mail()
    assert len(outbox.outbox) == 1


def test_whoever_gathers_nothing_gets_none(busy: User, member: User) -> None:
    choose(busy, gathers=False)
    request_of(member, busy)
    assert digest() == []


def test_nobody_is_mailed_after_weeks_of_nothing(busy: User) -> None:
    assert digest(4) == []
    assert not Mail.objects.exists()


class TestPausing:
    def test_the_link_opens_a_page_and_one_press_pauses(
        self, mentor: User, sign_in: SignIn
    ) -> None:
        client, path = sign_in(mentor), pause_path(mentor)
        for _look in range(2):
            assert "Pause new requests?" in client.get(path).content.decode()
        places = Availability.objects.filter(user=mentor)
        assert places.get().status == Status.OPEN
        assert post(client, path, weeks=4).status_code == 302
        row = places.get()
        assert row.status == Status.PAUSED
        assert row.paused_until == timezone.localdate() + timedelta(weeks=4)
        assert client.get(path).headers["Location"] == "/availability/"

    def test_it_is_nothing_to_anybody_else_and_leads_to_the_sign_in(
        self, mentor: User, sign_in: SignIn
    ) -> None:
        path = pause_path(mentor)
        assert Client().get(path).headers["Location"].startswith("/accounts/login/?next=")
        other = sign_in(MentorFactory.create())
        nothing = bare(other.get("/availability/pause/never-made/"))
        assert nothing[0] == 404
        assert bare(other.get(path)) == nothing
        assert bare(other.post(path, {"weeks": 2}))[0] == 404

    def test_a_mail_offers_it_only_while_one_is_open(self, busy: User, member: User) -> None:
        request_of(member, busy)
        Availability.objects.filter(user=busy).update(status=Status.PAUSED)
        assert "Pause" not in digest()[0].body
