"""Readable words for conversations and messages."""

from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

from profiles.querysets import Viewer, in_good_standing, people_visible_to
from safety.models import Block
from safety.permissions import not_blocked

if TYPE_CHECKING:
    from .models import Conversation, Message, Participant

    ConversationBase = models.QuerySet[Conversation]
    MessageBase = models.QuerySet[Message]
    ParticipantBase = models.QuerySet[Participant]
else:
    ConversationBase = MessageBase = ParticipantBase = models.QuerySet

MOST_COUNTED = 100  # more unread messages than this are "99+", and not counted one by one


class ParticipantQuerySet(ParticipantBase):
    """People in conversations."""

    def here(self) -> "ParticipantQuerySet":
        """Those who have joined and not left."""
        return self.filter(joined_at__isnull=False, left_at__isnull=True)

    def not_blocked_for(self, viewer: Viewer) -> "ParticipantQuerySet":
        """Those between whom and the viewer no block stands."""
        return self.filter(not_blocked(viewer.pk, user_field="user_id"))

    def beside(self, viewer: Viewer) -> "ParticipantQuerySet":
        """The others whom no block keeps from the viewer and who have not gone: what a list of a
        group's people, and the count of it, show her."""
        return self.filter(
            not_blocked(viewer.pk, user_field="user_id"), in_good_standing("user__")
        ).exclude(user=viewer.pk)

    def behind(self, viewer: Viewer) -> "ParticipantQuerySet":
        """The viewer's own where something was said after what she read: of others or not, for her
        to read or not."""
        mine = self.here().filter(user=viewer.pk, welcomes=True, muted_at__isnull=True)
        return mine.filter(read_number__lt=F("conversation__last_number"))

    def invited(self) -> "ParticipantQuerySet":
        """Those whom a group asked and who have not joined, whatever they thought of it."""
        return self.filter(joined_at__isnull=True, left_at__isnull=True)


class ConversationQuerySet(ConversationBase):
    """Conversations."""

    def visible_to(self, viewer: Viewer) -> "ConversationQuerySet":
        """One's own. They stay readable to both, also after a block: what was said was said. A
        group is read by whoever has joined it and not left. What a stranger began, and the viewer
        has not taken up, is there from when she may read it, and for as long as she may see them.
        """
        if not viewer.is_authenticated:
            return self.none()
        mine = _participants().here().filter(user=viewer.pk, conversation=OuterRef("pk"))
        taken_up = mine.filter(Q(welcomes=True) | Q(conversation__low__isnull=True))
        return self.filter(
            Exists(taken_up) | (Exists(mine) & Exists(_strangers(viewer)) & Exists(_said(viewer)))
        )

    def between(self, one: Viewer, other: Viewer) -> "ConversationQuerySet":
        """The conversation of these two, or none."""
        low, high = sorted((one.pk or 0, other.pk or 0))
        return self.filter(low=low, high=high)

    def talks_of(self, viewer: Viewer) -> "ConversationQuerySet":
        """The viewer's own that she takes part in: less what strangers sent her, which stands
        apart until she answers."""
        mine = _participants().here().filter(user=viewer.pk, welcomes=True)
        return self.filter(pk__in=mine.values("conversation"))

    def unread_by(self, viewer: Viewer) -> "ConversationQuerySet":
        """Those she takes part in and has not muted, with a message that she has not read."""
        behind = _participants().behind(viewer)
        unread = _unread(viewer, OuterRef("conversation"), OuterRef("read_number"))
        behind = behind.annotate(first_unread=Subquery(unread.values("pk")[:1]))
        return self.filter(pk__in=behind.filter(first_unread__isnull=False).values("conversation"))

    def requests_to(self, viewer: Viewer) -> "ConversationQuerySet":
        """First contacts of strangers that wait for the viewer, who may see who they are."""
        if not viewer.is_authenticated:
            return self.none()
        waiting = (
            _participants().here().filter(user=viewer.pk, welcomes=False, declined_at__isnull=True)
        )
        return self.filter(
            Exists(_strangers(viewer)),
            Exists(_said(viewer)),
            low__isnull=False,
            pk__in=waiting.values("conversation"),
        )

    def inviting(self, viewer: Viewer) -> "ConversationQuerySet":
        """Groups that ask the viewer in, by somebody she may see, and without anybody inside whom
        she blocked or who blocked her: then it is as if she had not been asked."""
        if not viewer.is_authenticated:
            return self.none()
        asked = _participants().invited().filter(user=viewer.pk, declined_at__isnull=True)
        asked = people_visible_to(asked, viewer, user="invited_by")
        inside = _participants().here().filter(conversation=OuterRef("pk"))
        apart = Block.objects.filter(
            Q(blocker=viewer.pk, blocked=OuterRef("user"))
            | Q(blocked=viewer.pk, blocker=OuterRef("user"))
        )
        return self.filter(
            Exists(inside),
            ~Exists(inside.filter(Exists(apart))),
            low__isnull=True,
            pk__in=asked.values("conversation"),
        )

    def listed_for(self, viewer: Viewer) -> "ConversationQuerySet":
        """Newest first, each with `line_id` (the newest message that the viewer may read), `unread`
        (messages of others that she has not read, at most MOST_COUNTED) and `shown_at`.

        What a block withholds from her in a group moves the group nowhere.
        """
        mine = _participants().filter(conversation=OuterRef("pk"), user=viewer.pk)
        newest = _messages().filter(conversation=OuterRef("pk")).readable_by(viewer)
        newest = newest.order_by("-number")
        unread = _unread(viewer, OuterRef("pk"), OuterRef("read"))
        counted = ArraySubquery(unread.values("pk")[:MOST_COUNTED])
        return (
            self.talks_of(viewer)
            .annotate(
                read=Subquery(mine.values("read_number")),
                shown_at=Case(
                    When(
                        low__isnull=True,
                        then=Coalesce(Subquery(newest.values("sent_at")[:1]), F("created_at")),
                    ),
                    default=F("last_at"),
                ),
            )
            .annotate(
                line_id=Subquery(newest.values("pk")[:1]),
                unread=Func(counted, function="CARDINALITY", output_field=models.IntegerField()),
            )
            .order_by("-shown_at", "-pk")
        )


