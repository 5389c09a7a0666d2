"""Another site, played by the tests: it speaks OpenID Connect as strictly as a real one, and
answers without a network.
"""

import base64
import hashlib
import json
import secrets
import time
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from django.test import Client, override_settings

from mentorship.providers import offered, providers_from

SERVER = "https://id.campus.example"
ORCID_SERVER = "https://orcid.org"
CAMPUS = {"sub": "campus-17", "name": "Iris Costa", "email": "iris@campus.example"}
ENVIRONMENT = {
    "OIDC_PROVIDERS": "campus",
    "OIDC_CAMPUS_NAME": "Campus Hospital",
    "OIDC_CAMPUS_SERVER": SERVER,
    "OIDC_CAMPUS_CLIENT_ID": "kindred",
    "OIDC_CAMPUS_SECRET": "a secret",
    "ORCID_CLIENT_ID": "kindred at ORCID",
    "ORCID_SECRET": "a secret",
}


def configured(**environment: str) -> Any:
    """The settings as these variables make them."""
    given = ENVIRONMENT | environment
    found = providers_from(lambda name: given.get(name, ""), secure=True)
    apps = {"openid_connect": offered(found)}
    return override_settings(SOCIALACCOUNT_PROVIDERS=apps, PROVIDERS=found, ORCID_IS_OFFERED=True)


@dataclass
class Site:
    """`claims` is what it says of whoever is signed in there; codes work once, for one secret."""

    server: str = SERVER
    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "campus-17"})
    token: dict[str, Any] = field(default_factory=dict)  # what differs in the token it signs
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    away: bool = False

    def code_for(self, location: str) -> str:
        """Somebody says yes there: the address that the browser is sent back to."""
        asked = {key: values[0] for key, values in parse_qs(urlsplit(location).query).items()}
        assert location.startswith(f"{self.server}/authorize?"), location
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_hex(8)
        self.codes[code] = asked
        return f"{urlsplit(asked['redirect_uri']).path}?code={code}&state={asked['state']}"

    def answer(self, method: str, url: str, **kwargs: Any) -> requests.Response:
        """One request of the server's."""
        if self.away:
            raise requests.ConnectionError
        path = urlsplit(url).path
        if path == "/.well-known/openid-configuration":
            return answered(self._description())
        if path == "/token":
            return self._exchange(kwargs["data"])
        assert path == "/userinfo", url
        assert kwargs["headers"]["Authorization"] == "Bearer for-one-person"
        return answered(self.claims)

    def _description(self) -> dict[str, Any]:
        return {
            "issuer": self.server,
            "authorization_endpoint": f"{self.server}/authorize",
            "token_endpoint": f"{self.server}/token",
            "userinfo_endpoint": f"{self.server}/userinfo",
            "jwks_uri": f"{self.server}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def _exchange(self, data: dict[str, str]) -> requests.Response:
        asked = self.codes.pop(data["code"], None)
        digest = hashlib.sha256(data.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            asked is None
            or challenge != asked["code_challenge"]
            or data["redirect_uri"] != asked["redirect_uri"]
            or data["client_secret"] != "a secret"
        ):
            return answered({"error": "invalid_grant"}, 400)
        token = {
            "iss": self.server,
            "aud": asked["client_id"],
            "exp": time.time() + 60,
            "nonce": asked["nonce"],
            **self.claims,
        }
        signed = jwt.encode(token | self.token, "k" * 32, algorithm="HS256")
        return answered({"access_token": "for-one-person", "id_token": signed})


def answered(body: dict[str, Any], status: int = 200) -> requests.Response:
    """A JSON answer."""
    response = requests.Response()
    response.status_code = status
    response.headers["content-type"] = "application/json"
    response.raw = BytesIO(json.dumps(body).encode())
    return response


def go(client: Client, site: Site, key: str = "campus", process: str = "login") -> Any:
    """Press the button, say yes there, and come back: Kindred's answer to that."""
    sent = client.post(f"/accounts/oidc/{key}/login/?process={process}")
    assert sent.status_code == 302, sent.content.decode()
    return client.get(site.code_for(sent.url))


def playing(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """From here on `site` answers whatever the server asks of another one."""

    def request(_session: requests.Session, method: str, url: str, **kwargs: Any) -> Any:
        response = site.answer(method, url, **kwargs)
        response.request = requests.Request(method, url).prepare()
        return response

    monkeypatch.setattr(requests.Session, "request", request)
    return site
