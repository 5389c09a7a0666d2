"""What the addresses of messaging name, found among what the viewer may see."""

import uuid

from django.http import Http404
from django.shortcuts import get_object_or_404

from messaging.circle import Circle
from messaging.models import Conversation, Message
from messaging.places import line_at
from messaging.talk import message_in
from profiles.requests import MemberRequest


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


def place_in(
    request: MemberRequest, name: str, found: Conversation, among: str = "GET"
) -> int | None:
    """The number of the line whose place stands in the address or form; None when there is none."""
    place = getattr(request, among).get(name, "")
    return line_at(request.user, found, place) if place else None
