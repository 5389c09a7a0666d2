"""Readable words for notifications and mails."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from profiles.models import Profile
from profiles.querysets import Viewer

if TYPE_CHECKING:
    from .models import Mail, Notification

    NotificationBase = models.QuerySet[Notification]
    MailBase = models.QuerySet[Mail]
else:
    NotificationBase = MailBase = models.QuerySet


class NotificationQuerySet(NotificationBase):
    """Notifications."""

    def visible_to(self, viewer: Viewer) -> "NotificationQuerySet":
        """One's own, less those about somebody whom one may no longer see."""
        seen = Profile.objects.visible_to(viewer).values("user")
        return self.filter(Q(actor__isnull=True) | Q(actor__in=seen), recipient=viewer.pk)

    def unread(self) -> "NotificationQuerySet":
        """Those not yet opened."""
        return self.filter(read_at__isnull=True)


class MailQuerySet(MailBase):
    """Mails."""

    def due(self) -> "MailQuerySet":
        """Those to be sent now: due, or claimed by somebody whose lease ran out."""
        now = timezone.now()
        return self.filter(
            Q(state="due", due_at__lte=now) | Q(state="claimed", leased_until__lt=now)
        )
