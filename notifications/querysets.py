"""Readable words for notifications and mails."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from profiles.querysets import Viewer, in_good_standing, people_visible_to
from safety.permissions import not_blocked

from .kinds import unasked_kinds

if TYPE_CHECKING:
    from .models import Mail, Notification

    NotificationBase = models.QuerySet[Notification]
    MailBase = models.QuerySet[Mail]
else:
    NotificationBase = MailBase = models.QuerySet


class NotificationQuerySet(NotificationBase):
    """Notifications."""

    def visible_to(self, viewer: Viewer) -> "NotificationQuerySet":
        """One's own, less those about somebody blocked either way, suspended or gone.

        The actor's audience is not asked again: whoever is told something about a person met
        that person by their own act, and an ended tie does not unsay what was told. Where they
        did not, in the kinds that come unasked, the whole gate is.
        """
        if not viewer.is_authenticated:
            return self.none()
        named = in_good_standing("actor__") & not_blocked(viewer.pk, user_field="actor_id")
        mine = self.filter(Q(actor__isnull=True) | named, recipient=viewer.pk)
        unasked = self.model.objects.filter(kind__in=unasked_kinds(), recipient=viewer.pk)
        seen = people_visible_to(unasked, viewer, user="actor")
        return mine.filter(~Q(kind__in=unasked_kinds()) | Q(pk__in=seen.values("pk")))

    def unread(self) -> "NotificationQuerySet":
        """Those not yet opened."""
        return self.filter(read_at__isnull=True)

    def about(self, **ids: int) -> "NotificationQuerySet":
        """Those about certain rows, for instance `about(request=17)`."""
        return self.filter(about__contains=ids)


class MailQuerySet(MailBase):
    """Mails."""

    def due(self) -> "MailQuerySet":
        """Those to be sent now: due, or claimed by somebody whose lease ran out."""
        now = timezone.now()
        return self.filter(
            Q(state="due", due_at__lte=now) | Q(state="claimed", leased_until__lt=now)
        )
