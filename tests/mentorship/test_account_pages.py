"""Every page on which a person signs up, signs in or looks after the account wears the look."""

import re

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.contrib.messages import get_messages
from django.test import Client

from profiles.models import User
from tests.conftest import SignIn
from tests.factories import MemberFactory

SIGNED_OUT = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/login/code/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-not-a-token/",
    "/accounts/password/reset/key/done/",
    "/accounts/confirm-email/",
    "/accounts/confirm-email/not-a-key/",
    "/accounts/inactive/",
    "/accounts/3rdparty/login/cancelled/",
]
SIGNED_IN = [
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/sessions/",
    "/accounts/2fa/",
    "/accounts/logout/",
    "/accounts/reauthenticate/",
    "/accounts/3rdparty/",
]


def check_the_look(page: str) -> None:
    """One heading, a way past the navigation, our styles, fields with labels, nothing inline."""
    assert page.count("<h1") == 1
    assert 'href="#main"' in page
    assert "css/forms.css" in page
    assert not re.search(r"<[^>]*\sstyle\s*=", page)
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    for field in re.findall(r"<(?:input|select|textarea)[^>]*\bid=\"([^\"]+)\"[^>]*>", page):
        assert f'for="{field}"' in page, field


@pytest.mark.django_db
@pytest.mark.parametrize("path", SIGNED_OUT)
def test_pages_for_people_who_are_not_signed_in(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    check_the_look(answer.content.decode())


@pytest.mark.parametrize("path", SIGNED_IN)
def test_pages_for_members(member: User, sign_in: SignIn, path: str) -> None:
    answer = sign_in(member).get(path)
    assert answer.status_code == 200
    page = answer.content.decode()
    check_the_look(page)
    if path != "/accounts/reauthenticate/":
        assert re.search(r'<a[^>]*class="me"[^>]*aria-current="page"', page)


@pytest.mark.django_db
def test_opening_the_link_of_a_confirmation_changes_nothing(client: Client) -> None:
    user = MemberFactory.create()
    address = EmailAddress.objects.get(user=user)
    EmailAddress.objects.filter(pk=address.pk).update(verified=False)
    link = f"/accounts/confirm-email/{EmailConfirmationHMAC(address).key}/"
    for _time in range(3):
        page = client.get(link).content.decode()
        check_the_look(page)
        assert user.email in page
    address.refresh_from_db()
    assert not address.verified
    client.post(link)
    address.refresh_from_db()
    assert address.verified


@pytest.mark.django_db
def test_a_wrong_password_is_told_in_words_and_the_address_stays(client: Client) -> None:
    answer = client.post("/accounts/login/", {"login": "ana@example.org", "password": "wrong"})
    page = answer.content.decode()
    check_the_look(page)
    assert "You are not signed in yet." in page
    assert 'value="ana@example.org"' in page
    assert "Not saved yet" not in page


def test_signing_out_is_said(member: User, sign_in: SignIn) -> None:
    answer = sign_in(member).post("/accounts/logout/")
    assert [str(message) for message in get_messages(answer.wsgi_request)] == [
        "You are signed out."
    ]


def test_a_session_is_told_by_its_browser(member: User) -> None:
    client = Client(
        headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/130.0"}
    )
    member.set_password("correct horse battery staple 7")
    member.save()
    sign_in = {"login": member.email, "password": "correct horse battery staple 7"}
    client.post("/accounts/login/", sign_in)
    page = client.get("/accounts/sessions/").content.decode()
    assert "Firefox, Windows" in page
    assert "Mozilla" not in page


def test_a_field_says_once_what_it_asks_in_words_of_this_site(
    client: Client, member: User, sign_in: SignIn
) -> None:
    for url in ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"):
        assert "placeholder" not in client.get(url).content.decode()
    page = sign_in(member).get("/accounts/password/change/").content.decode()
    assert "placeholder" not in page
    for label in ("Your password now", "New password", "New password, once more"):
        assert f">{label}</label>" in page
