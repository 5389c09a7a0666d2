"""Other sites that say who somebody is: as many as the environment names, none by default.

All of them speak OpenID Connect, so that one path is tested for all: the code comes back with a
state that this session made, and is exchanged with a secret that only this session knows (PKCE).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

Env = Callable[[str], str]
ORCID = "orcid"
NAME = re.compile(r"[a-z][a-z0-9]{0,29}")
# Microsoft's tenants that hold accounts of many organizations: each signs as its own issuer, so
# the issuer of a token is not one that could be compared. Who somebody is is read from Microsoft
# itself with the token, never out of it.
OF_MANY = frozenset({"common", "organizations", "consumers"})


@dataclass(frozen=True)
class Provider:
    """One of them: `key` stands in its addresses and in the accounts that it gave."""

    key: str
    name: str
    server: str
    client_id: str
    secret: str
    origins: tuple[str, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)

    def app(self) -> dict[str, Any]:
        """As allauth is told of it."""
        return {
            "provider_id": self.key,
            "name": self.name,
            "client_id": self.client_id,
            "secret": self.secret,
            "settings": {
                "server_url": self.server,
                "oauth_pkce_enabled": True,
                # An address is taken over by confirming it here, never because a site says so.
                "email_authentication": False,
                **self.settings,
            },
        }

    def form_targets(self) -> tuple[str, ...]:
        """Where a browser is sent to by the button: browsers ask the page's policy for leave."""
        parts = urlsplit(self.server)
        return (f"{parts.scheme}://{parts.netloc}", *self.origins)


def offered(providers: tuple[Provider, ...]) -> dict[str, Any]:
    """Them as allauth is told of them; each sign-in is bound to the session that asks."""
    return {
        "provider_class": "mentorship.nonces.BoundProvider",
        "APPS": [one.app() for one in providers],
    }


def providers_from(env: Env, *, secure: bool) -> tuple[Provider, ...]:
    """Those that the environment names, in the order in which they are offered."""
    found = [
        provider
        for provider in (_orcid(env), _google(env), _microsoft(env), *_others(env))
        if provider is not None
    ]
    for provider in found:
        if secure and not provider.server.startswith("https://"):
            raise ImproperlyConfigured(f"The address of {provider.name} must begin with https://.")
    keys = [provider.key for provider in found]
    if len(set(keys)) < len(keys):
        raise ImproperlyConfigured("OIDC_PROVIDERS names a provider twice.")
    if len({provider.client_id for provider in found}) < len(found):
        raise ImproperlyConfigured(
            "Two providers of sign-in have one client id; allauth tells them apart by it."
        )
    return tuple(found)


def _orcid(env: Env) -> Provider | None:
    identity = _credentials(env, "ORCID")
    if identity is None:
        return None
    server = env("ORCID_SERVER") or "https://orcid.org"
    return Provider(ORCID, "ORCID", server, *identity, settings={"scope": ["openid"]})


def _google(env: Env) -> Provider | None:
    identity = _credentials(env, "GOOGLE")
    if identity is None:
        return None
    return Provider("google", "Google", "https://accounts.google.com", *identity)


def _microsoft(env: Env) -> Provider | None:
    identity = _credentials(env, "MICROSOFT")
    if identity is None:
        return None
    tenant = env("MICROSOFT_TENANT") or "organizations"
    settings = {"openid_configuration_overrides": {"issuer": None}} if tenant in OF_MANY else {}
    server = f"https://login.microsoftonline.com/{tenant}/v2.0"
    return Provider("microsoft", "Microsoft", server, *identity, settings=settings)


def _others(env: Env) -> list[Provider]:
    found = []
    for key in (word.strip() for word in env("OIDC_PROVIDERS").split(",") if word.strip()):
        if not NAME.fullmatch(key):
            raise ImproperlyConfigured(
                f"OIDC_PROVIDERS: {key!r} must be small letters and digits, a letter first."
            )
        start = f"OIDC_{key.upper()}"
        identity, server = _credentials(env, start), env(f"{start}_SERVER")
        if identity is None or not server:
            raise ImproperlyConfigured(f"{start}_SERVER, _CLIENT_ID and _SECRET must be set.")
        origins = tuple(env(f"{start}_FORM_TARGETS").split())
        found.append(Provider(key, env(f"{start}_NAME") or key, server, *identity, origins))
    return found


def _credentials(env: Env, start: str) -> tuple[str, str] | None:
    client_id, secret = env(f"{start}_CLIENT_ID"), env(f"{start}_SECRET")
    if bool(client_id) != bool(secret):
        raise ImproperlyConfigured(f"{start}_CLIENT_ID and {start}_SECRET go together.")
    return (client_id, secret) if client_id else None
