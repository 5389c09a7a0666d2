"""The list of conversations as one person reads it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from profiles.models import User

from .models import Conversation
from .people import Person, people_beside

THREADS_A_PAGE = 25


@dataclass(frozen=True)
class Thread:
    """One conversation in the list: `line` is the start of its last message."""

    url: str
    person: Person
    line: str
    at: datetime
    unread: int
    current: bool


def threads_page(viewer: User, number: str | None) -> Page[Conversation]:
    """One page of the viewer's conversations, newest first."""
    rows = Conversation.objects.visible_to(viewer).listed_for(viewer)
    return Paginator(rows, THREADS_A_PAGE).get_page(number)


def threads(
    viewer: User, page: Page[Conversation], *, current: Conversation | None = None
) -> list[Thread]:
    """The lines of a page, each with the other person; `current` is the one shown beside."""
    rows: list[Any] = list(page.object_list)
    others = {row.pk: row.other_than(viewer.pk) for row in rows}
    people = people_beside(viewer, others.values())
    return [
        Thread(
            url=row.get_absolute_url(),
            person=people[others[row.pk]],
            line=_line(row.line or "", is_mine=row.line_by == viewer.pk),
            at=row.last_at,
            unread=row.unread,
            current=current is not None and row.pk == current.pk,
        )
        for row in rows
        if others[row.pk] in people
    ]


def _line(line: str, *, is_mine: bool) -> str:
    if not line:
        return _("No message yet")
    return _("You: %(line)s") % {"line": line} if is_mine else line
