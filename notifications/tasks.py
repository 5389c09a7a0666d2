"""Alarm clocks of notifications."""

from celery import shared_task

from . import sending
from .models import Mail

BATCH = 500


@shared_task(time_limit=60)
def send_mail(mail_id: int) -> None:
    """Send one mail if it is due."""
    sending.deliver(mail_id)


@shared_task(time_limit=300)
def send_due_mail() -> None:
    """Send what is due: mails whose ring was lost or whose lease ran out."""
    for mail_id in Mail.objects.due().order_by("due_at").values_list("pk", flat=True)[:BATCH]:
        sending.deliver(mail_id)
