"""Passwords that stand in known breaches, asked of a range service where the operator names one.

Only the first five characters of the SHA-1 leave this server, and the answer holds every digest
that begins so (k-anonymity), padded to one length: the service learns neither password nor account.
"""

import hashlib
import logging

import requests
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

logger = logging.getLogger("kindred.breached")
WAITS = 2  # seconds; somebody is waiting for her form
BEGINNING = 5


class NotBreached:
    """Refuses a password that is in the service's list; takes it where the service is away."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raises ValidationError."""
        if times_breached(password):
            raise ValidationError(
                _(
                    "This password stands in a list of passwords that were stolen elsewhere, so "
                    "it is tried first. Please choose another one."
                ),
                code="password_breached",
            )

    def get_help_text(self) -> str:
        """Beside the field."""
        return _("It must not be one that was stolen elsewhere and is known since.")


def times_breached(password: str) -> int:
    """How often the list has it; 0 where it has not, or where nobody answers in time."""
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    beginning, rest = digest[:BEGINNING], digest[BEGINNING:]
    address = f"{settings.BREACHED_PASSWORDS_URL.rstrip('/')}/{beginning}"
    try:
        answer = requests.get(address, headers={"Add-Padding": "true"}, timeout=WAITS)
        answer.raise_for_status()
        lines = (line.partition(":") for line in answer.text.splitlines())
        found = {end.strip().upper(): int(count) for end, _colon, count in lines}
    except (requests.RequestException, ValueError) as error:
        logger.warning("the list of breached passwords did not answer: %s", type(error).__name__)
        return 0
    return found.get(rest, 0)
