"""Private conversations. A message's place is its number in the conversation, not a clock."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from .querysets import ConversationQuerySet, MessageQuerySet

MESSAGE_LENGTH = 4000


class Conversation(models.Model):
    """A conversation of two. `low` and `high` are the two accounts in order of id, so that a pair
    has one conversation; `last_number` is the number of the newest message."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    low = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    high = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    last_number = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["low", "high"], name="conversation_once_a_pair"),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="conversation_in_order"),
        ]

    def __str__(self) -> str:
        return f"conversation {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("messaging:conversation", args=[self.public_id])

    def other_than(self, user_id: int) -> int:
        """The account id of the other one."""
        return self.high_id if user_id == self.low_id else self.low_id


class Participant(models.Model):
    """One person in a conversation.

    `read_number` is how far they have read; `seen_number` how far the other is told they have:
    it stands still while a block holds, so that "Seen" tells nothing. `welcomes` is true when they
    asked or accepted the other, or wrote here themselves: then the other may write to them, also
    if they hear only from people they ask or accept.
    """

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="participants"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="participations"
    )
    read_number = models.PositiveIntegerField(default=0)
    seen_number = models.PositiveIntegerField(default=0)
    welcomes = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "user"], name="participant_once")
        ]

    def __str__(self) -> str:
        return f"participant {self.pk}"


class Message(models.Model):
    """One message. `client_id` is made by the sender's page: sent twice, it lands once."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="messages"
    )
    number = models.PositiveIntegerField()
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    client_id = models.UUIDField()
    text = models.CharField(max_length=MESSAGE_LENGTH)
    sent_at = models.DateTimeField(default=timezone.now)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="message_numbered"),
            models.UniqueConstraint(
                fields=["conversation", "sender", "client_id"], name="message_lands_once"
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"
