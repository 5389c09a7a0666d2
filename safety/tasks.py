"""Alarm clocks of safety."""

from datetime import timedelta

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from . import decisions
from .models import RateCounter, SpentKey

KEYS_ARE_KEPT = timedelta(days=2)


@shared_task(time_limit=300)
def tidy() -> None:
    """Delete spent keys, counters of windows gone by, and sessions that have run out."""
    SpentKey.objects.filter(created_at__lt=timezone.now() - KEYS_ARE_KEPT).delete()
    RateCounter.objects.filter(expires_at__lt=timezone.now()).delete()
    call_command("clearsessions")


@shared_task(time_limit=60)
def raise_overdue_cases() -> None:
    """Tell moderators of cases whose deadline has gone by."""
    decisions.raise_overdue()
