"""What can be reported here: a message, with those around it that the reporter sends along."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.reporting import read_id
from safety import registry
from safety.evidence import seal_thing
from safety.registry import Called, Lines, Piece, Reportable, Thing

from . import actions
from .models import Message, Participant
from .people import names_of
from .querysets import MessageQuerySet

MESSAGE = "message"
AROUND = 4  # so many messages before it, and after it, are offered as context


def find_message(viewer: AbstractBaseUser, public_id: str) -> Thing | None:
    """A message that somebody else wrote to the viewer, and those around it that she reads."""
    readable = Message.objects.visible_to(viewer).filter(event="", deleted_at__isnull=True)
    message = (
        readable.exclude(sender=viewer.pk)
        .select_related("sender", "conversation")
        .filter(public_id=read_id(public_id))
        .first()
    )
    if message is None:
        return None
    around = _around(readable, message)
    names = names_of({message.sender_id, *(row.sender_id for row in around)})
    # Whoever was asked in and never came has no part in it, or a case could be kept from everybody.
    others = Participant.objects.filter(conversation=message.conversation, joined_at__isnull=False)
    here = set(others.values_list("user_id", flat=True))
    return Thing(
        id=str(message.public_id),
        subject=message.sender,
        name=_("a message from %(name)s") % {"name": names[message.sender_id]},
        person=names[message.sender_id],
        url=message.conversation.get_absolute_url(),
        data=_kept(message, names),
        pieces=[_piece(row, names) for row in around],
        people=frozenset(here - {viewer.pk, message.sender_id}),
    )


def sealed(viewer: AbstractBaseUser, message: Message) -> str:
    """A message of somebody else as the viewer sees it now, for the menu that reports it alone; ""
    where she may not."""
    public_id = str(message.public_id)
    thing = find_message(viewer, public_id)
    if thing is None:
        return ""
    return seal_thing(replace(thing, pieces=()), by=viewer, kind=MESSAGE, public_id=public_id)


def _around(readable: MessageQuerySet, message: Message) -> list[Message]:
    """The readable messages just before and just after one, in order; two queries."""
    rows = readable.filter(conversation=message.conversation_id)
    before = rows.filter(number__lt=message.number).order_by("-number")[:AROUND]
    after = rows.filter(number__gt=message.number).order_by("number")[:AROUND]
    return [*reversed(before), *after]


def _kept(message: Message, names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "from": names.get(message.sender_id, ""),
        "at": message.sent_at.isoformat(),
        "text": message.text,
        "edited": message.edited_at is not None,
    }


def _piece(message: Message, names: Mapping[int, str]) -> Piece:
    return Piece(
        key=str(message.public_id),
        who=names.get(message.sender_id, ""),
        words=message.text,
        at=message.sent_at,
        data=_kept(message, names),
    )


def show_message(kept: Mapping[str, Any]) -> Lines:
    """The message as it was."""
    at = parse_datetime(kept.get("at", ""))
    sent = date_format(localtime(at), "j F Y, H:i") if at else ""
    if kept.get("edited"):
        sent = _("%(time)s, edited later") % {"time": sent}
    lines = [(_("From"), kept.get("from", "")), (_("Sent"), sent), (_("Text"), kept.get("text"))]
    return [(label, words) for label, words in lines if words]


def call_message(kept: Mapping[str, Any]) -> Called:
    """Whose it was, and how it begins."""
    name = kept.get("from")
    called = _("Message from %(name)s") % {"name": name} if name else ""
    return called, kept.get("text", "")


def acquainted_with(person: AbstractBaseUser) -> set[int]:
    """Those who write with her; somebody to whom she wrote and who never answered does not."""
    mine = Participant.objects.here().filter(user=person.pk, conversation__last_number__gt=0)
    others = Participant.objects.here().filter(
        conversation__in=mine.values("conversation"), welcomes=True
    )
    return set(others.values_list("user_id", flat=True))


def register_things() -> None:
    """Make messages known as things that can be reported."""
    registry.can_be_reported(
        Reportable(
            MESSAGE,
            gettext_lazy("Message"),
            find_message,
            show_message,
            called=call_message,
            settle=actions.settle,
        )
    )
