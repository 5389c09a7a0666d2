"""What the addresses of messaging name, found among what the viewer may see."""

import uuid

from django.http import Http404
from django.shortcuts import get_object_or_404

from messaging.circle import Circle
from messaging.models import Conversation, Message
from messaging.talk import message_in
from profiles.requests import MemberRequest

MOST_DIGITS = 9


def find_conversation(request: MemberRequest, public_id: uuid.UUID) -> Conversation:
    """One of the viewer's own conversations, or 404."""
    return get_object_or_404(Conversation.objects.visible_to(request.user), public_id=public_id)


def find_message(circle: Circle, public_id: uuid.UUID) -> Message:
    """One message that somebody wrote, still stands and the viewer may read; or 404."""
    row = message_in(circle, public_id)
    if row is None or row.deleted_at:
        raise Http404
    return row


def find_own_message(request: MemberRequest, found: Conversation, public_id: uuid.UUID) -> Message:
    """One that the viewer wrote, deleted or not, or 404."""
    return get_object_or_404(
        Message.objects.filter(conversation=found, sender=request.user, event=""),
        public_id=public_id,
    )


def number_in(request: MemberRequest, name: str, among: str = "GET") -> int | None:
    """A message number out of the address or form; None when there is none or it is no number."""
    text = getattr(request, among).get(name, "")
    readable = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return int(text) if readable else None
