"""Readable words for requests and relationships."""

from typing import TYPE_CHECKING, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Case, Q, Value, When

from profiles.querysets import Viewer, in_good_standing
from safety.permissions import not_blocked

if TYPE_CHECKING:
    from .models import MentorshipRequest, Relationship

    RequestBase = models.QuerySet[MentorshipRequest]
    RelationshipBase = models.QuerySet[Relationship]
else:
    RequestBase = RelationshipBase = models.QuerySet

Rows = TypeVar("Rows", bound="models.QuerySet[models.Model]")


def _ones_own(rows: Rows, viewer: Viewer) -> Rows:
    """One's own, as mentee or mentor, less those with somebody blocked either way, suspended or
    gone. Whoever wished to be seen by nobody has met the other by their own act: what stood
    between the two stays in both histories."""
    if not viewer.is_authenticated:
        return rows.none()
    return rows.filter(
        Q(mentee=viewer.pk) | Q(mentor=viewer.pk),
        in_good_standing("mentee__"),
        in_good_standing("mentor__"),
        not_blocked(viewer.pk, user_field="mentee_id"),
        not_blocked(viewer.pk, user_field="mentor_id"),
    )


def between(one: AbstractBaseUser, other: AbstractBaseUser) -> Q:
    """A condition: these two, whoever of them is the mentor."""
    return Q(mentee=one.pk, mentor=other.pk) | Q(mentee=other.pk, mentor=one.pk)


class RequestQuerySet(RequestBase):
    """Requests for mentorship."""

    def visible_to(self, viewer: Viewer) -> "RequestQuerySet":
        """One's own, sent or received, as far as the other may still be met."""
        return _ones_own(self, viewer)

    def open(self) -> "RequestQuerySet":
        """Those that wait for an answer."""
        return self.filter(state="open")

    def open_first(self) -> "RequestQuerySet":
        """Those that wait before those that do not, the newest first in each."""
        waiting = Case(When(state="open", then=Value(0)), default=Value(1))
        return self.order_by(waiting, "-created_at", "-pk")


class RelationshipQuerySet(RelationshipBase):
    """Relationships."""

    def visible_to(self, viewer: Viewer) -> "RelationshipQuerySet":
        """One's own, as far as the other may still be met."""
        return _ones_own(self, viewer)

    def active(self) -> "RelationshipQuerySet":
        """Those that go on."""
        return self.filter(state="active")

    def before(self, ask: "MentorshipRequest") -> "RelationshipQuerySet":
        """Those that the two of a request had, either way round, before it; the latest first."""
        either = Q(mentee=ask.mentee_id, mentor=ask.mentor_id)
        either |= Q(mentee=ask.mentor_id, mentor=ask.mentee_id)
        return self.filter(either, ended_at__lte=ask.created_at).order_by("-ended_at")

    def active_first(self) -> "RelationshipQuerySet":
        """Those that go on before those that ended, the newest first in each."""
        going_on = Case(When(state="active", then=Value(0)), default=Value(1))
        return self.order_by(going_on, "-started_at", "-pk")
