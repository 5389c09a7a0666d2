"""Alarm clocks of matching: ids in, one call, may ring twice."""

from celery import shared_task
from django.utils import timezone

from . import suggesting


@shared_task(time_limit=600)
def suggest_for_everybody() -> None:
    """The nightly run: count the tags, then one ring for each chunk of mentees."""
    suggesting.refresh_statistics(now=timezone.now())
    for chunk in suggesting.chunks():
        suggest_chunk.delay(chunk)


@shared_task(time_limit=600)
def suggest_chunk(mentees: list[int]) -> None:
    """Make one chunk's suggestions anew."""
    suggesting.suggest_for(mentees)


@shared_task(time_limit=300)
def suggest_for_changed() -> None:
    """Follow whoever changed since the last sweep."""
    suggesting.suggest_for_changed()
