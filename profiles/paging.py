"""Long lists of people, a page at a time, by a cursor: where the last page ended.

A page is filled after the gate, so its size tells nothing of whom the viewer may not see. The
cursor is a place in the order of names and no key to anything; one that cannot be read begins at
the beginning. Other places are sealed: nobody reads what a page only hands back, and a place in one
list is none in another.
"""

import base64
import binascii
import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from safety.text import clean_line

from .models import Profile
from .querysets import ProfileQuerySet

BLOCK = 24  # bytes: places up to as long are sealed to the same length
LONGEST = 1000


@dataclass(frozen=True)
class Page:
    """Some people, and the cursor of the next page ("" at the end)."""

    people: Sequence[Profile]
    next: str


def page_by_name(rows: ProfileQuerySet, *, after: str, size: int) -> Page:
    """The `size` people after the cursor, in the order of their names; one query."""
    rows = rows.annotate(sort_name=Lower("name")).order_by("sort_name", "user__public_id")
    place = _read(after)
    if place is not None:
        name, public_id = place
        rows = rows.filter(Q(sort_name__gt=name) | Q(sort_name=name, user__public_id__gt=public_id))
    people = list(rows[: size + 1])
    more = len(people) > size
    people = people[:size]
    last = people[-1] if more else None
    return Page(people, _write(last.sort_name, last.user.public_id) if last else "")


def _write(sort_name: str, public_id: uuid.UUID) -> str:
    place = json.dumps([sort_name, str(public_id)])
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[str, uuid.UUID] | None:
    padded = cursor[:LONGEST] + "=" * (-len(cursor[:LONGEST]) % 4)
    try:
        name, public_id = json.loads(base64.urlsafe_b64decode(padded.encode()))
        return clean_line(str(name)), uuid.UUID(public_id)
    except (ValueError, TypeError, AttributeError, binascii.Error):
        return None


def sealed(place: str, *, of: str) -> str:
    """A place in one list, `of` which nothing but its own pages can be asked for.

    Encrypted, so that it tells neither what it holds nor how far it is from another one; and always
    the same, so that a page stays what it is while nothing happens (AES-SIV, RFC 5297).
    """
    plain = place.encode()
    plain += bytes(-len(plain) % BLOCK)
    key = next(_keys())
    return base64.urlsafe_b64encode(key.encrypt(plain, [of.encode()])).decode().rstrip("=")


def unsealed(cursor: str, *, of: str) -> str | None:
    """The place in that list; None of a cursor that was altered or that is another list's."""
    try:
        padded = cursor[:LONGEST].encode("ascii") + b"=" * (-len(cursor[:LONGEST]) % 4)
        told = base64.urlsafe_b64decode(padded)
    except ValueError:
        return None
    for key in _keys():
        try:
            return key.decrypt(told, [of.encode()]).rstrip(b"\0").decode()
        except (InvalidTag, ValueError):
            continue
    return None


def _keys() -> Iterator[AESSIV]:
    """The key of now, and those of before for what they sealed."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        made = salted_hmac("profiles.paging", "sealed", secret=secret, algorithm="sha512")
        yield AESSIV(made.digest())
