"""Alarm clocks of relationships."""

from datetime import timedelta

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from profiles.models import User

from . import actions
from .models import MentorshipRequest
from .seats import DUE_AFTER

LOOKS_BACK = timedelta(days=2)


@shared_task(time_limit=600)
def count_answers() -> None:
    """Bring the figures of mentors up to date who left a request for long, or lost one lately."""
    now = timezone.now()
    lately = Q(decided_at__gte=now - LOOKS_BACK)
    left = Q(decided_at__isnull=True, created_at__lt=now - DUE_AFTER)
    mentors = User.objects.filter(
        pk__in=MentorshipRequest.objects.filter(lately | left).values("mentor")
    )
    for mentor in mentors.order_by("pk"):
        actions.recount(mentor=mentor)
