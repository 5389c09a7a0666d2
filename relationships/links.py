"""The signed link in a request's mail: it opens a page that asks once more, and does no more.

It carries the request's and the mentor's public ids and runs out after LINK_DAYS. It gives no
right of its own: only the mentor it was made for, signed in, is let through.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.urls import reverse

from .models import MentorshipRequest

LINK_AGE = timedelta(days=30)
YES = "yes"
NOT_NOW = "not-now"
_signer = TimestampSigner(salt="relationships.answer")


class BadLink(Exception):
    """The link was not made here, or not whole."""


@dataclass(frozen=True)
class AnswerLink:
    """What a link names; `is_over` when it has run out."""

    request: uuid.UUID
    mentor: uuid.UUID
    is_over: bool = False


def answer_path(request: MentorshipRequest, *, say: str) -> str:
    """The path of the page that asks the mentor once more; `say` is YES or NOT_NOW."""
    token = _signer.sign(f"{request.public_id.hex}{request.mentor.public_id.hex}")
    return f"{reverse('relationships:answer', args=[token])}?say={say}"


def read_link(token: str) -> AnswerLink:
    """What a link names. Raises BadLink."""
    try:
        return _read(_signer.unsign(token, max_age=LINK_AGE))
    except SignatureExpired:
        return _read(_signer.unsign(token), is_over=True)
    except BadSignature:
        raise BadLink from None


def _read(value: str, *, is_over: bool = False) -> AnswerLink:
    try:
        return AnswerLink(uuid.UUID(hex=value[:32]), uuid.UUID(hex=value[32:]), is_over)
    except ValueError:
        raise BadLink from None
