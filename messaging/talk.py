"""What a page of a conversation shows: the lines between two places, day by day.

The conversation has passed the gate; its messages pass it here.
"""

import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from profiles.hashtags import extract_hashtags, hashtag_key
from profiles.models import Hashtag
from profiles.text import excerpt, isolate, link_text

from .circle import Circle
from .events import words_of
from .models import Conversation, Message
from .people import Person
from .places import seal_change, seal_line
from .querysets import MessageQuerySet

SHOWN = 50
BEFORE_A_JUMP = 8  # lines above the one that somebody jumps to
QUOTED = 90
NEWEST = "newest"  # the place at which there is nothing later
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Quote:
    """What a message answers: who said it, how it began ("" once it is deleted), and the way
    there."""

    who: str
    text: str
    url: str
    anchor: str


@dataclass(frozen=True)
class Line:
    """One message as it is shown; `day` is set where a new day begins, `author` in groups where
    somebody else begins to speak, `is_new` on the first one that the viewer has not read."""

    message: Message
    body: SafeString
    mine: bool
    who: str
    day: date | None = None
    author: Person | None = None
    quote: Quote | None = None
    is_new: bool = False

    @property
    def anchor(self) -> str:
        """Where the page jumps to."""
        return anchor(self.message)

    @property
    def order(self) -> int:
        """What a page sorts lines by: the microsecond, which no two of a conversation share and
        which grows with their numbers."""
        return (self.message.sent_at - EPOCH) // MICROSECOND


@dataclass(frozen=True)
class Talk:
    """A stretch of a conversation, oldest first.

    `last` is the number of the newest line that the viewer has then, or 0, and `place` the same as
    a page holds it; `is_seen` and `seen_by` say who has read the viewer's newest message; `earlier`
    is the place before which there is more, `later` the one after which there is, or "".
    """

    lines: list[Line]
    last: int
    place: str
    is_seen: bool
    seen_by: list[str]
    earlier: str
    later: str

    @property
    def is_newest(self) -> bool:
        """Whether nothing comes after these lines."""
        return not self.later

    def reads_to(self, conversation: Conversation) -> int:
        """How far somebody has read who has these lines before them. What stands behind the last
        line and is not for them is no news."""
        return max(self.last, conversation.last_number) if self.is_newest else self.last

    def holds(self, number: int | None) -> bool:
        """Whether the message with this number is among the lines."""
        return any(line.message.number == number for line in self.lines)


def anchor(message: Message) -> str:
    """The name of a message's place on its page."""
    return f"m-{message.public_id}"


def path_to(conversation: Conversation, message: Message) -> str:
    """The page of the conversation that opens at one message."""
    page = reverse("messaging:conversation", args=[conversation.public_id])
    return f"{page}?at={message.public_id}#{anchor(message)}"


def first_unread(circle: Circle) -> int | None:
    """The number of the first message of somebody else that the viewer has not read."""
    rows = _rows(circle).filter(
        number__gt=circle.mine.read_number, event="", deleted_at__isnull=True
    )
    first = rows.exclude(sender=circle.viewer).order_by("number").first()
    return first.number if first else None


def opened(circle: Circle, *, before: int | None, after: int | None, at: str) -> tuple[Talk, bool]:
    """The page that somebody opens: before a number, after one, or at a message or the newest; else
    at the first that they have not read, else at the end. And whether opening it is reading it."""
    new = first_unread(circle)
    if before is not None:
        return latest(circle, before=before, new=new), False
    sought = message_in(circle, at) if at and at != NEWEST else None
    if after is not None:
        talk = following(circle, after, new=new)
    elif sought is not None:
        talk = around(circle, sought.number, new=new)
    elif at == NEWEST:
        talk = latest(circle, new=new)
    else:
        talk = latest(circle) if new is None else around(circle, new, new=new)
    return talk, talk.is_newest or (new is not None and talk.holds(new))


def latest(circle: Circle, *, before: int | None = None, new: int | None = None) -> Talk:
    """The newest SHOWN messages, or the newest of those before a number."""
    rows = _rows(circle)
    if before is not None:
        rows = rows.filter(number__lt=before)
    found = list(rows.order_by("-number")[: SHOWN + 1])
    shown = found[:SHOWN][::-1]
    earlier = shown[0].number if len(found) > SHOWN else None
    later = None
    if before is not None:
        later = shown[-1].number if shown else 0
    return _talk(circle, shown, None, earlier=earlier, later=later, new=new)


def around(circle: Circle, number: int, *, new: int | None = None) -> Talk:
    """A page that holds this number, with a few lines before it."""
    rows = _rows(circle)
    below = list(rows.filter(number__lt=number).order_by("-number")[: BEFORE_A_JUMP + 1])
    room = SHOWN - min(len(below), BEFORE_A_JUMP)
    above = list(rows.filter(number__gte=number).order_by("number")[: room + 1])
    shown = below[:BEFORE_A_JUMP][::-1] + above[:room]
    earlier = shown[0].number if len(below) > BEFORE_A_JUMP else None
    later = shown[-1].number if len(above) > room else None
    if later is not None or len(above) + min(len(below), BEFORE_A_JUMP) == SHOWN:
        return _talk(circle, shown, None, earlier=earlier, later=later, new=new)
    return latest(circle, new=new)  # near the end: the newest page holds it, and more before it


