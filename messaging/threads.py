"""The list of conversations as one person reads it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from profiles.models import User
from profiles.paging import sealed, unsealed

from .events import words_of
from .models import Conversation, Message, Participant
from .naming import names_for
from .people import Person, names_of, people_beside

THREADS_A_PAGE = 25
LINE_LENGTH = 140
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Thread:
    """One conversation in the list: `line` is the start of its last message, `person` the other
    one, or the group by its name."""

    url: str
    person: Person
    line: str
    at: datetime
    unread: int
    current: bool
    is_group: bool = False


@dataclass(frozen=True)
class Page:
    """Some conversations, newest first, and the cursor of the next page ("" at the end)."""

    rows: Sequence[Conversation]
    next: str


def threads_page(viewer: User, cursor: str) -> Page:
    """One page of the viewer's conversations. What comes meanwhile moves to the top, and no page
    below shows anything twice."""
    rows: Any = Conversation.objects.listed_for(viewer)
    place = _read(viewer, cursor)
    if place is not None:
        at, pk = place
        rows = rows.filter(Q(shown_at__lt=at) | Q(shown_at=at, pk__lt=pk))
    found = list(rows[: THREADS_A_PAGE + 1])
    shown = found[:THREADS_A_PAGE]
    more = len(found) > THREADS_A_PAGE
    last = shown[-1] if more else None
    if last is None:
        return Page(shown, "")
    ended = f"{(last.shown_at - EPOCH) // MICROSECOND}-{last.pk}"
    return Page(shown, sealed(ended, of=f"threads of {viewer.pk}"))


def threads(viewer: User, page: Page, *, current: Conversation | None = None) -> list[Thread]:
    """The lines of a page, each with the other person; `current` is the one shown beside. Five
    queries at most."""
    rows: list[Any] = list(page.rows)
    others = {row.pk: row.other_than(viewer.pk) for row in rows if not row.is_group}
    people = people_beside(viewer, others.values())
    last = Message.objects.in_bulk([row.line_id for row in rows if row.line_id])
    groups = [row for row in rows if row.is_group]
    names = names_of(message.sender_id for message in last.values()) if groups else {}
    titles = titles_of(viewer, groups)
    return [
        Thread(
            # With something unread it opens there: at the line above the first of it.
            url=f"{row.get_absolute_url()}#new" if row.unread else row.get_absolute_url(),
            person=Person(name=titles[row.pk]) if row.is_group else people[others[row.pk]],
            line=_line(last.get(row.line_id), viewer, names if row.is_group else {}),
            at=row.shown_at,
            unread=row.unread,
            current=current is not None and row.pk == current.pk,
            is_group=row.is_group,
        )
        for row in rows
        if row.is_group or others[row.pk] in people
    ]


def titles_of(viewer: User, groups: Collection[Conversation]) -> dict[int, str]:
    """What the viewer calls each of these groups: its name, else who is in it whom she may meet."""
    called = names_for(viewer, groups)
    nameless = [pk for pk, name in called.items() if not name]
    inside: dict[int, list[str]] = {pk: [] for pk in nameless}
    if nameless:
        rows = Participant.objects.here().beside(viewer).filter(conversation__in=nameless)
        pairs = list(rows.order_by("joined_at", "pk").values_list("conversation", "user"))
        names = names_of(user for _group, user in pairs)
        for group, user in pairs:
            inside[group].append(names.get(user, ""))
    return {
        pk: name or ", ".join(filter(None, inside[pk])) or _("A group")
        for pk, name in called.items()
    }


def _line(message: Message | None, viewer: User, names: dict[int, str]) -> str:
    if message is None:
        return _("No message yet")
    mine = message.sender_id == viewer.pk
    who = names.get(message.sender_id, "")
    if message.event:
        return words_of(message, name=who, mine=mine)
    line = _("Deleted") if message.deleted_at else " ".join(message.text.split())[:LINE_LENGTH]
    if mine:
        return _("You: %(line)s") % {"line": line}
    return _("%(name)s: %(line)s") % {"name": who, "line": line} if who else line


def _read(viewer: User, cursor: str) -> tuple[datetime, int] | None:
    place = unsealed(cursor, of=f"threads of {viewer.pk}") if cursor else None
    if not place:
        return None
    at, _dash, pk = place.partition("-")
    return EPOCH + int(at) * MICROSECOND, int(pk)
