"""Passwords: which are taken, how guessing is slowed, and what a session alone cannot change."""

import gzip
import hashlib
from pathlib import Path
from typing import Any

import pytest
import requests
from django.contrib.auth import password_validation
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import Settings

from mentorship.known_devices import COOKIE
from notifications.models import Mail
from profiles.models import User
from tests.conftest import SignIn
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db
GOOD = "correct horse battery staple 7"
DIGEST = hashlib.sha1(GOOD.encode(), usedforsecurity=False).hexdigest().upper()
WRONG = "a guess that is wrong"
NEW = {"password1": "another passphrase", "password2": "another passphrase"}
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def quick_hashes(settings: Settings) -> None:
    """How long a hash takes is not the matter here."""
    settings.PASSWORD_HASHERS = QUICK


@pytest.fixture
def iris(db: None) -> User:
    user = MemberFactory.create(email="iris@mail.example")
    user.set_password(GOOD)
    user.save()
    return user


def give(client: Client, password: str, address: str = "iris@mail.example", ip: str = "") -> bool:
    """Sign in; whether it opened."""
    form = {"login": address, "password": password}
    client.post("/accounts/login/", form, REMOTE_ADDR=ip or "192.0.2.1")
    return "_auth_user_id" in client.session


def join(password: str) -> bool:
    form = {"name": "Ines", "email": "ines@mail.example", "password1": password}
    Client().post("/accounts/signup/", form)
    return User.objects.filter(email="ines@mail.example").exists()


class TestWhichAreTaken:
    @pytest.mark.parametrize("password", ["7 chars", "password", "12345678", "ines@mail.example"])
    def test_short_common_and_ones_own_address_are_not(self, password: str) -> None:
        assert not join(password)

    @pytest.mark.parametrize(
        "password",
        [
            "8 chars!",
            "x" * 40 + "yz" * 12,
            "just small letters in words",
            "\u00fcber den wolken \U0001f642\U0001f44d",
            "        leading and trailing        ",
            "7391648205",
        ],
    )
    def test_length_counts_and_no_recipe(self, password: str) -> None:
        assert join(password)
        assert User.objects.get(email="ines@mail.example").check_password(password)

    def test_the_three_thousand_most_common_are_not(self) -> None:
        path = Path(password_validation.__file__).parent / "common-passwords.txt.gz"
        common = gzip.decompress(path.read_bytes()).decode().split()[:3000]
        taken = []
        for password in common:
            try:
                validate_password(password)
            except ValidationError:
                continue
            taken.append(password)
        assert taken == []

    def test_the_last_of_sixty_four_characters_counts(self, iris: User) -> None:
        long = "s" * 20 + "t" * 20 + "u" * 23
        iris.set_password(long + "v")
        iris.save()
        assert not give(Client(), long + "w")
        assert not give(Client(), long)
        assert give(Client(), long + "v")


