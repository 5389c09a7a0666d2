"""Alarm clocks of matching: ids in, one call, may ring twice."""

from typing import Any

from celery import shared_task
from celery.signals import worker_init
from django.utils import timezone

from safety import doorbell

from . import night, suggesting
from .warming import warm_up


@worker_init.connect
def warm_before_fork(**_signal: Any) -> None:
    """In the parent, so that each of its processes begins with what is compiled once."""
    warm_up()


@shared_task(time_limit=600)
def suggest_for_everybody() -> None:
    """The nightly run: begin it, then ring for its pieces."""
    night.begin(now=timezone.now())
    resume_night()


@shared_task(time_limit=600)
def work_on_night(run: int) -> None:
    """One piece of a run's work; where that made others possible, ring for them."""
    _ring(run, night.step(run))


@shared_task(time_limit=60)
def resume_night() -> None:
    """Ring for the pieces of a run that nobody holds: a ring or a worker may have been lost."""
    free = night.free_pieces()
    if free is not None:
        _ring(*free)


@shared_task(time_limit=300)
def suggest_for_changed() -> None:
    """Follow whoever changed since the last sweep."""
    suggesting.suggest_for_changed()


def _ring(run: int, times: int) -> None:
    for _number in range(times):
        doorbell.ring(work_on_night, run)
