"""The bell's list, a page at a time: what is older than the last one of the page before.

A page is filled after the gate. The cursor is one of the reader's own rows; any other begins at
the beginning.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from .models import Notification
from .querysets import NotificationQuerySet


@dataclass(frozen=True)
class Page:
    """Some news, newest first, and the cursor of what is older (None at the end)."""

    rows: Sequence[Notification]
    older: uuid.UUID | None


def page_of(rows: NotificationQuerySet, *, before: str, size: int) -> Page:
    """The `size` rows before the cursor; two queries at most."""
    last = _place(rows, before)
    if last is not None:
        same = Q(created_at=last.created_at, pk__lt=last.pk)
        rows = rows.filter(Q(created_at__lt=last.created_at) | same)
    found = list(rows.order_by("-created_at", "-pk")[: size + 1])
    return Page(found[:size], found[size - 1].public_id if len(found) > size else None)


def _place(rows: NotificationQuerySet, before: str) -> Notification | None:
    try:
        return rows.filter(public_id=uuid.UUID(before)).first()
    except ValueError:
        return None
