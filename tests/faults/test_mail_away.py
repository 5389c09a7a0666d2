"""The mail server away, or the folder of photos: pages go on, nothing is lost, nothing is let
through that would have been refused.
"""

import time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from notifications.models import Mail, MailState
from notifications.tasks import send_due_mail
from profiles.choices import Audience
from profiles.models import Profile, User
from safety import actions as safety
from tests.conftest import SignIn
from tests.factories import PASSWORD
from tests.relationships.arrange import request_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_mail_server(settings: Any) -> None:
    """A mail server that nobody answers at."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


def test_joining_and_asking_go_on_and_the_mails_wait(
    no_mail_server: None, member: User, mentor: User
) -> None:
    begun = time.monotonic()
    joined = Client().post(
        reverse("account_signup"),
        {"name": "Bea Lindholm", "email": "bea@mail.example", "password1": PASSWORD},
    )
    assert joined.status_code == 302
    request_of(member, mentor)
    send_due_mail()
    assert time.monotonic() - begun < 5
    mails = Mail.objects.all()
    assert [mail.state for mail in mails] == [MailState.DUE] * 2
    assert all(mail.tries == 1 for mail in mails)


def test_when_it_is_back_each_goes_once_and_past_the_gate(
    no_mail_server: None, member: User, mentor: User, settings: Any, mailoutbox: list[Any]
) -> None:
    request_of(member, mentor)
    send_due_mail()
    safety.block(by=mentor, person=member)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Mail.objects.update(due_at="2026-01-01T00:00Z")
    send_due_mail()
    send_due_mail()
    assert mailoutbox == []  # he blocked her while the server was away
    assert Mail.objects.get().state == MailState.DROPPED


def test_nobody_signs_in_without_the_mail_that_was_to_prove_it(no_mail_server: None) -> None:
    client = Client()
    form = {"name": "Bea Lindholm", "email": "bea@mail.example", "password1": PASSWORD}
    client.post(reverse("account_signup"), form)
    send_due_mail()
    assert client.get("/home/").status_code == 302
    signed_in = Client().post(
        reverse("account_login"), {"login": form["email"], "password": PASSWORD}
    )
    assert signed_in.headers.get("Location", "") != "/home/"


def test_a_photo_that_is_gone_is_not_there_and_a_hidden_one_stays_so(
    sign_in: SignIn, member: User, mentor: User, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    Profile.objects.filter(user=mentor).update(photo="photos/gone.webp")
    where = reverse("profiles:photo", args=[mentor.public_id])
    client = sign_in(member)
    assert client.get(where).status_code == 404
    default_storage.save("photos/gone.webp", ContentFile(b"a picture"))
    assert client.get(where).status_code == 200
    Profile.objects.filter(user=mentor).update(audience=Audience.NOBODY)
    assert client.get(where).status_code == 404
