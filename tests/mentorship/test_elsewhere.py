"""Signing in with another site: offered where set up, safe against forged answers, and never a way
into an account that an address alone would name.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from mentorship.providers import providers_from
from notifications.models import Mail
from profiles.choices import ProofKind
from profiles.models import Proof, User
from tests.conftest import SignIn
from tests.factories import MemberFactory, MentorFactory

from .elsewhere import CAMPUS, ORCID_SERVER, Site, configured, go, playing

pytestmark = pytest.mark.django_db
IRIS_ID = "0000-0002-1825-0097"
PASSWORD = "a long enough passphrase"
SIGN_UP = "/accounts/3rdparty/signup/"


@pytest.fixture
def orcid(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    with configured():
        yield playing(Site(ORCID_SERVER, {"sub": IRIS_ID, "name": "Iris Costa"}), monkeypatch)


def who(client: Client) -> str | None:
    """The id in the session."""
    return client.session.get("_auth_user_id")


def join(client: Client, email: str = "iris@campus.example", name: str = "Iris Costa") -> Any:
    return client.post(SIGN_UP, {"email": email, "name": name})


def member_from(client: Client, site: Site, key: str = "campus", email: str = "") -> User:
    """Somebody who joined with the other site and confirmed the address."""
    go(client, site, key)
    join(client, email or CAMPUS["email"])
    user = User.objects.get(email=email or CAMPUS["email"])
    EmailAddress.objects.filter(user=user).update(verified=True)
    user.profile.welcomed_at = user.date_joined
    user.profile.save()
    return user


def who_gave_a_password(user: User) -> Client:
    """Signed in by password, and asked for it once more."""
    user.set_password(PASSWORD)
    user.save()
    browser = Client()
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return browser


class TestOffered:
    def test_nowhere_as_long_as_none_is_set_up(self, client: Client) -> None:
        for page in ("/accounts/login/", "/accounts/signup/"):
            assert "Go on with" not in client.get(page).content.decode()
        for key in ("google", "microsoft", "orcid", "campus"):
            assert client.post(f"/accounts/oidc/{key}/login/").status_code == 404
            assert client.get(f"/accounts/oidc/{key}/login/callback/").status_code == 404

    def test_where_it_is_set_up_and_no_other(self, client: Client, site: Site) -> None:
        page = client.get("/accounts/login/").content.decode()
        assert "Go on with ORCID" in page
        assert "Go on with Campus Hospital" in page
        assert "Google" not in page
        assert client.post("/accounts/oidc/google/login/").status_code == 404

    def test_nothing_begins_by_following_a_link(self, client: Client, site: Site) -> None:
        response = client.get("/accounts/oidc/campus/login/")
        assert response.status_code == 200
        assert "Campus Hospital" in response.content.decode()

    def test_the_suite_runs_with_none(self) -> None:
        assert settings.PROVIDERS == ()

    @pytest.mark.parametrize(
        ("environment", "names"),
        [
            ({}, []),
            ({"GOOGLE_CLIENT_ID": "a", "GOOGLE_SECRET": "b"}, ["Google"]),
            ({"MICROSOFT_CLIENT_ID": "a", "MICROSOFT_SECRET": "b"}, ["Microsoft"]),
            (
                {
                    "OIDC_PROVIDERS": "one, two",
                    "OIDC_ONE_SERVER": "https://one.example",
                    "OIDC_ONE_CLIENT_ID": "a",
                    "OIDC_ONE_SECRET": "b",
                    "OIDC_TWO_SERVER": "https://two.example/realm",
                    "OIDC_TWO_CLIENT_ID": "c",
                    "OIDC_TWO_SECRET": "b",
                    "OIDC_TWO_NAME": "The second",
                    "OIDC_TWO_FORM_TARGETS": "https://login.two.example",
                },
                ["one", "The second"],
            ),
        ],
    )
    def test_the_environment_names_them(
        self, environment: dict[str, str], names: list[str]
    ) -> None:
        found = providers_from(lambda name: environment.get(name, ""), secure=True)
        assert [one.name for one in found] == names
        if names[-1:] == ["The second"]:
            targets = found[-1].form_targets()
            assert targets == ("https://two.example", "https://login.two.example")

    @pytest.mark.parametrize(
        "environment",
        [
            {"GOOGLE_CLIENT_ID": "a"},
            {"ORCID_SECRET": "a"},
            {"OIDC_PROVIDERS": "one"},
            {"OIDC_PROVIDERS": "../x"},
            {
                "GOOGLE_CLIENT_ID": "a",
                "GOOGLE_SECRET": "b",
                "ORCID_CLIENT_ID": "a",
                "ORCID_SECRET": "b",
            },
            {
                "OIDC_PROVIDERS": "one",
                "OIDC_ONE_SERVER": "http://one.example",
                "OIDC_ONE_CLIENT_ID": "a",
                "OIDC_ONE_SECRET": "b",
            },
        ],
    )
    def test_half_a_setting_is_named_at_the_start(self, environment: dict[str, str]) -> None:
        with pytest.raises(ImproperlyConfigured):
            providers_from(lambda name: environment.get(name, ""), secure=True)


class TestJoining:
    def test_the_address_is_confirmed_by_mail_before_anything_opens(
        self, client: Client, site: Site
    ) -> None:
        response = go(client, site)
        assert response.url == SIGN_UP
        page = client.get(SIGN_UP).content.decode()
        assert 'value="Iris Costa"' in page
        assert 'value="iris@campus.example"' in page
        assert join(client).url == "/accounts/confirm-email/"
        user = User.objects.get(email="iris@campus.example")
        assert who(client) is None
        assert (user.profile.name, user.has_usable_password()) == ("Iris Costa", False)
        assert not EmailAddress.objects.get(user=user).verified
        assert "confirm" in Mail.objects.get(to=user.email).text

    @pytest.mark.parametrize("said", ["true", "false", 1, None])
    def test_only_a_plain_true_confirms_an_address(
        self, client: Client, site: Site, said: object
    ) -> None:
        site.claims["email_verified"] = said
        go(client, site)
        join(client)
        assert not EmailAddress.objects.get(email=CAMPUS["email"]).verified
        assert who(client) is None

    def test_what_the_site_confirmed_need_not_be_confirmed_again(
        self, client: Client, site: Site
    ) -> None:
        site.claims["email_verified"] = True
        go(client, site)
        join(client)
        user = User.objects.get(email=CAMPUS["email"])
        assert who(client) == str(user.pk)

    def test_another_address_than_the_confirmed_one_is_not_taken_over(
        self, client: Client, site: Site
    ) -> None:
        site.claims["email_verified"] = True
        go(client, site)
        join(client, email="somebody@else.example")
        assert who(client) is None
        user = User.objects.get()
        addresses = EmailAddress.objects.filter(user=user).values_list("email", "verified")
        assert list(addresses) == [("somebody@else.example", False)]

    def test_a_badge_is_refused_here_too(self, client: Client, site: Site) -> None:
        go(client, site)
        response = join(client, name="Iris \u2714")
        assert response.status_code == 200
        assert "check marks" in response.content.decode()
        assert not User.objects.exists()


class TestNoLinkingByAddress:
    @pytest.mark.parametrize("said", [True, False, None])
    def test_an_account_with_that_address_stays_closed(
        self, client: Client, site: Site, said: object
    ) -> None:
        there = MemberFactory.create(email=CAMPUS["email"])
        site.claims["email_verified"] = said
        go(client, site)
        response = join(client)
        assert response.url == "/accounts/confirm-email/"
        assert who(client) is None
        assert not SocialAccount.objects.exists()
        mail = Mail.objects.get(to=there.email)
        assert "has an account already" in mail.text
        assert User.objects.count() == 1

    def test_known_and_unknown_addresses_are_answered_alike(self, site: Site) -> None:
        MemberFactory.create(email=CAMPUS["email"])
        answers = []
        for email in (CAMPUS["email"], "ines@campus.example"):
            browser = Client()
            go(browser, site)
            response = join(browser, email=email)
            page = browser.get(response.url).content.decode()
            answers.append((response.status_code, response.url, len(page)))
        assert answers[0] == answers[1]

    def test_signed_in_and_asked_for_it_they_are_connected(
        self, site: Site, sign_in: SignIn
    ) -> None:
        user = MemberFactory.create(email=CAMPUS["email"])
        browser = who_gave_a_password(user)
        go(browser, site, process="connect")
        account = SocialAccount.objects.get(user=user)
        assert (account.provider, account.uid) == ("campus", "campus-17")
        other = Client()
        go(other, site)
        assert who(other) == str(user.pk)
        assert Mail.objects.filter(to=user.email, subject="One more way to sign in").exists()

    def test_a_session_alone_does_not_connect(self, site: Site, sign_in: SignIn) -> None:
        browser = sign_in(MemberFactory.create())
        response = go(browser, site, process="connect")
        assert "/reauthenticate/" in response.url
        assert not SocialAccount.objects.exists()

    def test_the_account_is_known_by_its_number_whatever_its_address(
        self, client: Client, site: Site
    ) -> None:
        user = member_from(client, site)
        site.claims["email"] = "moved@elsewhere.example"
        browser = Client()
        go(browser, site)
        assert who(browser) == str(user.pk)
        user.refresh_from_db()
        assert user.email == CAMPUS["email"]

    def test_the_same_number_at_another_site_is_somebody_else(
        self, client: Client, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        member_from(client, site)
        orcid = playing(Site(ORCID_SERVER, dict(site.claims)), monkeypatch)
        browser = Client()
        assert go(browser, orcid, "orcid").url == SIGN_UP
        assert who(browser) is None


class TestOrcid:
    def test_joining_with_it_is_a_proof(self, client: Client, orcid: Site) -> None:
        user = member_from(client, orcid, "orcid")
        proof = Proof.objects.get(user=user)
        assert (proof.kind, proof.shown) == (ProofKind.ORCID, IRIS_ID)

    def test_connecting_it_is_a_proof_and_leads_back_to_the_page(self, orcid: Site) -> None:
        user = MentorFactory.create(email="iris@campus.example")
        browser = who_gave_a_password(user)
        assert "Sign in at ORCID" in browser.get("/settings/proof/").content.decode()
        assert go(browser, orcid, "orcid", "connect").url == "/settings/proof/"
        page = browser.get("/settings/proof/").content.decode()
        assert f"https://orcid.org/{IRIS_ID}" in page
        assert "Sign in at ORCID" not in page

    def test_what_was_taken_back_stays_so_at_the_next_sign_in(
        self, client: Client, orcid: Site
    ) -> None:
        user = member_from(client, orcid, "orcid")
        Proof.objects.all().delete()
        browser = Client()
        go(browser, orcid, "orcid")
        assert who(browser) == str(user.pk)
        assert not Proof.objects.exists()

    def test_an_account_elsewhere_that_is_removed_proves_no_more(
        self, client: Client, orcid: Site
    ) -> None:
        user = member_from(client, orcid, "orcid")
        browser = who_gave_a_password(user)
        account = SocialAccount.objects.get(user=user)
        response = browser.post("/accounts/3rdparty/", {"account": account.pk})
        assert response.status_code == 302
        assert not SocialAccount.objects.exists()
        assert not Proof.objects.exists()

    def test_another_site_proves_nothing(self, client: Client, site: Site) -> None:
        member_from(client, site)
        assert not Proof.objects.exists()
