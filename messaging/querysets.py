"""Readable words for conversations and messages."""

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Left

from profiles.querysets import Viewer
from safety.permissions import not_blocked

if TYPE_CHECKING:
    from .models import Conversation, Message, Participant

    ConversationBase = models.QuerySet[Conversation]
    MessageBase = models.QuerySet[Message]
    ParticipantBase = models.QuerySet[Participant]
else:
    ConversationBase = MessageBase = ParticipantBase = models.QuerySet

LINE_LENGTH = 140


class ParticipantQuerySet(ParticipantBase):
    """People in conversations."""

    def here(self) -> "ParticipantQuerySet":
        """Those who have joined and not left."""
        return self.filter(joined_at__isnull=False, left_at__isnull=True)

    def not_blocked_for(self, viewer: Viewer) -> "ParticipantQuerySet":
        """Those between whom and the viewer no block stands."""
        return self.filter(not_blocked(viewer.pk, user_field="user_id"))


class ConversationQuerySet(ConversationBase):
    """Conversations."""

    def visible_to(self, viewer: Viewer) -> "ConversationQuerySet":
        """One's own. They stay readable to both, also after a block: what was said was said. A
        group is read by whoever has joined it and not left."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(pk__in=_joined_by(viewer))

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
        last = messages.visible_to(viewer).filter(conversation=OuterRef("pk")).order_by("-number")
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
                line=Subquery(last.values(start=Left("text", LINE_LENGTH))[:1]),
                line_by=Subquery(last.values("sender")[:1]),
                unread=Coalesce(Subquery(unread.values("count")), 0),
            )
            .order_by("-last_at", "-pk")
        )


class MessageQuerySet(MessageBase):
    """Messages."""

    def visible_to(self, viewer: Viewer) -> "MessageQuerySet":
        """Those of one's own conversations from where one joined, less what is held for review
        (its sender sees it) and what a block withheld."""
        if not viewer.is_authenticated:
            return self.none()
        return (
            self.filter(conversation__in=_joined_by(viewer))
            .filter(Q(held_at__isnull=True) | Q(sender=viewer.pk))
            .filter(number__gte=_first_number(viewer))
            .exclude(Exists(_withheld(viewer)))
        )


def _participants() -> ParticipantQuerySet:
    return ParticipantQuerySet(apps.get_model("messaging", "Participant"))


def _joined_by(viewer: Viewer) -> "models.QuerySet[Participant, int]":
    return _participants().here().filter(user=viewer.pk).values_list("conversation_id", flat=True)


def _first_number(viewer: Viewer) -> Subquery:
    mine = _participants().filter(conversation=OuterRef("conversation"), user=viewer.pk)
    return Subquery(mine.values("first_number"))


def _withheld(viewer: Viewer) -> "models.QuerySet[models.Model]":
    rows = apps.get_model("messaging", "Withheld").objects
    return rows.filter(message=OuterRef("pk"), person=viewer.pk)
