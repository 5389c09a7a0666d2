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
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Lower

from safety.sealing import seal, unseal
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

    Encrypted, so that it tells neither what it holds nor how far it is from another one.
    """
    plain = place.encode()
    return seal(plain + bytes(-len(plain) % BLOCK), of=of)


def unsealed(cursor: str, *, of: str) -> str | None:
    """The place in that list; None of a cursor that was altered or that is another list's."""
    told = unseal(cursor[:LONGEST], of=of)
    return None if told is None else told.rstrip(b"\0").decode()
