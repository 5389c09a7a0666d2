"""Answers of another site that were forged, copied or meant for another session open nothing."""

from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from profiles.models import User

from .elsewhere import Site, go
from .test_elsewhere import SIGN_UP, member_from, who

pytestmark = pytest.mark.django_db


class TestForged:
    def test_an_answer_that_this_session_did_not_ask_for(self, client: Client, site: Site) -> None:
        victim = member_from(client, site)
        attacker = Client()
        sent = attacker.post("/accounts/oidc/campus/login/?process=login")
        back = site.code_for(sent.url)
        fresh = Client()
        assert fresh.get(back).status_code == 401
        assert who(fresh) is None
        assert who(attacker) is None
        assert victim.pk

    def test_an_altered_state(self, client: Client, site: Site) -> None:
        sent = client.post("/accounts/oidc/campus/login/")
        back = site.code_for(sent.url)
        assert client.get(back[:-4] + "AAAA").status_code == 401
        assert client.get(back.partition("&state")[0]).status_code == 401

    def test_an_answer_works_once(self, site: Site) -> None:
        member_from(Client(), site)
        browser = Client()
        sent = browser.post("/accounts/oidc/campus/login/")
        back = site.code_for(sent.url)
        browser.get(back)
        assert who(browser)
        again = Client()
        again.post("/accounts/oidc/campus/login/")
        assert again.get(back).status_code == 401
        assert who(again) is None

    def test_the_code_of_another_person_is_bound_to_her_secret(self, site: Site) -> None:
        victim, attacker = Client(), Client()
        code = site.code_for(victim.post("/accounts/oidc/campus/login/").url)
        own = site.code_for(attacker.post("/accounts/oidc/campus/login/").url)
        mixed = code.partition("&state")[0] + "&state=" + own.partition("state=")[2]
        assert attacker.get(mixed).status_code == 401
        assert not SocialAccount.objects.exists()
        assert attacker.get(SIGN_UP).url == "/accounts/login/"

    def test_the_state_of_one_site_is_none_at_another(self, client: Client, site: Site) -> None:
        back = site.code_for(client.post("/accounts/oidc/campus/login/").url)
        assert client.get(back.replace("/campus/", "/orcid/")).status_code == 401

    @pytest.mark.parametrize(
        "token",
        [
            {"iss": "https://evil.example"},
            {"aud": "another"},
            {"exp": 1},
            {"nonce": "another session's"},
            {"nonce": ""},
            {"nonce": None},
        ],
    )
    def test_a_token_that_is_not_for_us(
        self, client: Client, site: Site, token: dict[str, Any]
    ) -> None:
        site.token = token
        assert go(client, site).status_code == 401
        assert client.get(SIGN_UP).status_code == 302

    def test_the_token_of_another_sign_in_is_not_for_this_one(
        self, client: Client, site: Site
    ) -> None:
        """Whoever could slip somebody else's token in at the exchange gains nothing by it."""
        hers = client.post("/accounts/oidc/campus/login/").url
        site.code_for(hers)
        asked = list(site.codes.values())
        attacker = Client()
        site.token = {"nonce": asked[0]["nonce"]}
        assert go(attacker, site).status_code == 401
        assert attacker.get(SIGN_UP).status_code == 302

    def test_the_nonce_is_of_this_session_and_cannot_be_chosen(
        self, client: Client, site: Site
    ) -> None:
        wish = "?auth_params=nonce%3Dmine"
        for _time in range(2):
            site.code_for(client.post(f"/accounts/oidc/campus/login/{wish}").url)
        one, other = (asked["nonce"] for asked in site.codes.values())
        assert one != other
        assert "mine" not in (one, other)
        assert len(one) == 43

    @pytest.mark.parametrize("evil", ["//evil.example", "/\\evil.example", "https://evil.example"])
    def test_afterwards_the_browser_stays_here(self, site: Site, evil: str) -> None:
        member_from(Client(), site)
        browser = Client()
        sent = browser.post(f"/accounts/oidc/campus/login/?process=login&next={evil}")
        response = browser.get(site.code_for(sent.url))
        assert "evil" not in response.headers.get("Location", "")

    def test_a_site_that_is_away_is_a_plain_page(self, client: Client, site: Site) -> None:
        site.away = True
        response = client.post("/accounts/oidc/campus/login/")
        assert response.status_code == 503
        assert "could not say who you are" in response.content.decode()

    def test_somebody_suspended_gets_no_further_this_way(self, site: Site) -> None:
        user = member_from(Client(), site)
        User.objects.filter(pk=user.pk).update(suspended_at=user.date_joined)
        browser = Client()
        go(browser, site)
        assert browser.get("/home/").status_code == 403
