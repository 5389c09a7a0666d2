"""Readable words for suggestions."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F

from profiles.models import Profile
from profiles.querysets import Viewer

if TYPE_CHECKING:
    from .models import Suggestion

    SuggestionBase = models.QuerySet[Suggestion]
else:
    SuggestionBase = models.QuerySet


class SuggestionQuerySet(SuggestionBase):
    """Suggestions."""

    def visible_to(self, viewer: Viewer) -> "SuggestionQuerySet":
        """The viewer's own, joined with the gate and with availability as they are now."""
        seen = Profile.objects.visible_to(viewer).open().values("user")
        return self.filter(mentee=viewer.pk, mentor__in=seen).exclude(mentor=F("mentee"))
