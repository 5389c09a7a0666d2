"""One row for each thing a person should know, and one row for each mail that is to go out.

A mail's states and their moves: due -> claimed (a lease) -> sent; claimed -> due when the lease
runs out or the server said "later"; due or claimed -> dropped when its reader may no longer see
it, or after too many tries. What is to wait for the reader's digest, or is beyond her cap, is
held. What goes along in another mail (the digest, or one that goes now) is carried by it, and
becomes what that one becomes.
"""

import uuid
from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from .querysets import MailQuerySet, NotificationQuerySet

MOST_MAILS_A_DAY = 20


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


def most_mails_a_day() -> int:
    """How many mails a day somebody gets who has chosen no number."""
    return int(settings.MAILS_A_DAY)


def quiet_from() -> time | None:
    """When the quiet hours begin for somebody who has chosen none."""
    return settings.QUIET_HOURS[0] if settings.QUIET_HOURS else None


def quiet_until() -> time | None:
    """When they end."""
    return settings.QUIET_HOURS[1] if settings.QUIET_HOURS else None


class NewsSettings(models.Model):
    """What one person said about mails of news; made when first needed.

    The row is also what two senders wait for, so that together they cannot pass the cap.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="news_settings"
    )
    choices = models.JSONField(default=dict, blank=True)  # a How by kind, where she chose one
    mails_a_day = models.PositiveSmallIntegerField(default=most_mails_a_day)
    quiet_from = models.TimeField(null=True, blank=True, default=quiet_from)  # where she lives
    quiet_until = models.TimeField(null=True, blank=True, default=quiet_until)
    gathers = models.BooleanField(default=True)  # False: what does not go at once is not mailed
    gathered_at = models.DateTimeField(null=True, blank=True)  # up to this morning
    bounced_address = models.EmailField(max_length=254, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    bounce_code = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(mails_a_day__gte=1, mails_a_day__lte=MOST_MAILS_A_DAY),
                name="news_mails_a_day_in_range",
            ),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="news_quiet_hours_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"news of {self.user_id}"


class MailState(models.TextChoices):
    """Where a mail is on its way."""

    DUE = "due"
    HELD = "held"
    CLAIMED = "claimed"
    CARRIED = "carried"
    SENT = "sent"
    DROPPED = "dropped"


class Mail(models.Model):
    """One mail to one address, or what is to be told in one.

    A mail with a `notification`, or that gathers several (`is_digest`), is worded when it is sent,
    through the gate as it then is. One without (confirmations, codes, resets) has no `reader` and
    counts toward no cap; it is worded when it is written, and its text is wiped once it is sent,
    except in the demo, where /outbox/ shows it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=160, unique=True)
    notification = models.OneToOneField(
        Notification, null=True, on_delete=models.CASCADE, related_name="mail"
    )
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    is_digest = models.BooleanField(default=False, db_default=False)
    carried_by = models.ForeignKey(
        "self", null=True, on_delete=models.CASCADE, related_name="carries"
    )
    counted_on = models.DateField(null=True)  # the reader's day on which it takes one of her mails
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
        constraints = [
            models.UniqueConstraint(
                fields=["reader"],
                condition=Q(is_digest=True, state__in=["due", "claimed"]),
                name="mail_one_digest_on_its_way",
            ),
            models.CheckConstraint(
                condition=~Q(state="carried") | Q(carried_by__isnull=False),
                name="mail_carried_by_another",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state__in=["due", "claimed"]), name="mail_waiting"
            ),
            models.Index(
                fields=["reader"], condition=Q(state__in=["due", "held"]), name="mail_to_gather"
            ),
            models.Index(
                fields=["reader", "counted_on"],
                condition=Q(counted_on__isnull=False),
                name="mail_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk} {self.state}"
