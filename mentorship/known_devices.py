"""Browsers in which somebody signed in before: guesses from elsewhere do not lock them out.

A browser carries a name of its own and keyed digests of the addresses that signed in there. A
sign-in from it is counted apart from those of the rest of the world, and limited no less.
"""

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

COOKIE = "__Host-device" if settings.PRODUCTION else "device"
SALT = "mentorship.device"
KEPT = 180 * 24 * 60 * 60
MOST_PEOPLE = 5  # of a shared computer


def device_of(request: HttpRequest, address: str) -> str:
    """The name of a browser in which this address signed in before; "" elsewhere."""
    known = _read(request)
    return str(known["device"]) if _digest(address) in known["people"] else ""


def remember(request: HttpRequest, response: HttpResponseBase, address: str) -> None:
    """This browser is one in which the address has signed in."""
    known = _read(request)
    people = [_digest(address), *(one for one in known["people"] if one != _digest(address))]
    response.set_cookie(
        COOKIE,
        signing.dumps({"device": known["device"], "people": people[:MOST_PEOPLE]}, salt=SALT),
        max_age=KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> dict[str, Any]:
    try:
        known = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT)
        return {"device": str(known["device"]), "people": list(known["people"])}
    except (signing.BadSignature, TypeError, KeyError):
        return {"device": secrets.token_urlsafe(16), "people": []}


def _digest(address: str) -> str:
    return salted_hmac(SALT, address.strip().lower(), algorithm="sha256").hexdigest()[:32]
