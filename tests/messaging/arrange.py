"""Conversations for tests."""

import uuid
from datetime import datetime

from messaging import actions
from messaging.models import Conversation, Message
from profiles.models import User


def conversation_of(one: User, other: User) -> Conversation:
    """A conversation of two who said yes to each other."""
    return actions.open_conversation(between=(one, other), by=other)


def said(
    conversation: Conversation, by: User, *texts: str, at: datetime | None = None
) -> list[Message]:
    """Messages, sent through the door; `at` moves them to another time."""
    messages = [
        actions.send(by=by, conversation=conversation, client_id=uuid.uuid4(), text=text)
        for text in texts
    ]
    if at is not None:
        Message.objects.filter(pk__in=[message.pk for message in messages]).update(sent_at=at)
    return messages
