"""The second factor: codes of an app, passkeys, codes for emergencies, and where staff need one."""

import json
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client, override_settings

from notifications.models import Mail
from profiles.models import User
from tests.conftest import SignIn
from tests.factories import MemberFactory, ModeratorFactory
from tests.passkeys import Device, stored

pytestmark = pytest.mark.django_db
HALF = (
    '{"id": "x"}',
    '{"id": 7, "rawId": "x", "response": 5}',
    '{"id": "x", "rawId": "eA", "response": {}, "type": "public-key"}',
    '{"id": "x", "rawId": "\\u0000", "response": {"clientDataJSON": "e30"}}',
)
PASSWORD = "a long enough passphrase"
FACTORS = "/accounts/2fa/"


@pytest.fixture
def iris(db: None) -> User:
    user = MemberFactory.create(name="Iris Costa", email="iris@mail.example")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in_with_password(client: Client, user: User) -> Any:
    return client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})


@pytest.fixture
def client(iris: User) -> Client:
    """Iris, who has just given her password twice."""
    browser = Client()
    sign_in_with_password(browser, iris)
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return browser


def code_of(secret: str, ago: int = 0) -> str:
    counter = next(iter(yield_hotp_counters_from_time())) - ago
    return format_hotp_value(hotp_value(secret, counter))


def with_app(client: Client) -> str:
    """Turns codes of an app on; the secret."""
    page = client.get(f"{FACTORS}totp/activate/")
    secret = page.context["form"].secret
    response = client.post(f"{FACTORS}totp/activate/", {"code": code_of(secret)})
    assert response.status_code == 302, response.content.decode()
    return str(secret)


def options_on(page: Any) -> dict[str, Any]:
    found = re.search(r'<script id="passkey-options"[^>]*>(.*?)</script>', page.content.decode())
    assert found
    options: dict[str, Any] = json.loads(found[1])
    return options


def with_passkey(client: Client, device: Device, *, alone: bool = True) -> Any:
    options = options_on(client.get(f"{FACTORS}webauthn/add/"))
    form = {"name": "Phone", "credential": device.make(options, alone=alone)}
    return client.post(f"{FACTORS}webauthn/add/", form | ({"passwordless": "on"} if alone else {}))


def passkey_options(client: Client) -> dict[str, Any]:
    answer = client.get(f"{FACTORS}webauthn/login/", headers={"accept": "application/json"})
    options: dict[str, Any] = answer.json()
    return options


