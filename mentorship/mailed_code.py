"""Asked once more by a mailed code: whoever joined through another site has no password and perhaps
no second factor to be asked for, and a session alone must not change what protects an account.

allauth asks such accounts for nothing. So its question "must this be asked?" is answered here by
asking (`ask_again_by_mail`), and the page that asks is one of Kindred's own.
"""

import time
from dataclasses import asdict, dataclass
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from safety import audit
from safety.errors import Refused
from safety.ratelimits import hit

IN_SESSION = "mailed_code"
CODES_AN_HOUR = 5
HOUR = 60 * 60
SALT = "mentorship.mailed_code"


@dataclass
class Pending:
    """A code on its way, as the session keeps it: its digest, until when, and tries so far."""

    digest: str
    until: float
    tries: int = 0


def has_only_mail(user: Any) -> bool:
    """Whether nothing but a mailbox shows that somebody is this account's holder."""
    return user.is_authenticated and not (user.has_usable_password() or is_mfa_enabled(user))


def ask_again_by_mail(request: HttpRequest) -> None:
    """Raises ReauthenticationRequired where that holds and the mailbox was not shown lately."""
    if has_only_mail(request.user) and not _was_asked_lately(request):
        raise ReauthenticationRequired


def method_by_mail() -> dict[str, str]:
    """The way to ask, as allauth lists ways."""
    return {
        "id": "mailed_code",
        "description": _("Mail me a code"),
        "url": reverse("reauthenticate_by_mail"),
    }


def send_code(request: HttpRequest) -> None:
    """Mail a new code; the one before it works no more. Raises RateLimited."""
    user: Any = request.user
    hit(scope="reauthentication_mail", who=user.pk, limit=CODES_AN_HOUR, seconds=HOUR)
    adapter = get_adapter()
    code = adapter.generate_login_code()
    until = time.time() + app_settings.LOGIN_BY_CODE_TIMEOUT
    _remember(request, Pending(_digest(user, code), until))
    adapter.send_mail("account/email/login_code", user.email, {"code": code})
    audit.record("mail_code", by=user, subject=user)


def is_on_its_way(request: HttpRequest) -> bool:
    """Whether a code was mailed that still works."""
    return _pending(request) is not None


def take_code(request: HttpRequest, typed: str) -> None:
    """The holder showed her mailbox, for a while. Raises Refused, which names what to do; after a
    few tries the code is void."""
    pending = _pending(request)
    if pending is None:
        raise Refused(_("That code has run out. Please ask for a new one."))
    if constant_time_compare(pending.digest, _digest(request.user, typed)):
        _forget(request)
        record_authentication(request, request.user, method="code", reauthenticated=True)
        return
    pending.tries += 1
    if pending.tries >= app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS:
        _forget(request)
        raise Refused(_("That was not the code, and it works no more. Please ask for a new one."))
    _remember(request, pending)
    raise Refused(_("That is not the code. Please look at the newest mail."))


def _was_asked_lately(request: HttpRequest) -> bool:
    user: Any = request.user
    since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    records = get_authentication_records(request, user)
    return any(record.get("reauthenticated") and record["at"] > since for record in records)


def _digest(user: Any, code: str) -> str:
    plain = "".join(code.split()).replace("-", "").upper()
    return salted_hmac(SALT, f"{user.pk} {user.email} {plain}", algorithm="sha256").hexdigest()


def _pending(request: HttpRequest) -> Pending | None:
    kept = request.session.get(IN_SESSION)
    pending = Pending(**kept) if kept else None
    return pending if pending and pending.until > time.time() else None


def _remember(request: HttpRequest, pending: Pending) -> None:
    request.session[IN_SESSION] = asdict(pending)


def _forget(request: HttpRequest) -> None:
    request.session.pop(IN_SESSION, None)
