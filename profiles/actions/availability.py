"""Whether a mentor takes people now, and how many."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from profiles import registry
from profiles.choices import Status
from profiles.errors import TooFewSeats
from profiles.models import Availability, Profile, User
from safety import audit
from safety.errors import Refused

from .tying import touch


@dataclass(frozen=True, kw_only=True)
class Places:
    """What a mentor says of her places: `paused_until` counts only while paused."""

    status: Status
    seats: int
    paused_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a mentor offers and to whom; hours a month, no stages means any."""

    kinds: tuple[str, ...]
    hours: int | None
    stages: tuple[str, ...]
    only_outside: bool


@transaction.atomic
def set_availability(*, by: User, places: Places, terms: Terms | None = None) -> Availability:
    """Open, close or pause one's own mentoring, say how many places there are and for whom.

    Whoever opens becomes a mentor by it. Raises TooFewSeats below the places taken now.
    """
    row = lock_places(by)
    profile = Profile.objects.select_for_update().get(user=by)
    if places.seats < row.seats_taken:
        raise TooFewSeats(
            ngettext(
                "%(taken)d of your places is taken now, so there cannot be fewer than that.",
                "%(taken)d of your places are taken now, so there cannot be fewer than that.",
                row.seats_taken,
            )
            % {"taken": row.seats_taken}
        )
    until = places.paused_until if places.status == Status.PAUSED else None
    if until is not None and until <= timezone.localdate():
        raise Refused(_("A pause must end on a day that is still to come."))
    before = (row.status, row.seats, row.paused_until)
    was_open = row.is_open
    row.status, row.seats, row.paused_until = places.status, places.seats, until
    said = _say_terms(profile, places, terms)
    if before == (row.status, row.seats, row.paused_until) and not said:
        return row
    if row.is_open and not was_open:
        row.opened_at = timezone.now()
    row.save(update_fields=["status", "seats", "paused_until", "opened_at"])
    touch(by)
    audit.record(
        "set_availability", by=by, subject=by, about=row, status=row.status, seats=row.seats
    )
    return row


def lock_places(user: User) -> Availability:
    """A person's places, locked until the transaction ends.

    Places are always locked before the profile: whoever takes a place does it in this order.
    """
    return Availability.objects.select_for_update().get(user=user)


@transaction.atomic
def end_pauses() -> int:
    """Open again whoever's pause ran out where she lives; returns how many."""
    tomorrow_somewhere = timezone.now().date() + timedelta(days=1)
    rows = (
        Availability.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(status=Status.PAUSED, paused_until__lte=tomorrow_somewhere)
        .select_related("user__profile")
        .order_by("pk")
    )
    over = [row for row in rows if _is_over(row)]
    for row in over:
        row.status, row.paused_until = Status.OPEN, None
        if row.is_open:
            row.opened_at = timezone.now()
        row.save(update_fields=["status", "paused_until", "opened_at"])
        touch(row.user)
        audit.record("end_pause", by=None, subject=row.user, about=row)
        registry.reopened(row.user)
    return len(over)


def _say_terms(profile: Profile, places: Places, terms: Terms | None) -> bool:
    """Write the terms into the profile; True when that changed it."""
    wished: dict[str, Any] = {}
    if places.status != Status.NOT_OFFERING:
        wished["is_mentor"] = True
    if terms is not None:
        wished |= {
            "offers_kinds": list(terms.kinds),
            "offers_hours": terms.hours,
            "wants_stages": list(terms.stages),
            "only_outside": terms.only_outside,
        }
    changed = {name: value for name, value in wished.items() if getattr(profile, name) != value}
    if changed:
        Profile.objects.filter(pk=profile.pk).update(version=F("version") + 1, **changed)
    return bool(changed)


def _is_over(row: Availability) -> bool:
    zone = row.user.profile.zone
    return row.paused_until is not None and row.paused_until <= timezone.localdate(timezone=zone)
