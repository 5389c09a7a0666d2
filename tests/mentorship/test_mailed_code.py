"""Asked once more by a mailed code: whoever joined through another site has nothing else to be
asked for, and a session alone changes nothing that protects the account.
"""

import re
import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from notifications.models import Mail
from profiles.models import User
from tests.conftest import SignIn
from tests.factories import MemberFactory

from .elsewhere import CAMPUS, Site, go
from .test_elsewhere import PASSWORD, member_from

pytestmark = pytest.mark.django_db
PAGE = "/accounts/reauthenticate/mail/"
NEW_ADDRESS = {"email": "iris@elsewhere.example", "action_add": ""}
NEW_PASSWORD = {"password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def iris(client: Client, site: Site) -> Client:
    """Joined through her hospital, and signed in by it just now."""
    user = member_from(client, site)
    Mail.objects.all().delete()
    browser = Client()
    go(browser, site)
    assert browser.session["_auth_user_id"] == str(user.pk)
    return browser


def mailed(browser: Client, path: str = PAGE) -> str:
    """Press the button, and read the newest code that was mailed."""
    assert browser.post(path, {"send": "1"}).status_code == 302
    mail = Mail.objects.filter(subject="Your code for Kindred").order_by("-pk")[0]
    assert mail.to == CAMPUS["email"]
    found = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]+)\s*$", mail.text, re.MULTILINE)
    assert found, mail.text
    return found[1]


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/accounts/email/", NEW_ADDRESS),
        ("/accounts/password/set/", NEW_PASSWORD),
        ("/accounts/2fa/totp/activate/", {"code": "123456"}),
        ("/accounts/2fa/webauthn/add/", {"credential": "{}"}),
    ],
)
def test_a_session_alone_changes_nothing(iris: Client, path: str, form: dict[str, str]) -> None:
    response = iris.post(path, form)
    assert response.status_code == 302
    assert response.url.startswith(f"{PAGE}?next=")
    assert not Mail.objects.exists()
    user = User.objects.get()
    assert (user.email, user.has_usable_password()) == (CAMPUS["email"], False)
    assert not EmailAddress.objects.exclude(email=user.email).exists()
    assert not Authenticator.objects.exists()


def test_another_site_is_not_connected_by_a_session_alone(iris: Client, site: Site) -> None:
    site.claims = {"sub": "campus-18"}
    response = go(iris, site, process="connect")
    assert iris.get(response.url).url.startswith(PAGE)
    assert SocialAccount.objects.count() == 1
    answer = iris.post(PAGE, {"code": mailed(iris)})
    assert answer.status_code == 302
    assert SocialAccount.objects.count() == 2


def test_the_code_from_the_mail_goes_on_with_what_was_sent(iris: Client) -> None:
    path = iris.post("/accounts/email/", NEW_ADDRESS).url
    assert "Mail me a code" in iris.get(path).content.decode()
    code = mailed(iris, path)
    assert 'name="code"' in iris.get(path).content.decode()
    answer = iris.post(path, {"code": code.lower(), "next": "/accounts/email/"})
    assert answer.status_code == 302
    assert EmailAddress.objects.filter(email=NEW_ADDRESS["email"], verified=False).exists()
    iris.post("/accounts/password/set/", NEW_PASSWORD)
    assert User.objects.get().check_password(PASSWORD)


def test_it_is_asked_again_after_a_while(iris: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    iris.post(PAGE, {"code": mailed(iris)})
    assert iris.get("/accounts/password/set/").status_code == 200
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3600)
    assert iris.get("/accounts/password/set/").url.startswith(PAGE)


def refused(browser: Client, code: str) -> str:
    answer = browser.post(PAGE, {"code": code})
    assert answer.status_code == 200
    assert browser.get("/accounts/password/set/").status_code == 302
    return answer.content.decode()


def test_a_wrong_code_is_refused_and_a_few_make_it_void(iris: Client) -> None:
    code = mailed(iris)
    assert "not the code" in refused(iris, "XXXXXX")
    assert "not the code" in refused(iris, "YYYYYY")
    assert "works no more" in refused(iris, "ZZZZZZ")
    assert "run out" in refused(iris, code)


def test_a_newer_code_an_older_one_and_a_used_one(iris: Client) -> None:
    older, newer = mailed(iris), mailed(iris)
    assert "not the code" in refused(iris, older)
    assert iris.post(PAGE, {"code": newer}).status_code == 302
    assert "run out" in iris.post(PAGE, {"code": newer}).content.decode()


def test_a_code_runs_out(iris: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    code, now = mailed(iris), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 200)
    assert "run out" in refused(iris, code)


def test_a_code_counts_in_the_browser_that_asked_for_it(iris: Client, site: Site) -> None:
    other = Client()
    go(other, site)
    assert "run out" in refused(other, mailed(iris))


def test_codes_are_limited(iris: Client) -> None:
    answers = [iris.post(PAGE, {"send": "1"}).status_code for _time in range(6)]
    assert answers == [302] * 5 + [429]


def test_who_has_a_password_is_asked_for_that(sign_in: SignIn, client: Client) -> None:
    browser = sign_in(MemberFactory.create())
    answer = browser.post(f"{PAGE}?next=/home/", {"send": "1"})
    assert answer.url == "/accounts/reauthenticate/?next=%2Fhome%2F"
    assert not Mail.objects.exists()
    assert client.get(PAGE).url.startswith("/accounts/login/")


def test_the_way_back_stays_on_this_site(iris: Client) -> None:
    answer: Any = iris.post(PAGE, {"code": mailed(iris), "next": "//evil.example"})
    assert answer.url == "/home/"
