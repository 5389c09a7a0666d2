"""Ringing Celery: "look now", after the commit, and nothing is lost if nobody hears.

What there is to do stands in rows; a sweep finds them when a ring was lost.
"""

import logging
import time

from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger("kindred.doorbell")

QUIET_SECONDS = 5.0  # after a ring that nobody heard, so that one page does not wait for several


class _Bell:
    """When this process may ring again (monotonic seconds)."""

    quiet_until = 0.0


def ring(task: Task, *ids: int | str) -> None:
    """Queue `task` with `ids` once the current transaction is committed."""

    def after_commit() -> None:
        _queue(task, *ids)

    transaction.on_commit(after_commit, robust=True)


def _queue(task: Task, *ids: int | str) -> None:
    if time.monotonic() < _Bell.quiet_until:
        return
    try:
        task.apply_async(args=ids, retry=False)
    except (OperationalError, OSError) as error:
        _Bell.quiet_until = time.monotonic() + QUIET_SECONDS
        logger.warning("doorbell not heard: %s (%s)", task.name, type(error).__name__)
