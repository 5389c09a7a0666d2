"""Private conversations of two, or of a group. A message's place is its number in the conversation,
not a clock.

A participant of a group: invited (`joined_at` empty) -> joined -> left (`left_at`). The two of a
pair have joined from the start and do not leave. A message: sent, or held for review (`held_at`)
until it is released or refused; then edited any number of times, or deleted, which wipes its text.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from .querysets import ConversationQuerySet, MessageQuerySet, ParticipantQuerySet

MESSAGE_LENGTH = 4000
NAME_LENGTH = 80


class Event(models.TextChoices):
    """What a line of the group's own says."""

    MADE = "made"
    NAMED = "named"
    JOINED = "joined"
    LEFT = "left"
    REMOVED = "removed"


class Conversation(models.Model):
    """A conversation of two, or of a group.

    `low` and `high` are the two accounts in order of id, so that a pair has one conversation; a
    group has neither, and a `name` and a `maker` instead. `last_number` is the number of the newest
    message. `last_change` grows by one with every message, edit, deletion and line of the group's
    own: whoever knows how far they have seen is brought exactly what they missed.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    low = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    high = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(max_length=NAME_LENGTH, blank=True)
    maker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    last_number = models.PositiveIntegerField(default=0)
    last_change = models.PositiveBigIntegerField(default=0)
    last_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["low", "high"], name="conversation_once_a_pair"),
            models.CheckConstraint(
                condition=Q(low__isnull=True, high__isnull=True)
                | Q(low__isnull=False, high__isnull=False, low__lt=F("high")),
                name="conversation_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"conversation {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("messaging:conversation", args=[self.public_id])

    @property
    def is_group(self) -> bool:
        """True unless it is a conversation of two."""
        return self.low_id is None

    def other_than(self, user_id: int) -> int:
        """The account id of the other one of a pair. Raises ValueError for a group."""
        if self.low_id is None or self.high_id is None:
            raise ValueError("a group has no other one")
        return self.high_id if user_id == self.low_id else self.low_id


class Participant(models.Model):
    """One person in a conversation.

    `read_number` is how far they have read; `seen_number` how far the other is told they have:
    it stands still while a block holds and while they show it to nobody, so that "Seen" tells
    nothing of that time. `welcomes` is true when they
    asked or accepted the other, or wrote here themselves: then the other may write to them, also
    if they hear only from people they ask or accept. Who was written to by a stranger may decline
    (`declined_at`), which the stranger never learns. `first_number` is the first message that a
    person who joined a group later may read. `draft` is what they were writing; nobody else reads
    it.
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
    declined_at = models.DateTimeField(null=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    joined_at = models.DateTimeField(null=True, default=timezone.now)
    left_at = models.DateTimeField(null=True)
    first_number = models.PositiveIntegerField(default=1)
    muted_at = models.DateTimeField(null=True)
    draft = models.CharField(max_length=MESSAGE_LENGTH, blank=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "user"], name="participant_once")
        ]

    def __str__(self) -> str:
        return f"participant {self.pk}"


class Message(models.Model):
    """One message. `client_id` is made by the sender's page: sent twice, it lands once.

    `sent_at` grows with `number`, by a microsecond at least: pages hold no number and sort by it.
    `changed` is the conversation's `last_change` when the message was sent, edited or deleted last;
    `version` counts its texts. A line of the group's own (somebody joined, left, named it) has an
    `event`, and no text but the name that was given. One that is held is seen by its sender alone.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="messages"
    )
    number = models.PositiveIntegerField()
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    client_id = models.UUIDField()
    text = models.CharField(max_length=MESSAGE_LENGTH, blank=True)
    event = models.CharField(max_length=8, choices=Event, blank=True)
    reply_to = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="replies"
    )
    changed = models.PositiveBigIntegerField(default=0)
    version = models.PositiveSmallIntegerField(default=1)
    sent_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="message_numbered"),
            models.UniqueConstraint(
                fields=["conversation", "sender", "client_id"], name="message_lands_once"
            ),
        ]
        indexes = [models.Index(fields=["conversation", "changed"], name="message_by_change")]

    def __str__(self) -> str:
        return f"message {self.pk}"


class Withheld(models.Model):
    """A message of a group that one participant never gets, since a block stood between the sender
    and them when it was sent; lifting the block does not bring it."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="withheld")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "person"], name="message_withheld_once")
        ]

    def __str__(self) -> str:
        return f"withheld {self.pk}"


class SignalKind(models.TextChoices):
    """What somebody says with one press, without a word of their own."""

    CURIOUS = "curious"
    THANK = "thank"


class Signal(models.Model):
    """A light contact before a first message: `sender` is curious about what `recipient` does, or
    thanks them. It opens nothing and lets nobody see more.

    `arrived` is false where the recipient heard from nobody at the time: the sender, who is
    answered as always, never learns it, and the recipient never gets it.
    """

    sender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(max_length=8, choices=SignalKind)
    arrived = models.BooleanField(default=True)
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sender", "recipient", "kind"], name="signal_once"),
            models.CheckConstraint(
                condition=~Q(sender=F("recipient")), name="signal_to_somebody_else"
            ),
        ]

    def __str__(self) -> str:
        return f"signal {self.pk}"


class MessagingSettings(models.Model):
    """What one person shows to those they write with; each holds both ways: whoever does not show
    it is not shown it. Somebody without a row shows both."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="messaging_settings"
    )
    receipts = models.BooleanField(default=True)
    typing = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"messaging settings {self.pk}"
