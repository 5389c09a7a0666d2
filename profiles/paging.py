"""Long lists of people, a page at a time, by a cursor: where the last page ended.

A page is filled after the gate, so its size tells nothing of whom the viewer may not see. The
cursor is sealed: nobody reads what a page only hands back, and a place in one list is none in
another. One that was altered, or that is another list's, opens nothing, and the page says so.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Lower

from safety.sealing import seal, unseal

from .models import Profile
from .querysets import ProfileQuerySet

BLOCK = 24  # bytes: places up to as long are sealed to the same length
LONGEST = 1000


@dataclass(frozen=True)
class Page:
    """Some people, and the cursor of the next page ("" at the end); `is_lost` where the cursor
    that was asked for is no place in this list."""

    people: Sequence[Profile]
    next: str
    is_lost: bool = False


def page_by_name(rows: ProfileQuerySet, *, after: str, size: int, of: str) -> Page:
    """The `size` people after the cursor, in the order of their names; one query, none for a
    cursor that is not a place in the list `of` which the page is."""
    rows = rows.annotate(sort_name=Lower("name")).order_by("sort_name", "user__public_id")
    if after:
        place = unsealed(after, of=of)
        if place is None:
            return Page([], "", is_lost=True)
        name, public_id = json.loads(place)
        rows = rows.filter(Q(sort_name__gt=name) | Q(sort_name=name, user__public_id__gt=public_id))
    people = list(rows[: size + 1])
    more = len(people) > size
    people = people[:size]
    last = people[-1] if more else None
    return Page(people, _place_of(last, last.sort_name, of) if last else "")


def _place_of(person: Profile, sort_name: str, of: str) -> str:
    return sealed(json.dumps([sort_name, str(person.user.public_id)]), of=of)


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
