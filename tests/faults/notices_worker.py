"""Kindred's Celery, and what `tests.faults.notices` adds to it."""

from mentorship.celery import app

app.conf.worker_lost_wait = 0.2  # seconds until what a killed process held is given to another
app.conf.imports = ("tests.faults.notices",)  # read when a worker starts, and Django is set up
