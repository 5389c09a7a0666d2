"""One row for each thing a person should know, and one row for each mail that is to go out.

A mail's states and their moves: due -> claimed (a lease) -> sent; claimed -> due when the lease
runs out or the server said "later"; due or claimed -> dropped when its reader may no longer see
it, or after too many tries.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from .querysets import MailQuerySet, NotificationQuerySet


class Notification(models.Model):
    """One thing `recipient` should know. `key` makes it one row however often it is written."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    about = models.JSONField(default=dict)  # ids that the kind needs to word it and to link it
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "key"], name="notification_once")
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="notification_by_time"),
            models.Index(
                fields=["recipient"], condition=Q(read_at__isnull=True), name="notification_unread"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("notifications:open", args=[self.public_id])


class MailState(models.TextChoices):
    """Where a mail is on its way."""

    DUE = "due"
    CLAIMED = "claimed"
    SENT = "sent"
    DROPPED = "dropped"


class Mail(models.Model):
    """One mail to one address.

    A mail with a `notification` is worded when it is sent, through the gate as it then is. One
    without (confirmations, codes, resets) is worded when it is written, and its text is wiped once
    it is sent, except in the demo, where /outbox/ shows it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=160, unique=True)
    notification = models.OneToOneField(
        Notification, null=True, on_delete=models.CASCADE, related_name="mail"
    )
    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=MailState, default=MailState.DUE)
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state__in=["due", "claimed"]), name="mail_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"mail {self.pk} {self.state}"
