"""The signed link in a mail that opens the page to pause; it pauses nothing by itself.

It gives no right of its own: only the mentor it was made for, signed in, is let through.
"""

import uuid

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from .models import User

_signer = Signer(salt="profiles.pause")


class BadLink(Exception):
    """The link was not made here, or not whole."""


def pause_path(mentor: User) -> str:
    """The path of the page that asks a mentor for how long she pauses."""
    return reverse("profiles:pause", args=[_signer.sign(mentor.public_id.hex)])


def read_pause_link(token: str) -> uuid.UUID:
    """The public id of the mentor it was made for. Raises BadLink."""
    try:
        return uuid.UUID(hex=_signer.unsign(token))
    except (BadSignature, ValueError):
        raise BadLink from None