class TestBreached:
    @pytest.fixture
    def asked(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """A range service that knows GOOD, and what it was asked."""
        settings.BREACHED_PASSWORDS_URL = "https://ranges.example/range/"
        settings.AUTH_PASSWORD_VALIDATORS = [{"NAME": "mentorship.breached.NotBreached"}]
        asked = []

        def get(address: str, **_how: object) -> requests.Response:
            asked.append(address)
            answer = requests.Response()
            answer.status_code = 200
            lines = ["0" * 35 + ":0", "A" * 35 + ":12", f"{DIGEST[5:]}:37"]
            answer._content = "\r\n".join(lines).encode()
            return answer

        monkeypatch.setattr(requests, "get", get)
        return asked

    def test_one_from_a_breach_is_not_taken_and_five_characters_are_all_that_is_told(
        self, asked: list[str]
    ) -> None:
        assert not join(GOOD)
        assert join(f"{GOOD} and more")
        assert asked[0] == f"https://ranges.example/range/{DIGEST[:5]}"
        assert all(len(address.rpartition("/")[2]) == 5 for address in asked)

    @pytest.mark.parametrize("fault", [requests.Timeout(), "nonsense", 503])
    def test_a_service_that_is_away_keeps_nobody_out(
        self,
        asked: list[str],
        fault: Any,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        def get(_address: str, **_how: object) -> requests.Response:
            if isinstance(fault, Exception):
                raise fault
            answer = requests.Response()
            answer.status_code = fault if isinstance(fault, int) else 200
            answer._content = str(fault).encode()
            return answer

        monkeypatch.setattr(requests, "get", get)
        assert join(GOOD)
        assert "breached passwords did not answer" in caplog.text
        assert GOOD not in caplog.text

    def test_nobody_is_asked_where_none_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def never(*_: object, **__: object) -> None:
            raise AssertionError("a service was asked")

        monkeypatch.setattr(requests, "get", never)
        assert join(GOOD)


class TestGuessing:
    def test_one_name_from_six_places_is_slowed(self, iris: User) -> None:
        for number in range(6):
            assert not give(Client(), WRONG, ip=f"198.51.100.{number}")
        assert not give(Client(), GOOD, ip="198.51.100.99")

    def test_the_owner_gets_in_where_she_is_known(self, iris: User) -> None:
        home = Client()
        assert give(home, GOOD, ip="203.0.113.5")
        home.post("/accounts/logout/")
        for number in range(6):
            give(Client(), WRONG, ip=f"198.51.100.{number}")
        assert not give(Client(), GOOD, ip="203.0.113.6")
        assert give(home, GOOD, ip="203.0.113.7")

    def test_a_known_place_guesses_no_more_often(self, iris: User) -> None:
        home = Client()
        give(home, GOOD)
        home.post("/accounts/logout/")
        for number in range(6):
            give(home, WRONG, ip=f"198.51.100.{number}")
        assert not give(home, GOOD, ip="203.0.113.5")

    def test_known_for_one_is_not_known_for_another(self, iris: User) -> None:
        other = MemberFactory.create(email="other@mail.example")
        other.set_password(GOOD)
        other.save()
        browser = Client()
        give(browser, GOOD, "other@mail.example")
        browser.post("/accounts/logout/")
        for number in range(6):
            give(Client(), WRONG, ip=f"198.51.100.{number}")
        assert not give(browser, GOOD, ip="203.0.113.5")

    @pytest.mark.parametrize("forged", ["x", "e30:1abc:def", ""])
    def test_nobody_makes_a_place_known(self, iris: User, forged: str) -> None:
        for number in range(6):
            give(Client(), WRONG, ip=f"198.51.100.{number}")
        browser = Client()
        browser.cookies[COOKIE] = forged
        assert not give(browser, GOOD, ip="203.0.113.5")

    def test_the_cookie_names_nobody(self, iris: User) -> None:
        home = Client()
        give(home, GOOD)
        morsel = home.cookies[COOKIE]
        assert morsel["httponly"]
        assert morsel["samesite"] == "Lax"
        assert "iris" not in morsel.value

    def test_many_names_from_one_place_are_slowed(self, iris: User) -> None:
        for number in range(12):
            give(Client(), WRONG, f"somebody{number}@mail.example")
        assert not give(Client(), GOOD)
        assert give(Client(), GOOD, ip="203.0.113.5")

    def test_success_elsewhere_does_not_wipe_the_count(self, iris: User) -> None:
        home = Client()
        give(home, GOOD, ip="203.0.113.5")
        for number in range(5):
            give(Client(), WRONG, ip=f"198.51.100.{number}")
            home.post("/accounts/logout/")
            assert give(home, GOOD, ip="203.0.113.5")
        assert not give(Client(), GOOD, ip="198.51.100.99")


class TestASessionAlone:
    @pytest.mark.parametrize(
        ("path", "form"),
        [
            ("/accounts/email/", {"email": "thief@mail.example", "action_add": ""}),
            ("/accounts/2fa/totp/activate/", {"code": "123456"}),
            ("/accounts/2fa/webauthn/add/", {"credential": "{}"}),
        ],
    )
    def test_changes_nothing_that_protects_the_account(
        self, iris: User, sign_in: SignIn, path: str, form: dict[str, str]
    ) -> None:
        response = sign_in(iris).post(path, form)
        assert response.status_code == 302
        assert "/reauthenticate/" in response.url
        assert not Mail.objects.exists()

    def test_changes_no_password(self, iris: User, sign_in: SignIn) -> None:
        form = {"oldpassword": WRONG, **NEW}
        sign_in(iris).post("/accounts/password/change/", form)
        iris.refresh_from_db()
        assert iris.check_password(GOOD)

    def test_a_change_is_told_to_the_address_there_was(self, iris: User, sign_in: SignIn) -> None:
        browser = sign_in(iris)
        form = {"oldpassword": GOOD, **NEW}
        browser.post("/accounts/password/change/", form)
        assert Mail.objects.filter(to=iris.email).exists()
