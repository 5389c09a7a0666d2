"""Alarm clocks of notifications."""

import time

from celery import shared_task
from django.utils import timezone

from . import gathering, sending
from .models import Mail

BATCH = 500
SWEEP_SECONDS = 45  # a slow mail server must not keep a sweep beyond its time limit


@shared_task(time_limit=60)
def send_mail(mail_id: int) -> None:
    """Send one mail if it is due."""
    sending.deliver(mail_id)


@shared_task(time_limit=90)
def send_due_mail() -> None:
    """Send what is due: mails whose ring was lost or whose lease ran out."""
    end = time.monotonic() + SWEEP_SECONDS
    for mail_id in Mail.objects.due().order_by("due_at").values_list("pk", flat=True)[:BATCH]:
        if time.monotonic() > end:
            return
        sending.deliver(mail_id)


@shared_task(time_limit=600)
def write_digests() -> None:
    """Gather the news of everybody whose morning has come."""
    gathering.write_digests(now=timezone.now())