class MessageQuerySet(MessageBase):
    """Messages."""

    def visible_to(self, viewer: Viewer) -> "MessageQuerySet":
        """Those of one's own conversations from where one joined, less what is held for review
        (its sender sees it) and what a block withheld."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(conversation__in=_joined_by(viewer)).readable_by(viewer)

    def readable_by(self, viewer: Viewer) -> "MessageQuerySet":
        """The second half of the gate, for messages of conversations that have passed it."""
        return (
            self.filter(Q(held_at__isnull=True) | Q(sender=viewer.pk))
            .filter(number__gte=_first_number(viewer))
            .exclude(Exists(_withheld(viewer)))
        )


def _messages() -> MessageQuerySet:
    return MessageQuerySet(apps.get_model("messaging", "Message"))


def _unread(viewer: Viewer, conversation: OuterRef, read: OuterRef) -> MessageQuerySet:
    """What others said in a conversation after the number that the viewer has read up to.

    In order, so that whoever wants a few of many thousands walks along the index.
    """
    return (
        _messages()
        .filter(conversation=conversation, number__gt=read, event="", deleted_at__isnull=True)
        .exclude(sender=viewer.pk)
        .readable_by(viewer)
        .order_by("number")
    )


def _participants() -> ParticipantQuerySet:
    return ParticipantQuerySet(apps.get_model("messaging", "Participant"))


def _strangers(viewer: Viewer) -> ParticipantQuerySet:
    """The other of a conversation of two, if the viewer may see them."""
    others = _participants().here().filter(conversation=OuterRef("pk")).exclude(user=viewer.pk)
    return people_visible_to(others, viewer, user="user")


def _said(viewer: Viewer) -> MessageQuerySet:
    """What stands in a conversation for the viewer to read."""
    said = _messages().filter(conversation=OuterRef("pk"), deleted_at__isnull=True)
    return said.readable_by(viewer)


def _joined_by(viewer: Viewer) -> "models.QuerySet[Participant, int]":
    return _participants().here().filter(user=viewer.pk).values_list("conversation_id", flat=True)


def _first_number(viewer: Viewer) -> Subquery:
    mine = _participants().filter(conversation=OuterRef("conversation"), user=viewer.pk)
    return Subquery(mine.values("first_number"))


def _withheld(viewer: Viewer) -> "models.QuerySet[models.Model]":
    rows = apps.get_model("messaging", "Withheld").objects
    return rows.filter(message=OuterRef("pk"), person=viewer.pk)
