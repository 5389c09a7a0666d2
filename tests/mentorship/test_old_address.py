"""Whose address was changed by another finds the way back in the mail to the old one."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.test import Client
from django.utils import timezone

from mentorship.old_addresses import stop_path
from notifications import sending
from notifications.models import Mail
from profiles.models import User
from safety.models import AuditEntry
from tests.conftest import SignIn
from tests.factories import PASSWORD, MemberFactory

pytestmark = pytest.mark.django_db
OLD, NEW = "ana@example.org", "intruder@example.org"


@pytest.fixture
def ana() -> User:
    user = MemberFactory.create(name="Ana Duarte", email=OLD)
    user.set_password(PASSWORD)
    user.save()
    return user


def links_to(address: str, holding: str) -> list[str]:
    """Paths in the mails to an address that hold a word."""
    for row in Mail.objects.due():
        sending.deliver(row.pk)
    text = "\n".join(str(one.body) for one in mail.outbox if one.to == [address])
    return [path for path in re.findall(r"https?://[^/\s]+(/\S*)", text) if holding in path]


def change(client: Client) -> None:
    """Somebody at her open session changes the address, and confirms the new one."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/email/", {"action_add": "", "email": NEW})
    [confirm] = set(links_to(NEW, "confirm-email"))
    client.post(confirm)


def test_the_old_address_stops_it(ana: User, sign_in: SignIn) -> None:
    intruder, own = sign_in(ana), Client()
    change(intruder)
    ana.refresh_from_db()
    assert ana.email == NEW
    TOTP.activate(ana, generate_totp_secret())
    [stop] = links_to(OLD, "/accounts/email/stop/")

    page = own.get(stop)
    assert page.status_code == 200
    assert OLD in page.content.decode()
    ana.refresh_from_db()
    assert ana.email == NEW, "reading the page changes nothing"

    answer = own.post(stop)
    assert answer["Location"] == "/accounts/password/reset/done/"
    ana.refresh_from_db()
    assert (ana.email, ana.has_usable_password()) == (OLD, False)
    rows = EmailAddress.objects.filter(user=ana).values_list("email", "verified", "primary")
    assert list(rows) == [(OLD, True, True)]
    assert not Authenticator.objects.filter(user=ana).exists()
    assert intruder.get("/home/").status_code == 302, "the open session has ended"
    assert AuditEntry.objects.filter(action="take_address_back", subject=ana).count() == 1
    assert links_to(OLD, "password/reset/key"), "a way to choose a new password"


def test_twice_is_once(ana: User, client: Client) -> None:
    User.objects.filter(pk=ana.pk).update(email=NEW)
    stop = stop_path(ana, OLD)
    client.post(stop)
    answer = client.post(stop, follow=True)
    assert "Nothing was changed" in answer.content.decode()
    assert AuditEntry.objects.filter(action="take_address_back").count() == 1


def test_what_was_there_before_the_change_stays(ana: User, client: Client) -> None:
    TOTP.activate(ana, generate_totp_secret())
    earlier = timezone.now() - timedelta(days=1)
    Authenticator.objects.filter(user=ana).update(created_at=earlier)
    User.objects.filter(pk=ana.pk).update(email=NEW)
    client.post(stop_path(ana, OLD))
    assert Authenticator.objects.filter(user=ana).count() == 1


def test_an_address_that_is_anothers_by_now_is_not_taken_from_them(
    ana: User, client: Client
) -> None:
    EmailAddress.objects.filter(user=ana).update(email=NEW)
    User.objects.filter(pk=ana.pk).update(email=NEW)
    other = MemberFactory.create(email=OLD)
    answer = client.post(stop_path(ana, OLD))
    assert answer.status_code == 409
    assert "belongs to another account" in answer.content.decode()
    ana.refresh_from_db()
    assert (ana.email, EmailAddress.objects.get(user=other).email) == (NEW, OLD)


def test_a_link_runs_out_and_cannot_be_made_up(ana: User, client: Client, monkeypatch: Any) -> None:
    stop = stop_path(ana, OLD)
    assert client.get(stop).status_code == 200
    for wrong in (stop[:-2] + "/", "/accounts/email/stop/x/", stop.replace("stop/", "stop/a")):
        assert client.get(wrong).status_code == 404
    later = timezone.now().timestamp() + 8 * 24 * 3600
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert client.get(stop).status_code == 404
    assert client.post(stop).status_code == 404


def test_other_notices_keep_their_advice(ana: User, sign_in: SignIn) -> None:
    client = sign_in(ana)
    new = "another long enough passphrase"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post("/accounts/password/change/", form)
    assert links_to(OLD, "/accounts/password/reset/")
    assert not links_to(OLD, "/accounts/email/stop/")


def test_who_confirms_first_has_the_address_and_dots_count(
    ana: User, sign_in: SignIn, settings: Any
) -> None:
    """Two ask for the same address; nothing about it is folded but its case."""
    settings.ACCOUNT_RATE_LIMITS = False  # one mail a minute to one address
    ben = MemberFactory.create(email="ben@example.org")
    ben.set_password(PASSWORD)
    ben.save()
    clients = [sign_in(ana), sign_in(ben)]
    for client in clients:
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        client.post("/accounts/email/", {"action_add": "", "email": "a.b@example.org"})
    ways = links_to("a.b@example.org", "confirm-email")
    assert len(ways) == 2
    clients[1].post(ways[1])
    clients[0].post(ways[0])
    holders = EmailAddress.objects.filter(email="a.b@example.org", verified=True)
    assert [row.user_id for row in holders] == [ben.pk]
    clients[0].post("/accounts/email/", {"action_add": "", "email": "ab@example.org"})
    [way] = set(links_to("ab@example.org", "confirm-email"))
    clients[0].post(way)
    ana.refresh_from_db()
    assert ana.email == "ab@example.org"
