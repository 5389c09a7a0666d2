"""A Celery with Kindred's settings that knows mails, and what `tests.faults.notices` adds: nothing
is compiled for suggestions when it starts.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")

app = Celery("notices")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.worker_lost_wait = 0.2  # seconds until what a killed process held is given to another
app.conf.imports = ("notifications.tasks", "tests.faults.notices")  # once Django is set up
