"""What moderators decided about somebody, as the account carries it for every gate to read."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from profiles.models import Acquaintance, Profile, User
from safety.choices import Outcome
from safety.models import Decision
from safety.registry import acquaintances_of


@transaction.atomic
def stand_as_decided(person: AbstractBaseUser) -> None:
    """Set on the account what is decided about somebody now; may run any number of times.

    Called by safety when a decision begins, is taken back, or has come to its end. When a limit
    begins, those who have to do with the person already are written down: they go on seeing her.
    """
    user = User.objects.select_for_update().get(pk=person.pk)
    before = user.is_limited
    if (span := _span(user, Outcome.SUSPEND)) is not None:
        user.suspended_at, user.suspended_until = span
    if (span := _span(user, Outcome.LIMIT)) is not None:
        user.limited_at, user.limited_until = span
    user.save(update_fields=["suspended_at", "suspended_until", "limited_at", "limited_until"])
    if user.is_limited and not before:
        Acquaintance.objects.bulk_create(
            [Acquaintance(owner=user, viewer_id=pk) for pk in sorted(acquaintances_of(user))],
            ignore_conflicts=True,
        )
    elif not user.is_limited:
        Acquaintance.objects.filter(owner=user).delete()
    Profile.objects.filter(user=user).update(changed_at=timezone.now())


def end_terms() -> int:
    """Let those go on whose term is over; returns how many."""
    now = timezone.now()
    over = Q(suspended_until__lte=now) | Q(limited_until__lte=now)
    people = list(User.objects.filter(over).order_by("pk"))
    for user in people:
        stand_as_decided(user)
    return len(people)


def _span(user: User, outcome: Outcome) -> tuple[datetime | None, datetime | None] | None:
    """Since when, and until when at the latest: the longest of those that hold. None where nobody
    ever decided so: then somebody who runs this installation set it by hand."""
    ever = Decision.objects.filter(subject=user, outcome=outcome)
    found = list(ever.in_force())
    if not found:
        return (None, None) if ever.exists() else None
    ends = [decision.ends_at for decision in found if decision.ends_at is not None]
    since = min(decision.made_at for decision in found)
    return since, max(ends) if len(ends) == len(found) else None
