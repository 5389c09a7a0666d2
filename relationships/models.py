"""From asking to closing: the request, and the relationship that an acceptance makes.

A request's moves:       open -> accepted | declined | withdrawn | closed
A relationship's moves:  active -> ended

`closed` is what becomes of an open request when somebody else was found, a place is gone or the
two may no longer meet. No end carries a reason that the person did not give.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from profiles.choices import Kind

from .querysets import RelationshipQuerySet, RequestQuerySet

ASK_LENGTH = 500
NOTE_LENGTH = 300


class RequestState(models.TextChoices):
    """Where a request stands."""

    OPEN = "open", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Not now")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CLOSED = "closed", _("Closed")


class RelationshipState(models.TextChoices):
    """Where a relationship stands."""

    ACTIVE = "active", _("Active")
    ENDED = "ended", _("Ended")


class EndReason(models.TextChoices):
    """Why a request came to its end, where somebody said so or it is plain to both."""

    NO_TIME = "no_time", _("I have no time for it right now")
    NOT_MY_FIELD = "not_my_field", _("I am not the right person for this")
    CARRYING_ENOUGH = "enough", _("I carry as many people as I can do well")
    ELSEWHERE = "elsewhere", _("Somebody else could help you more")
    FOUND_SOMEONE = "found_someone", _("They found someone")


# What a mentor may choose from with "not now"; none is as good as any.
DECLINE_REASONS: tuple[EndReason, ...] = (
    EndReason.NO_TIME,
    EndReason.NOT_MY_FIELD,
    EndReason.CARRYING_ENOUGH,
    EndReason.ELSEWHERE,
)

REQUEST_MOVES: dict[str, frozenset[str]] = {
    RequestState.OPEN: frozenset(
        {
            RequestState.ACCEPTED,
            RequestState.DECLINED,
            RequestState.WITHDRAWN,
            RequestState.CLOSED,
        }
    ),
    RequestState.ACCEPTED: frozenset(),
    RequestState.DECLINED: frozenset(),
    RequestState.WITHDRAWN: frozenset(),
    RequestState.CLOSED: frozenset(),
}
RELATIONSHIP_MOVES: dict[str, frozenset[str]] = {
    RelationshipState.ACTIVE: frozenset({RelationshipState.ENDED}),
    RelationshipState.ENDED: frozenset(),
}


class MentorshipRequest(models.Model):
    """One person's ask of another. A pair has at most one open request at a time."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mentee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="requests_sent"
    )
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="requests_received"
    )
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.MENTORSHIP)
    why = models.CharField(max_length=ASK_LENGTH)
    first_month = models.CharField(max_length=ASK_LENGTH, blank=True)
    tried = models.CharField(max_length=ASK_LENGTH, blank=True)
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.OPEN)
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)  # the mentor's own line, if any
    reason = models.CharField(max_length=16, choices=EndReason, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["mentee", "mentor"],
                condition=Q(state=RequestState.OPEN),
                name="one_open_request_a_pair",
            ),
            models.CheckConstraint(condition=~Q(mentee=F("mentor")), name="request_not_oneself"),
            models.CheckConstraint(
                condition=Q(state=RequestState.OPEN, decided_at__isnull=True)
                | (~Q(state=RequestState.OPEN) & Q(decided_at__isnull=False)),
                name="request_decided_when_not_open",
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(
                    Length("why") + Length("first_month") + Length("tried"), ASK_LENGTH
                ),
                name="request_short_enough_to_be_read",
            ),
        ]
        indexes = [
            models.Index(fields=["mentor", "state"], name="request_by_mentor"),
            models.Index(fields=["mentee", "state"], name="request_by_mentee"),
        ]

    def __str__(self) -> str:
        return f"request {self.pk} {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("relationships:request", args=[self.public_id])


class Relationship(models.Model):
    """A mentor and a mentee who said yes to each other; at most one active one a pair."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.OneToOneField(
        MentorshipRequest, null=True, on_delete=models.SET_NULL, related_name="relationship"
    )
    mentee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="relationships_as_mentee"
    )
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="relationships_as_mentor"
    )
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.MENTORSHIP)
    state = models.CharField(
        max_length=10, choices=RelationshipState, default=RelationshipState.ACTIVE
    )
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RelationshipQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["mentee", "mentor"],
                condition=Q(state=RelationshipState.ACTIVE),
                name="one_active_relationship_a_pair",
            ),
            models.CheckConstraint(
                condition=~Q(mentee=F("mentor")), name="relationship_not_with_oneself"
            ),
            models.CheckConstraint(
                condition=Q(state=RelationshipState.ACTIVE, ended_at__isnull=True)
                | (~Q(state=RelationshipState.ACTIVE) & Q(ended_at__isnull=False)),
                name="relationship_ended_when_not_active",
            ),
        ]
        indexes = [models.Index(fields=["mentor", "state"], name="relationship_by_mentor")]

    def __str__(self) -> str:
        return f"relationship {self.pk} {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("relationships:relationship", args=[self.public_id])
