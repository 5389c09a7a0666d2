"""Places in a conversation, as a page holds them and hands them back.

Lines and changes are numbered for everybody alike, so in their numbers there is a gap where
something is not for the viewer. No page, address or stream holds one: a line is named by its public
id, and every other place is sealed, for this viewer and this conversation.
"""

from profiles.models import User
from profiles.paging import sealed, unsealed

from .models import Conversation


def seal_line(viewer: User, conversation: Conversation, number: int) -> str:
    """The place of a line, by its number; 0 is before the first."""
    return sealed(str(number), of=_list("lines", viewer, conversation))


def line_at(viewer: User, conversation: Conversation, place: str) -> int | None:
    """The number of the line; None where it is no place of this viewer's here."""
    return _number(unsealed(place, of=_list("lines", viewer, conversation)))


def seal_change(viewer: User, conversation: Conversation, change: int) -> str:
    """How far a page has been told: the place of the last change that it has."""
    return sealed(str(change), of=_list("changes", viewer, conversation))


def change_at(viewer: User, conversation: Conversation, place: str) -> int | None:
    """The number of that change; None where it is no place of this viewer's here."""
    return _number(unsealed(place, of=_list("changes", viewer, conversation)))


def _list(kind: str, viewer: User, conversation: Conversation) -> str:
    return f"{kind} of {conversation.pk} for {viewer.pk}"


def _number(told: str | None) -> int | None:
    return None if told is None else int(told)
