"""Readable words for conversations and messages."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from profiles.querysets import Viewer

if TYPE_CHECKING:
    from .models import Conversation, Message

    ConversationBase = models.QuerySet[Conversation]
    MessageBase = models.QuerySet[Message]
else:
    ConversationBase = MessageBase = models.QuerySet


class ConversationQuerySet(ConversationBase):
    """Conversations."""

    def visible_to(self, viewer: Viewer) -> "ConversationQuerySet":
        """One's own. They stay readable to both, also after a block: what was said was said."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(Q(low=viewer.pk) | Q(high=viewer.pk))

    def unread_by(self, viewer: Viewer) -> "ConversationQuerySet":
        """Those with a message that the viewer has not read."""
        return self.filter(
            participants__user=viewer.pk, participants__read_number__lt=F("last_number")
        )


class MessageQuerySet(MessageBase):
    """Messages."""

    def visible_to(self, viewer: Viewer) -> "MessageQuerySet":
        """Those of one's own conversations."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(Q(conversation__low=viewer.pk) | Q(conversation__high=viewer.pk))
