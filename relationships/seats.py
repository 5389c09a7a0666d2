"""A mentor's seats under a lock, and the figures that cards show of their answers.

Locks are always taken in one order: seats by account id, then requests by id, then the rest.
"""

import math
import statistics
from datetime import UTC, date, datetime, timedelta

from django.db import IntegrityError
from django.db.models import Count, F, Max, Q
from django.utils import timezone

from profiles.choices import Status
from profiles.models import Availability, Profile, User

from .models import MentorshipRequest, RequestState

ANSWERED = (RequestState.ACCEPTED, RequestState.DECLINED)
DUE_AFTER = timedelta(days=14)  # a request left longer than this counts as asked, not answered
LATEST_ANSWERS = 50  # the usual time is that of the latest answers, not of long ago
DAY_SECONDS = 24 * 60 * 60


def hold(*people: User) -> dict[int, Availability]:
    """Lock these people's seats until the transaction ends; by account id, as they are now.

    Everything that makes, moves or ends something between two people holds both first, so two
    such changes never pass each other.
    """
    rows = _locked(people)
    if len(rows) < len({person.pk for person in people}):
        Availability.objects.bulk_create(
            (Availability(user_id=person.pk) for person in people if person.pk not in rows),
            ignore_conflicts=True,
        )
        rows = _locked(people)
    return rows


def _locked(people: tuple[User, ...]) -> dict[int, Availability]:
    rows = Availability.objects.select_for_update(no_key=True).filter(user__in=people)
    return {row.user_id: row for row in rows.order_by("user_id")}


def take(mentor: User) -> None:
    """One more seat is taken. Raises IntegrityError when there is none."""
    Availability.objects.filter(user=mentor).update(seats_taken=F("seats_taken") + 1)


def free(mentor: User) -> None:
    """One seat is free again; where there was none, an open mentor has opened by it."""
    rows = Availability.objects.filter(user=mentor, seats_taken__gt=0)
    rows.filter(status=Status.OPEN, seats_taken=F("seats")).update(opened_at=timezone.now())
    rows.update(seats_taken=F("seats_taken") - 1)


def constraint_of(error: IntegrityError) -> str:
    """The name of the constraint that refused; "" when the database named none."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return str(getattr(diagnosis, "constraint_name", "") or "")


def follow_again(*people: User) -> None:
    """Tell matching that something it reads of these people has changed."""
    Profile.objects.filter(user__in=people).update(changed_at=timezone.now())


def count_answers(mentor: User, *, now: datetime | None = None) -> bool:
    """Write the mentor's figures from the requests themselves; True when they changed.

    asked: answered, or left longer than DUE_AFTER. answer_days: the median of the latest answers,
    in days, rounded up, at least 1. last_answer_in: the month of the latest, as its first day. The
    mentor's seats are held by the caller.
    """
    now = now or timezone.now()
    rows = MentorshipRequest.objects.filter(mentor=mentor)
    left = Q(decided_at__isnull=True, created_at__lt=now - DUE_AFTER) | Q(
        decided_at__gt=F("created_at") + DUE_AFTER
    )
    figures = rows.aggregate(
        answered=Count("pk", filter=Q(state__in=ANSWERED)),
        accepted=Count("pk", filter=Q(state=RequestState.ACCEPTED)),
        left=Count("pk", filter=left & ~Q(state__in=ANSWERED)),
        latest=Max("decided_at", filter=Q(state__in=ANSWERED)),
    )
    figures["last_answer_in"] = _month_of(figures.pop("latest"))
    figures["asked"] = figures["answered"] + figures.pop("left")
    figures["answer_days"] = _usual_days(mentor)
    row = Availability.objects.filter(user=mentor)
    if row.filter(**figures).exists():
        return False
    row.update(**figures)
    return True


def _month_of(moment: datetime | None) -> date | None:
    return moment.astimezone(UTC).date().replace(day=1) if moment else None


def _usual_days(mentor: User) -> int | None:
    latest = (
        MentorshipRequest.objects.filter(mentor=mentor, state__in=ANSWERED)
        .order_by("-decided_at")
        .values_list("created_at", "decided_at")[:LATEST_ANSWERS]
    )
    waits = [
        (decided - created).total_seconds() / DAY_SECONDS for created, decided in latest if decided
    ]
    return max(1, math.ceil(statistics.median(waits))) if waits else None
