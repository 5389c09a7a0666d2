"""Mails of news are ended by one press, signed out, kind by kind; looking changes nothing."""

import pytest
from django.core import mail as outbox
from django.core.signing import Signer
from django.test import Client

from mentorship.erasing import erase
from notifications import tasks
from notifications.choices import FOLLOWED_HASHTAGS
from notifications.models import NewsSettings
from notifications.stopping import DIGEST, stop_path
from profiles.models import User
from safety.models import AuditEntry
from tests.relationships.arrange import request_of

pytestmark = pytest.mark.django_db


def chosen(user: User) -> dict[str, str]:
    row = NewsSettings.objects.filter(user=user).first()
    return row.choices if row else {}


def test_the_mail_offers_it_in_its_headers_and_in_words(member: User, mentor: User) -> None:
    request_of(member, mentor)
    tasks.send_due_mail()
    [mail] = outbox.outbox
    address = mail.extra_headers["List-Unsubscribe"].strip("<>")
    assert address.endswith(stop_path(mentor, ["request_received"]))
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address in mail.body
    assert address in mail.alternatives[0].content
    assert "settings/notifications/" in mail.body


def test_looking_changes_nothing_and_one_press_does(member: User, mentor: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    path = stop_path(mentor, ["request_received"])
    for look in (browser.get, browser.head):
        page = look(path).content.decode()
        assert mentor.profile.name not in page
    assert chosen(mentor) == {}
    for _press in range(2):
        answer = browser.post(path, {"List-Unsubscribe": "One-Click"})
        assert "These mails have stopped" in answer.content.decode()
    assert chosen(mentor) == {"request_received": "never"}
    assert AuditEntry.objects.filter(action="stop_mails").count() == 1
    request_of(member, mentor)
    tasks.send_due_mail()
    assert outbox.outbox == []


def test_the_digest_is_ended_without_ending_what_goes_at_once(member: User, mentor: User) -> None:
    Client().post(stop_path(mentor, [DIGEST]))
    assert not NewsSettings.objects.get(user=mentor).gathers
    request_of(member, mentor)
    tasks.send_due_mail()
    assert len(outbox.outbox) == 1


def test_links_in_mails_of_before_still_end_what_they_ended(member: User) -> None:
    old = Signer(salt="notifications.digest").sign(member.public_id.hex)
    Client().post(f"/notifications/stop/{old}/")
    assert chosen(member) == {FOLLOWED_HASHTAGS: "never"}


def test_a_link_in_a_mail_to_somebody_who_left_brings_nothing_of_hers_back(member: User) -> None:
    path = stop_path(member, ["new_message"])
    erase(by=member)
    assert Client().post(path).status_code == 404
    assert not NewsSettings.objects.filter(user=member).exists()


@pytest.mark.parametrize("token", ["x", "%00", "a:b", "9" * 3000, "é"])
def test_a_link_that_was_not_made_here_opens_nothing(
    client: Client, member: User, token: str
) -> None:
    altered = stop_path(member, ["new_message"]).replace("new_message", "request_received")
    for path in (f"/notifications/stop/{token}/", altered):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404
    assert chosen(member) == {}
