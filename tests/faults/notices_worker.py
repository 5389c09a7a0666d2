"""Kindred's Celery, and what `tests.faults.notices` adds to it."""

from mentorship.celery import app

app.conf.imports = ("tests.faults.notices",)  # read when a worker starts, and Django is set up
