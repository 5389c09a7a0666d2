"""One sender for every mail: nothing lost, nothing sent past the gate, nothing sent twice."""

import smtplib
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any
from unittest import mock

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from notifications import sending, tasks
from notifications.actions import notify, queue_mail
from notifications.choices import How
from notifications.kinds import Kind, Told, UnknownKind, _kinds, register
from notifications.models import Mail, MailState, Notification
from profiles import actions as people
from profiles.choices import MailNews
from profiles.models import Profile, User
from relationships import actions
from tests.factories import MemberFactory, MentorFactory
from tests.races import race
from tests.relationships.arrange import request_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail(member: User, mentor: User) -> Mail:
    """The mail that tells Nadia of Ana's request."""
    request_of(member, mentor)
    return Mail.objects.get()


@pytest.fixture
def news() -> Iterator[str]:
    """A kind of news that only these tests know."""

    def tell(_reader: User, rows: Any) -> dict[int, Told]:
        return {row.pk: Told(sentence="Something happened", url="/home/") for row in rows}

    register(Kind("test_news", "Test", tell, how=How.AT_ONCE))
    yield "test_news"
    del _kinds["test_news"]


def test_a_mail_goes_out_once_in_text_and_html(mail: Mail) -> None:
    assert sending.deliver(mail.pk) is True
    assert sending.deliver(mail.pk) is False
    tasks.send_due_mail()
    [sent] = outbox.outbox
    mail.refresh_from_db()
    assert mail.state == MailState.SENT
    assert mail.sent_at is not None
    assert sent.to == [mail.to]
    assert sent.subject == "Ana Duarte asks you for mentorship"
    assert sent.extra_headers["Message-ID"].startswith(f"<{mail.public_id}@")
    assert [alternative.mimetype for alternative in sent.alternatives] == ["text/html"]
    html = sent.alternatives[0].content
    assert "http://" in html
    assert "http://testserver" not in html
    assert "Hello Nadia Aziz," in sent.body
    assert "&" not in sent.body.replace("&say", "")


def test_a_lost_ring_is_made_good_by_the_sweep(mail: Mail) -> None:
    tasks.send_due_mail()
    assert len(outbox.outbox) == 1


def test_an_action_does_not_wait_for_redis(
    member: User, mentor: User, django_capture_on_commit_callbacks: Any
) -> None:
    with (
        mock.patch.object(
            tasks.send_mail, "apply_async", side_effect=OperationalError("away")
        ) as rung,
        django_capture_on_commit_callbacks(execute=True),
    ):
        request_of(member, mentor)
    assert rung.called
    assert Mail.objects.get().state == MailState.DUE
    tasks.send_due_mail()
    assert len(outbox.outbox) == 1


def test_nothing_is_rung_or_mailed_when_the_event_is_rolled_back(
    member: User, mentor: User, django_capture_on_commit_callbacks: Any
) -> None:
    with (
        mock.patch("safety.doorbell._queue") as rung,
        django_capture_on_commit_callbacks(execute=True),
    ):
        try:
            with transaction.atomic():
                request_of(member, mentor)
                raise RuntimeError("the event did not happen")
        except RuntimeError:
            pass
    assert not rung.called
    assert not Mail.objects.exists()
    assert not Notification.objects.exists()


def test_a_killed_sender_is_taken_over_under_the_same_message_id(mail: Mail) -> None:
    """Killed between sending and writing it down: after the lease the mail goes once more."""
    with (
        mock.patch.object(sending, "_finish", side_effect=SystemExit),
        pytest.raises(SystemExit),
    ):
        sending.deliver(mail.pk)
    mail.refresh_from_db()
    assert mail.state == MailState.CLAIMED
    assert sending.deliver(mail.pk) is False
    Mail.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert sending.deliver(mail.pk) is True
    assert sending.deliver(mail.pk) is False
    ids = [sent.extra_headers["Message-ID"] for sent in outbox.outbox]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_a_sender_killed_before_sending_loses_nothing(mail: Mail) -> None:
    with (
        mock.patch.object(EmailMultiAlternatives, "send", side_effect=SystemExit),
        pytest.raises(SystemExit),
    ):
        sending.deliver(mail.pk)
    Mail.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    tasks.send_due_mail()
    assert len(outbox.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_many_workers_send_each_mail_once() -> None:
    mentors = MentorFactory.create_batch(6)
    with mock.patch("safety.doorbell._queue"):
        for mentor in mentors:
            request_of(MemberFactory.create(), mentor)
    ids = list(Mail.objects.values_list("pk", flat=True))
    sent: list[str] = []
    with mock.patch.object(
        EmailMultiAlternatives,
        "send",
        lambda message: sent.append(message.extra_headers["Message-ID"]),
    ):
        results = race([lambda pk=pk: sending.deliver(pk) for pk in ids * 4])
    assert sorted(results) == [False] * 18 + [True] * 6
    assert len(sent) == len(set(sent)) == 6


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPServerDisconnected("gone"),
        ConnectionRefusedError(),
        TimeoutError(),
        smtplib.SMTPRecipientsRefused({"x": (451, b"greylisted")}),
    ],
)
def test_a_server_in_trouble_is_tried_again_later_and_later(mail: Mail, error: Exception) -> None:
    pauses = []
    with mock.patch.object(EmailMultiAlternatives, "send", side_effect=error):
        for _try in range(sending.MOST_TRIES):
            Mail.objects.update(due_at=timezone.now())
            assert sending.deliver(mail.pk) is False
            mail.refresh_from_db()
            pauses.append((mail.due_at - timezone.now()).total_seconds())
    longest = sending.LONGEST_PAUSE
    assert all(1.4 < later / pause < 2.8 for pause, later in pairwise(pauses[:9]))
    assert all(longest <= pause + 1 < 1.3 * longest for pause in pauses[9:-1])
    assert mail.state == MailState.DROPPED
    assert Mail.objects.filter(pk=mail.pk).exists()
    tasks.send_due_mail()
    assert outbox.outbox == []


