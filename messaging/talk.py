"""What a page of a conversation shows: the lines between two numbers, day by day.

The conversation has passed the gate, and its messages are seen by whoever sees it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.safestring import SafeString

from profiles.hashtags import extract_hashtags, hashtag_key
from profiles.models import Hashtag, User
from profiles.text import link_text

from .models import Conversation, Message, Participant

SHOWN = 50


@dataclass(frozen=True)
class Line:
    """One message as it is shown; `day` is set where a new day begins."""

    message: Message
    body: SafeString
    mine: bool
    day: date | None


@dataclass(frozen=True)
class Talk:
    """A stretch of a conversation, oldest first.

    `last` is the highest number there is among the lines shown or asked after; `is_seen` whether
    the other has read the viewer's newest message; `earlier` the number before which there is
    more, or 0.
    """

    lines: list[Line]
    last: int
    seen: int
    is_seen: bool
    earlier: int
    is_newest: bool


def latest(viewer: User, conversation: Conversation, *, before: int | None = None) -> Talk:
    """The newest SHOWN messages, or the newest of those before a number; three queries."""
    rows = Message.objects.filter(conversation=conversation)
    if before is not None:
        rows = rows.filter(number__lt=before)
    found = list(rows.order_by("-number")[: SHOWN + 1])
    shown = found[:SHOWN][::-1]
    earlier = shown[0].number if len(found) > SHOWN else 0
    is_newest = before is None or before > conversation.last_number
    return _talk(viewer, conversation, shown, None, earlier=earlier, is_newest=is_newest)


def newer(viewer: User, conversation: Conversation, *, after: int) -> Talk:
    """Everything after a number, at most SHOWN; the day goes on from the message before."""
    rows = Message.objects.filter(conversation=conversation)
    before = rows.filter(number=after).first()
    shown = list(rows.filter(number__gt=after).order_by("number")[:SHOWN])
    return _talk(viewer, conversation, shown, before, earlier=0, is_newest=True, after=after)


def _talk(
    viewer: User,
    conversation: Conversation,
    shown: Sequence[Message],
    before: Message | None,
    *,
    earlier: int,
    is_newest: bool,
    after: int = 0,
) -> Talk:
    tags = _vocabulary(shown)
    lines = []
    day = timezone.localdate(before.sent_at) if before else None
    for message in shown:
        its_day = timezone.localdate(message.sent_at)
        lines.append(
            Line(
                message=message,
                body=link_text(message.text, tags=tags),
                mine=message.sender_id == viewer.pk,
                day=its_day if its_day != day else None,
            )
        )
        day = its_day
    newest = shown[-1] if shown else before
    seen = _seen_by_other(viewer, conversation)
    return Talk(
        lines=lines,
        last=newest.number if newest else after,
        seen=seen,
        is_seen=newest is not None and newest.sender_id == viewer.pk and seen >= newest.number,
        earlier=earlier,
        is_newest=is_newest,
    )


def _seen_by_other(viewer: User, conversation: Conversation) -> int:
    return (
        Participant.objects.filter(conversation=conversation)
        .exclude(user=viewer)
        .values_list("seen_number", flat=True)
        .first()
        or 0
    )


def _vocabulary(messages: Sequence[Message]) -> list[Hashtag]:
    """The reviewed hashtags among what was written, for their colors and shapes."""
    keys = {hashtag_key(name) for message in messages for name in extract_hashtags(message.text)}
    return list(Hashtag.objects.filter(key__in=keys, reviewed=True, held=False)) if keys else []
