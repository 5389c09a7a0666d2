"""Kindred's beat with the same tasks and shorter rounds: the live stack's alone, never imported."""

from mentorship.celery import app

from .live import ROUND

A_MINUTE = 60.0

for entry in app.conf.beat_schedule.values():
    if isinstance(entry["schedule"], float) and entry["schedule"] <= A_MINUTE:
        entry["schedule"] = ROUND