def following(circle: Circle, number: int, *, new: int | None = None) -> Talk:
    """The SHOWN messages after a number, as a page of their own."""
    rows = _rows(circle)
    found = list(rows.filter(number__gt=number).order_by("number")[: SHOWN + 1])
    if len(found) <= SHOWN:
        return latest(circle, new=new)
    shown = found[:SHOWN]
    return _talk(circle, shown, None, earlier=shown[0].number, later=shown[-1].number, new=new)


def newer(circle: Circle, *, after: int) -> Talk:
    """Everything after a number, at most SHOWN; the day goes on from the message before."""
    rows = _rows(circle)
    before = rows.filter(number__lte=after).order_by("-number").first() if after else None
    found = list(rows.filter(number__gt=after).order_by("number")[: SHOWN + 1])
    shown = found[:SHOWN]
    later = shown[-1].number if len(found) > SHOWN else None
    return _talk(circle, shown, before, earlier=None, later=later)


def last_change(circle: Circle) -> str:
    """The place of the last change that a page with the newest lines has.

    Of those that the viewer may read: one that is withheld from her does not move it. None is later
    than the conversation that was found before its lines were, so nothing in between is missed.
    """
    rows = _rows(circle).filter(changed__lte=circle.conversation.last_change)
    last = rows.order_by("-changed").values_list("changed", flat=True).first()
    return seal_change(circle.viewer, circle.conversation, last or 0)


def changed(circle: Circle, *, after: int) -> MessageQuerySet:
    """What was sent, edited or deleted after a change, in that order, each with `above`: the key of
    the message that stands above it for this viewer."""
    above = _rows(circle).filter(number__lt=OuterRef("number")).order_by("-number").values("pk")
    rows = _rows(circle).filter(changed__gt=after).annotate(above=Subquery(above[:1]))
    return rows.order_by("changed")


def lines_of(
    circle: Circle,
    messages: Sequence[Message],
    *,
    before: Message | None = None,
    new: int | None = None,
) -> list[Line]:
    """These messages, oldest first, as lines; two queries however many they are.

    `before` is the message above them, from which day and speaker go on. They have passed the gate.
    """
    tags, quotes = _vocabulary(messages), _quotes(circle, messages)
    lines = []
    above = before
    for message in messages:
        day = timezone.localdate(message.sent_at)
        begins_day = above is None or timezone.localdate(above.sent_at) != day
        mine = message.sender_id == circle.viewer.pk
        speaker = circle.people.get(message.sender_id, Person(name=""))
        goes_on = (
            above is not None
            and not begins_day
            and above.sender_id == message.sender_id
            and not above.event
        )
        lines.append(
            Line(
                message=message,
                body=_event(message, speaker, mine=mine)
                if message.event
                else link_text(message.text, tags=tags, people=circle.mentioned),
                mine=mine,
                who=_("You") if mine else speaker.name,
                day=day if begins_day else None,
                author=speaker
                if circle.conversation.is_group and not mine and not goes_on
                else None,
                quote=quotes.get(message.reply_to_id or 0),
                is_new=message.number == new,
            )
        )
        above = message
    return lines


def _event(message: Message, speaker: Person, *, mine: bool) -> SafeString:
    """What a line of the group's own says; a name turns nothing that stands around it."""
    return format_html(words_of(message, name="{}", mine=mine), isolate(speaker.name))


def message_in(circle: Circle, public_id: object) -> Message | None:
    """One message of the conversation that somebody wrote and that the viewer may read."""
    with suppress(ValueError):
        return _rows(circle).filter(event="", public_id=uuid.UUID(str(public_id))).first()
    return None


def quote_of(circle: Circle, message: Message) -> Quote:
    """How one message is quoted above an answer to it."""
    mine = message.sender_id == circle.viewer.pk
    return Quote(
        who=_("You") if mine else circle.people.get(message.sender_id, Person(name="")).name,
        text="" if message.deleted_at else excerpt(" ".join(message.text.split()), QUOTED),
        url=path_to(circle.conversation, message),
        anchor=anchor(message),
    )


def _rows(circle: Circle) -> MessageQuerySet:
    return Message.objects.visible_to(circle.viewer).filter(conversation=circle.conversation)


def _talk(
    circle: Circle,
    shown: Sequence[Message],
    before: Message | None,
    *,
    earlier: int | None,
    later: int | None,
    new: int | None = None,
) -> Talk:
    def place(number: int | None) -> str:
        return "" if number is None else seal_line(circle.viewer, circle.conversation, number)

    newest = shown[-1] if shown else before
    seen_by = []
    if newest is not None and newest.sender_id == circle.viewer.pk and not newest.event:
        seen_by = circle.who_saw(newest.number)
    return Talk(
        lines=lines_of(circle, shown, before=before, new=new),
        last=newest.number if newest else 0,
        place=place(newest.number if newest else 0),
        is_seen=bool(seen_by),
        seen_by=seen_by if circle.conversation.is_group else [],
        earlier=place(earlier),
        later=place(later),
    )


def _quotes(circle: Circle, messages: Sequence[Message]) -> dict[int, Quote]:
    """What these messages answer, by its key; what the viewer may not read is not quoted."""
    wanted = {message.reply_to_id for message in messages if not message.deleted_at}
    found = _rows(circle).filter(pk__in=[key for key in wanted if key])
    return {message.pk: quote_of(circle, message) for message in found}


def _vocabulary(messages: Sequence[Message]) -> list[Hashtag]:
    """The reviewed hashtags among what was written, for their colors and shapes."""
    keys = {hashtag_key(name) for message in messages for name in extract_hashtags(message.text)}
    return list(Hashtag.objects.filter(key__in=keys, reviewed=True, held=False)) if keys else []
