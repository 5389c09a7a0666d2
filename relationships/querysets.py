"""Readable words for requests and relationships."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from profiles.querysets import Viewer
from safety.permissions import not_blocked

if TYPE_CHECKING:
    from .models import MentorshipRequest, Relationship

    RequestBase = models.QuerySet[MentorshipRequest]
    RelationshipBase = models.QuerySet[Relationship]
else:
    RequestBase = RelationshipBase = models.QuerySet


class RequestQuerySet(RequestBase):
    """Requests for mentorship."""

    def visible_to(self, viewer: Viewer) -> "RequestQuerySet":
        """One's own, sent or received, less those with somebody blocked either way or gone."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(
            Q(mentee=viewer.pk) | Q(mentor=viewer.pk),
            not_blocked(viewer.pk, user_field="mentee_id"),
            not_blocked(viewer.pk, user_field="mentor_id"),
            mentee__is_active=True,
            mentor__is_active=True,
        )

    def open(self) -> "RequestQuerySet":
        """Those that wait for an answer."""
        return self.filter(state="open")


class RelationshipQuerySet(RelationshipBase):
    """Relationships."""

    def visible_to(self, viewer: Viewer) -> "RelationshipQuerySet":
        """One's own, less those with somebody blocked either way or gone."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(
            Q(mentee=viewer.pk) | Q(mentor=viewer.pk),
            not_blocked(viewer.pk, user_field="mentee_id"),
            not_blocked(viewer.pk, user_field="mentor_id"),
            mentee__is_active=True,
            mentor__is_active=True,
        )

    def active(self) -> "RelationshipQuerySet":
        """Those that go on."""
        return self.filter(state="active")