def test_an_address_refused_for_good_is_not_tried_again(mail: Mail) -> None:
    refused = smtplib.SMTPRecipientsRefused({mail.to: (550, b"no such user")})
    with mock.patch.object(EmailMultiAlternatives, "send", side_effect=refused):
        sending.deliver(mail.pk)
    mail.refresh_from_db()
    assert mail.state == MailState.DROPPED


def test_one_mail_that_cannot_be_worded_does_not_stop_the_others(
    member: User, mentor: User, news: str, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_reader: User, _rows: Any) -> dict[int, Told]:
        raise RuntimeError("a private thing")

    register(Kind("test_broken", "Broken", broken, how=How.AT_ONCE))
    try:
        notify(kind="test_broken", recipient=mentor, key="a", about={})
        notify(kind=news, recipient=mentor, key="b", about={})
        tasks.send_due_mail()
        tasks.send_due_mail()  # they had gone together; now each goes alone
    finally:
        del _kinds["test_broken"]
    assert [sent.subject for sent in outbox.outbox] == ["Something happened"]
    assert Mail.objects.get(notification__key="a").state == MailState.DUE


def block(mail: Mail) -> None:
    people.block(by=mail.notification.recipient, person=mail.notification.actor)


def suspend_the_actor(mail: Mail) -> None:
    User.objects.filter(pk=mail.notification.actor_id).update(suspended_at=timezone.now())


def suspend_the_reader(mail: Mail) -> None:
    User.objects.filter(pk=mail.notification.recipient_id).update(suspended_at=timezone.now())


def withdraw(mail: Mail) -> None:
    ask = mail.notification.actor.requests_sent.get()
    actions.withdraw(by=ask.mentee, request=ask)


def answer(mail: Mail) -> None:
    ask = mail.notification.actor.requests_sent.get()
    actions.decline(by=ask.mentor, request=ask)


def read(mail: Mail) -> None:
    Notification.objects.filter(pk=mail.notification_id).update(read_at=timezone.now())


def leave(mail: Mail) -> None:
    User.objects.filter(pk=mail.notification.recipient_id).update(is_active=False)


@pytest.mark.parametrize(
    "happen", [block, suspend_the_actor, suspend_the_reader, withdraw, answer, read, leave]
)
def test_the_gate_is_asked_again_when_the_mail_goes(mail: Mail, happen: Any) -> None:
    happen(mail)
    tasks.send_due_mail()
    assert [sent for sent in outbox.outbox if "asks you" in sent.subject] == []
    mail.refresh_from_db()
    assert (mail.state, mail.sent_at) == (MailState.DROPPED, None)


def test_whoever_wants_no_mail_gets_none(member: User, mentor: User) -> None:
    mentor.profile.mail_news = MailNews.NEVER
    mentor.profile.save()
    request_of(member, mentor)
    assert not Mail.objects.exists()
    assert Notification.objects.filter(recipient=mentor).count() == 1


def test_a_name_cannot_forge_a_header(member: User, mentor: User) -> None:
    Profile.objects.filter(user=member).update(name="Ana\r\nBcc: everybody@example.org")
    request_of(member, mentor)
    tasks.send_due_mail()
    [sent] = outbox.outbox
    message = sent.message()
    assert message["Bcc"] is None
    assert "\n" not in str(message["Subject"])
    assert sent.recipients() == [mentor.email]


def test_a_name_is_inert_in_html_and_plain_in_text(member: User, mentor: User) -> None:
    Profile.objects.filter(user=member).update(name='<b onclick="x">Ana</b> & {{ 7 }}')
    request_of(member, mentor)
    tasks.send_due_mail()
    [sent] = outbox.outbox
    html = sent.alternatives[0].content
    assert "<b onclick" not in html
    assert "&lt;b onclick" in html
    assert "{{ 7 }}" in html
    assert '<b onclick="x">Ana</b> & {{ 7 }}' in sent.body


def test_the_words_of_a_mail_are_wiped_once_it_is_sent(settings: Any) -> None:
    settings.DEMO = False
    mail = queue_mail(key="k", to="ana@example.org", subject="Code", text="123 456", html="<p>")
    assert queue_mail(key="k", to="ana@example.org", subject="Code", text="other") == mail
    sending.deliver(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.text, mail.html) == (MailState.SENT, "", "")
    assert outbox.outbox[0].body == "123 456"


def test_the_same_event_is_told_once(mentor: User, news: str) -> None:
    assert notify(kind=news, recipient=mentor, key="once", about={}) is not None
    assert notify(kind=news, recipient=mentor, key="once", about={}) is None
    assert (Notification.objects.count(), Mail.objects.count()) == (1, 1)


def test_news_of_a_kind_nobody_knows_is_a_mistake_found_at_once(mentor: User) -> None:
    with pytest.raises(UnknownKind):
        notify(kind="no_such_kind", recipient=mentor, key="k", about={})


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example", "/\\evil.example", "x"])
def test_news_leads_to_this_site_only(url: str) -> None:
    with pytest.raises(ValueError, match="a path of this site"):
        Told(sentence="s", url=url)
    with pytest.raises(ValueError, match="a path of this site"):
        Told(sentence="s", url="/home/", actions=(("Go", url),))
