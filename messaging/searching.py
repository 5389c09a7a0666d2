"""Looking for words in what one may read.

Every word has to stand in the message, in any case and inside other words too. What is typed is
taken as it stands: no sign of it means anything to the database.
"""

import heapq
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Value
from django.db.models.functions import Least, StrIndex, Upper
from django.db.models.lookups import GreaterThan
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from profiles.models import User
from profiles.paging import sealed, unsealed

from .models import Conversation, Message
from .people import people_beside
from .talk import path_to
from .threads import titles_of

FOUND = 20
MOST_WORDS = 8
AROUND = 60  # characters shown on either side of the first word found


@dataclass(frozen=True)
class Found:
    """One message that holds the words."""

    url: str
    who: str
    where: str
    at: datetime
    text: SafeString


@dataclass(frozen=True)
class Results:
    """Some of what was found, the newest first, and the cursor of what comes after ("" at the
    end)."""

    found: Sequence[Found]
    next: str


def search(
    viewer: User, words: str, *, conversation: Conversation | None = None, after: str = ""
) -> Results:
    """The messages with all of `words` that the viewer may read: in one conversation, or in all of
    theirs, less what strangers sent and wait with. Four queries."""
    wanted = list(dict.fromkeys(words.split()))[:MOST_WORDS]
    talks = Conversation.objects.talks_of(viewer)
    if conversation is not None:
        talks = talks.filter(pk=conversation.pk)
    list_of = f"search {viewer.pk} {conversation.pk if conversation else ''} {' '.join(wanted)}"
    place = unsealed(after, of=list_of) if after else None
    newest = _newest(viewer, wanted, before=int(place) if place else None)
    of_each = talks.annotate(newest=ArraySubquery(newest)).values_list("newest", flat=True)
    keys = heapq.nlargest(FOUND + 1, chain.from_iterable(of_each))
    shown = Message.objects.filter(pk__in=keys[:FOUND]).select_related("conversation")
    return Results(
        found=_worded(viewer, shown.order_by("-pk"), wanted),
        next=sealed(str(keys[FOUND - 1]), of=list_of) if len(keys) > FOUND else "",
    )


def _newest(
    viewer: User, wanted: Sequence[str], *, before: int | None
) -> "models.QuerySet[Message, int]":
    """The keys of the newest messages of one conversation with these words, before a key.

    Each conversation is walked by itself, from the newest down, along an index that meets nobody
    else's messages, and no further than a page: a word that stands everywhere is soon found.
    """
    rows = Message.objects.filter(conversation=OuterRef("pk"), event="", deleted_at__isnull=True)
    rows = rows.readable_by(viewer)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    # PostgreSQL takes LIKE, and many conditions, for rare: it would read the whole conversation and
    # sort what it found.
    where = [StrIndex(Upper("text"), Upper(Value(word))) for word in wanted]
    if where:
        rows = rows.filter(GreaterThan(Least(*where) if where[1:] else where[0], 0))
    return rows.order_by("-number").values_list("pk", flat=True)[: FOUND + 1]


def _worded(viewer: User, rows: Sequence[Message], wanted: Sequence[str]) -> list[Found]:
    pairs = [row.conversation for row in rows if not row.conversation.is_group]
    people = people_beside(
        viewer,
        {row.sender_id for row in rows} | {pair.other_than(viewer.pk) for pair in pairs},
    )

    titles = titles_of(viewer, {row.conversation for row in rows if row.conversation.is_group})

    def name(pk: int) -> str:
        return people[pk].name if pk in people else ""

    return [
        Found(
            url=path_to(row.conversation, row),
            who=_("You") if row.sender_id == viewer.pk else name(row.sender_id),
            where=titles[row.conversation_id]
            if row.conversation.is_group
            else name(row.conversation.other_than(viewer.pk)),
            at=row.sent_at,
            text=marked(row.text, wanted),
        )
        for row in rows
    ]


def marked(text: str, wanted: Sequence[str]) -> SafeString:
    """The part of a text around the first of these words, each of them marked, as safe HTML."""
    line = " ".join(text.split())
    each = re.compile("|".join(re.escape(word) for word in wanted) or r"(?!)", re.IGNORECASE)
    first = each.search(line)
    start = max(0, (first.start() if first else 0) - AROUND)
    end = (first.end() if first else 0) + 2 * AROUND
    if start:
        start = line.find(" ", start) + 1 or start
    part = line[start:end]
    pieces: list[tuple[object]] = [("…" if start else "",)]
    at = 0
    for match in each.finditer(part):
        pieces += [(part[at : match.start()],), (format_html("<mark>{}</mark>", match[0]),)]
        at = match.end()
    pieces += [(part[at:],), ("…" if end < len(line) else "",)]
    return format_html("<bdi>{}</bdi>", format_html_join("", "{}", pieces))
