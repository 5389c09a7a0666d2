"""Mail that comes back stops mail to that address and not the account; its owner reads so."""

import io
import smtplib
from typing import Any
from unittest import mock

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMultiAlternatives
from django.core.management import call_command
from django.test import Client

from notifications import sending, tasks
from notifications.actions import note_bounce, queue_mail
from notifications.bounces import Reply, take_report
from notifications.models import Mail, MailState, NewsSettings
from profiles.models import User
from tests.acting import post
from tests.conftest import SignIn
from tests.factories import MemberFactory
from tests.relationships.arrange import request_of

pytestmark = pytest.mark.django_db

REPORT = """\
From: MAILER-DAEMON@mx.example
To: bounces@kindred.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {to}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no such user

--b
Content-Type: {copy}

Message-ID: {message_id}
From: hello@kindred.example
Subject: A name asks you

--b--
"""


@pytest.fixture
def mail(member: User, mentor: User) -> Mail:
    request_of(member, mentor)
    return Mail.objects.get()


def report(mail: Mail, **parts: str) -> bytes:
    tasks.send_due_mail()
    said = {
        "to": mail.to,
        "action": "failed",
        "status": "5.1.1",
        "copy": "text/rfc822-headers",
        "message_id": outbox.outbox[0].extra_headers["Message-ID"],
    }
    return REPORT.format(**(said | parts)).encode()


def has_stopped(user: User) -> bool:
    return NewsSettings.objects.filter(user=user, bounced_at__isnull=False).exists()


@pytest.mark.parametrize("copy", ["text/rfc822-headers", "message/rfc822"])
def test_a_report_stops_mail_once(mail: Mail, mentor: User, copy: str) -> None:
    raw = report(mail, copy=copy)
    assert [take_report(raw), take_report(raw)] == [1, 0]
    assert has_stopped(mentor)
    request_of(MemberFactory.create(), mentor)
    tasks.send_due_mail()
    assert len(outbox.outbox) == 1


@pytest.mark.parametrize(
    "parts",
    [
        {"action": "delayed", "status": "4.4.1"},
        {"action": "failed", "status": "5.2.2"},  # her mailbox is full
        {"action": "failed", "status": "5.7.1"},  # what was sent was not liked
        {"action": "failed", "status": "5.1.8"},  # the sender's address
        {"action": "delivered"},
        {"message_id": "<00000000-0000-4000-8000-000000000000@kindred.example>"},
        {"message_id": "<guessed@kindred.example>"},
    ],
)
def test_another_report_stops_nothing(mail: Mail, mentor: User, parts: dict[str, str]) -> None:
    assert take_report(report(mail, **parts)) == 0
    assert not has_stopped(mentor)


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\x00", b"Subject: hello\n\nNot a report.", b"--b\n" * 9]
)
def test_anything_else_is_taken_and_changes_nothing(raw: bytes) -> None:
    assert take_report(raw) == 0


def test_the_command_reads_it_from_the_mail_server(
    mail: Mail, mentor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(report(mail))))
    said = io.StringIO()
    call_command("read_bounce", stdout=said)
    assert said.getvalue() == "1 stopped\n"
    assert has_stopped(mentor)


@pytest.mark.parametrize(
    ("code", "text", "stops"),
    [
        (550, b"5.1.1 no such user", True),
        (550, b"no such user", True),
        (554, b"5.7.1 spam", False),
        (552, b"5.2.2 full", False),
    ],
)
def test_a_server_that_refuses_an_address_stops_mail_to_it(
    mail: Mail, mentor: User, code: int, text: bytes, stops: bool
) -> None:
    refused = smtplib.SMTPRecipientsRefused({mail.to: (code, text)})
    with mock.patch.object(EmailMultiAlternatives, "send", side_effect=refused):
        sending.deliver(mail.pk)
    mail.refresh_from_db()
    assert mail.state == MailState.DROPPED
    assert has_stopped(mentor) == stops
    assert Reply.of(code, text).is_for_good


def test_she_reads_it_and_starts_it_again(mail: Mail, mentor: User, sign_in: SignIn) -> None:
    assert note_bounce(address=mentor.email.upper(), code="5.1.1")
    client = sign_in(mentor)
    assert "Mail to you came back" in client.get("/notifications/").content.decode()
    page = client.get("/settings/notifications/").content.decode()
    assert mentor.email in page
    assert "5.1.1" in page
    post(client, "/settings/notifications/again/")
    assert not has_stopped(mentor)
    assert "Mail to you came back" not in client.get("/settings/notifications/").content.decode()
    request_of(MemberFactory.create(), mentor)
    tasks.send_due_mail()
    assert len(outbox.outbox) > 0


def test_another_address_is_mailed_and_codes_are_tried(mail: Mail, mentor: User) -> None:
    note_bounce(address=mentor.email, code="5.1.1")
    queue_mail(key="code", to=mentor.email, subject="Code", text="1")
    tasks.send_due_mail()
    assert [sent.subject for sent in outbox.outbox] == ["Code"]
    User.objects.filter(pk=mentor.pk).update(email="new@mail.example")
    request_of(MemberFactory.create(), User.objects.get(pk=mentor.pk))
    tasks.send_due_mail()
    assert outbox.outbox[-1].to == ["new@mail.example"]


def test_mail_is_returned_to_where_it_is_read(mail: Mail, settings: Any) -> None:
    settings.BOUNCE_ADDRESS = "bounces@kindred.example"
    tasks.send_due_mail()
    [sent] = outbox.outbox
    assert sent.from_email == "bounces@kindred.example"
    assert sent.message()["From"] == settings.DEFAULT_FROM_EMAIL
    assert Client().get("/").status_code == 200
