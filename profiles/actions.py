"""Every change to a person and their words."""

from django.db.models import F, Q
from django.utils import timezone

from .choices import Status
from .models import Availability


def end_pauses() -> int:
    """Open again whoever's pause ran out; returns how many."""
    over = Availability.objects.filter(
        Q(paused_until__lte=timezone.localdate()), status=Status.PAUSED
    )
    return over.update(status=Status.OPEN, paused_until=None, seats=F("seats"))
