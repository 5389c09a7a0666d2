"""Celery and the whole beat schedule: when anything runs is answered here and nowhere else.

Redis is a doorbell. Every task finds its work in PostgreSQL, so a lost ring is made good by the
next sweep.
"""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")

app = Celery("mentorship")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    # Suggestions for everybody, once a night when most people sleep somewhere.
    "suggest-for-everybody": {
        "task": "matching.tasks.suggest_for_everybody",
        "schedule": crontab(hour=2, minute=0),
    },
    # What of a night nobody works on: a ring or a worker was lost.
    "resume-night": {
        "task": "matching.tasks.resume_night",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    # People whose profile changed since their suggestions were made.
    "suggest-for-changed": {
        "task": "matching.tasks.suggest_for_changed",
        "schedule": 30.0,
        "options": {"expires": 25},
    },
    # Mails whose ring was lost.
    "send-due-mail": {
        "task": "notifications.tasks.send_due_mail",
        "schedule": 30.0,
        "options": {"expires": 25},
    },
    # Whoever's week or day has begun where they live: what is new under what they follow.
    "write-digests": {
        "task": "notifications.tasks.write_digests",
        "schedule": crontab(minute=5),
        "options": {"expires": 3000},
    },
    # A pause that has run out opens again by itself.
    "end-pauses": {
        "task": "profiles.tasks.end_pauses",
        "schedule": 600.0,
        "options": {"expires": 500},
    },
    # A limit or a suspension ends by itself.
    "end-terms": {
        "task": "profiles.tasks.end_terms",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    # Cases that nobody decided in time.
    "raise-overdue-cases": {
        "task": "safety.tasks.raise_overdue_cases",
        "schedule": 300.0,
        "options": {"expires": 280},
    },
    # Addresses of institutions whose link was never opened.
    "forget-old-links": {
        "task": "profiles.tasks.forget_old_links",
        "schedule": crontab(minute=50),
    },
    # What came to stand under a word while moderators made it mean another; before the night.
    "settle-aliases": {
        "task": "profiles.tasks.settle_aliases",
        "schedule": crontab(hour=1, minute=40),
    },
    # How often and how soon mentors answer, where time alone has changed it.
    "count-answers": {
        "task": "relationships.tasks.count_answers",
        "schedule": crontab(hour=3, minute=10),
    },
    # Spent idempotency keys, rate counters and sessions.
    "tidy": {"task": "safety.tasks.tidy", "schedule": crontab(hour=4, minute=20)},
}
