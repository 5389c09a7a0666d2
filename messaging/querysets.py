"""Readable words for conversations and messages."""

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Left

from profiles.querysets import Viewer

if TYPE_CHECKING:
    from .models import Conversation, Message

    ConversationBase = models.QuerySet[Conversation]
    MessageBase = models.QuerySet[Message]
else:
    ConversationBase = MessageBase = models.QuerySet

LINE_LENGTH = 140


class ConversationQuerySet(ConversationBase):
    """Conversations."""

    def visible_to(self, viewer: Viewer) -> "ConversationQuerySet":
        """One's own. They stay readable to both, also after a block: what was said was said."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(Q(low=viewer.pk) | Q(high=viewer.pk))

    def between(self, one: Viewer, other: Viewer) -> "ConversationQuerySet":
        """The conversation of these two, or none."""
        low, high = sorted((one.pk or 0, other.pk or 0))
        return self.filter(low=low, high=high)

    def unread_by(self, viewer: Viewer) -> "ConversationQuerySet":
        """The viewer's own with a message that they have not read."""
        return self.filter(
            participants__user=viewer.pk, participants__read_number__lt=F("last_number")
        )

    def listed_for(self, viewer: Viewer) -> "ConversationQuerySet":
        """Newest first, each with `line` (the start of the last message), `line_by` (the id of
        who wrote it) and `unread` (messages of the other that the viewer has not read).

        One that somebody else opened and wrote nothing in yet is not listed.
        """
        mine = apps.get_model("messaging", "Participant").objects.filter(
            conversation=OuterRef("pk"), user=viewer.pk
        )
        messages = apps.get_model("messaging", "Message").objects
        last = messages.filter(conversation=OuterRef("pk"), number=OuterRef("last_number"))
        unread = (
            messages.filter(conversation=OuterRef("pk"), number__gt=OuterRef("read"))
            .exclude(sender=viewer.pk)
            .order_by()
            .values("conversation")
            .annotate(count=Count("pk"))
        )
        return (
            self.annotate(
                read=Subquery(mine.values("read_number")),
                welcomed=Subquery(mine.values("welcomes")),
            )
            .filter(Q(last_number__gt=0) | Q(welcomed=True))
            .annotate(
                line=Subquery(last.values(start=Left("text", LINE_LENGTH))),
                line_by=Subquery(last.values("sender")),
                unread=Coalesce(Subquery(unread.values("count")), 0),
            )
            .order_by("-last_at", "-pk")
        )


class MessageQuerySet(MessageBase):
    """Messages."""

    def visible_to(self, viewer: Viewer) -> "MessageQuerySet":
        """Those of one's own conversations."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(Q(conversation__low=viewer.pk) | Q(conversation__high=viewer.pk))