def who(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


class TestApp:
    def test_a_password_alone_no_longer_opens(
        self, client: Client, iris: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            secret = with_app(client)
        told = Mail.objects.filter(to=iris.email).values_list("subject", flat=True)
        assert "The second step on Kindred is on" in told
        browser = Client()
        assert sign_in_with_password(browser, iris).url.startswith("/accounts/2fa/authenticate/")
        assert who(browser) is None
        browser.post(f"{FACTORS}authenticate/", {"code": "000000"})
        assert who(browser) is None
        browser.post(f"{FACTORS}authenticate/", {"code": code_of(secret)})
        assert who(browser) == str(iris.pk)

    def test_a_code_works_once(self, client: Client, iris: User) -> None:
        code = code_of(with_app(client))
        for expected in (str(iris.pk), None):
            browser = Client()
            sign_in_with_password(browser, iris)
            browser.post(f"{FACTORS}authenticate/", {"code": code})
            assert who(browser) == expected

    def test_an_old_code_never_works(self, client: Client, iris: User) -> None:
        secret = with_app(client)
        for ago in (2, 10):
            browser = Client()
            sign_in_with_password(browser, iris)
            browser.post(f"{FACTORS}authenticate/", {"code": code_of(secret, ago)})
            assert who(browser) is None

    def test_guessing_is_limited(self, client: Client, iris: User) -> None:
        with_app(client)
        browser = Client()
        sign_in_with_password(browser, iris)
        answers = [
            browser.post(f"{FACTORS}authenticate/", {"code": f"{number:06}"}).content.decode()
            for number in range(12)
        ]
        assert "Too many" in answers[-1] or "too many" in answers[-1].lower()
        assert who(browser) is None

    def test_a_code_for_emergencies_works_once(self, client: Client, iris: User) -> None:
        with_app(client)
        codes = client.get(f"{FACTORS}recovery-codes/").context["unused_codes"]
        for expected in (str(iris.pk), None):
            browser = Client()
            sign_in_with_password(browser, iris)
            browser.post(f"{FACTORS}authenticate/", {"code": codes[0]})
            assert who(browser) == expected

    def test_a_session_alone_changes_nothing(self, iris: User, sign_in: SignIn) -> None:
        browser = sign_in(iris)
        for path in ("totp/activate/", "webauthn/add/", "recovery-codes/generate/"):
            response = browser.get(f"{FACTORS}{path}")
            assert response.status_code == 302, path
            assert "reauthenticate" in response.url or path.startswith("recovery"), path


class TestPasskey:
    def test_it_signs_in_alone(self, client: Client, iris: User) -> None:
        device = Device()
        assert with_passkey(client, device).status_code == 302
        assert Mail.objects.filter(to=iris.email, subject="A passkey was added").exists()
        browser = Client()
        credential = device.show(passkey_options(browser))
        response = browser.post(f"{FACTORS}webauthn/login/", {"credential": credential})
        assert response.url == "/home/"
        assert who(browser) == str(iris.pk)

    def test_it_is_the_second_step_after_a_password(self, client: Client, iris: User) -> None:
        device = Device()
        with_passkey(client, device, alone=False)
        browser = Client()
        page = browser.get(sign_in_with_password(browser, iris).url)
        assert who(browser) is None
        credential = device.show(options_on(page))
        browser.post(f"{FACTORS}authenticate/", {"credential": credential})
        assert who(browser) == str(iris.pk)

    def test_an_answer_is_bound_to_its_question(self, client: Client) -> None:
        device = Device()
        with_passkey(client, device)
        first, second = Client(), Client()
        credential = device.show(passkey_options(first))
        passkey_options(second)
        second.post(f"{FACTORS}webauthn/login/", {"credential": credential})
        assert who(second) is None
        first.post(f"{FACTORS}webauthn/login/", {"credential": credential})
        assert who(first)
        first.post("/accounts/logout/")
        first.post(f"{FACTORS}webauthn/login/", {"credential": credential})
        assert who(first) is None

    @pytest.mark.parametrize(
        "forged",
        [
            {"host": "evil.example"},
            {"key": Device().key},
            {"credential_id": b"somebody elses!!"},
            {"flags": 0x01},
        ],
    )
    def test_a_forged_answer_opens_nothing(self, client: Client, forged: dict[str, Any]) -> None:
        device = Device()
        with_passkey(client, device)
        for name, value in forged.items():
            setattr(device, name, value)
        browser = Client()
        credential = device.show(passkey_options(browser))
        browser.post(f"{FACTORS}webauthn/login/", {"credential": credential})
        assert who(browser) is None

    @override_settings(MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN=False)
    def test_in_production_only_its_own_origin_is_taken(self, client: Client) -> None:
        with_passkey(client, Device(origin="https://evil.example"))
        assert not Authenticator.objects.filter(type="webauthn").exists()
        with_passkey(client, Device(origin="https://testserver"))
        assert Authenticator.objects.filter(type="webauthn").exists()

    @pytest.mark.parametrize(
        "nonsense", ["", "{}", "[]", "null", "7", "x" * 9000, "9" * 5000, "[" * 9000, *HALF]
    )
    def test_nonsense_is_refused_in_words(self, client: Client, nonsense: str) -> None:
        client.get(f"{FACTORS}webauthn/add/")
        answer = client.post(f"{FACTORS}webauthn/add/", {"name": "x", "credential": nonsense})
        assert answer.status_code == 200
        assert not Authenticator.objects.filter(type="webauthn").exists()
        browser = Client()
        passkey_options(browser)
        answer = browser.post(f"{FACTORS}webauthn/login/", {"credential": nonsense})
        assert answer.status_code == 302
        assert who(browser) is None

    def test_without_scripts_a_sentence_says_what_is_missing(self, client: Client) -> None:
        answer = client.post(f"{FACTORS}webauthn/add/", {"name": "x", "credential": ""})
        assert "needs scripts turned on" in answer.content.decode()
        browser = Client()
        answer = browser.post(f"{FACTORS}webauthn/login/", {"credential": ""}, follow=True)
        assert "needs scripts turned on" in answer.content.decode()

    def test_the_passkey_of_another_is_not_there(
        self, client: Client, iris: User, sign_in: SignIn
    ) -> None:
        other = MemberFactory.create()
        theirs = Authenticator.objects.create(user=other, type="webauthn", data=stored("Theirs"))
        for path in ("edit/", "remove/"):
            assert client.get(f"{FACTORS}webauthn/keys/{theirs.pk}/{path}").status_code == 404
            assert client.post(f"{FACTORS}webauthn/keys/{theirs.pk}/{path}").status_code == 404
        assert "Theirs" not in client.get(f"{FACTORS}webauthn/").content.decode()

    def test_another_is_added_to_one_there_is(self, client: Client, iris: User) -> None:
        Authenticator.objects.create(user=iris, type="webauthn", data=stored("Old phone"))
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        assert client.get(f"{FACTORS}webauthn/reauthenticate/").status_code == 200
        assert with_passkey(client, Device()).status_code == 302
        assert Authenticator.objects.filter(type="webauthn").count() == 2

    def test_it_is_named_and_removed(self, client: Client, iris: User) -> None:
        with_passkey(client, Device())
        mine = Authenticator.objects.get(user=iris, type="webauthn")
        path = f"{FACTORS}webauthn/keys/{mine.pk}/"
        client.post(f"{path}edit/", {"name": "Key on my ring"})
        assert "Key on my ring" in client.get(f"{FACTORS}webauthn/").content.decode()
        client.post(f"{path}remove/")
        assert not Authenticator.objects.filter(type="webauthn").exists()
        assert Mail.objects.filter(to=iris.email, subject="A passkey was removed").exists()


class TestStaff:
    def test_without_a_second_factor_staff_pages_lead_to_setting_one_up(
        self, sign_in: SignIn, moderator: User
    ) -> None:
        browser = sign_in(moderator)
        assert browser.get("/staff/hashtags/").status_code == 200
        Authenticator.objects.all().delete()
        response = browser.get("/staff/hashtags/")
        assert (response.status_code, response.url) == (302, FACTORS)
        assert "second factor" in browser.get(FACTORS).content.decode()
        assert browser.post("/staff/hashtags/").status_code == 302

    def test_for_members_staff_pages_are_not_there(self, sign_in: SignIn, member: User) -> None:
        assert sign_in(member).get("/staff/hashtags/").status_code == 404
        assert sign_in(member).get("/staff/nothing/").status_code == 404

    def test_superusers_too(self, sign_in: SignIn) -> None:
        boss = ModeratorFactory.create(is_superuser=True)
        Authenticator.objects.all().delete()
        for path in ("/staff/hashtags/", "/site-administration/"):
            assert sign_in(boss).get(path).url == FACTORS
