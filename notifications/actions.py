"""Every change in notifications: tell somebody something, queue a mail, mark as read."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from profiles.models import User
from safety.doorbell import ring

from . import tasks
from .kinds import kind_named
from .models import Mail, Notification


@transaction.atomic
def notify(
    *, kind: str, recipient: User, actor: User | None = None, key: str, about: dict[str, Any]
) -> Notification | None:
    """Write that `recipient` should know something, and queue its mail if they want mail.

    `key` names the event: the same key again writes nothing and returns None. `about` holds ids
    that the kind words it from, never a text. Called inside the transaction of the event, so that
    news and event stand or fall together. Raises UnknownKind.
    """
    known = kind_named(kind)
    made, created = Notification.objects.get_or_create(
        recipient=recipient, key=key, defaults={"kind": kind, "actor": actor, "about": about}
    )
    if not created:
        return None
    if known.mailed and known.wanted(recipient.profile):
        mail = Mail.objects.create(
            key=f"notification:{made.pk}", notification=made, to=recipient.email
        )
        ring(tasks.send_mail, mail.pk)
    return made


@transaction.atomic
def queue_mail(*, key: str, to: str, subject: str, text: str, html: str = "") -> Mail:
    """Queue a mail that is worded already (confirmations, codes, resets).

    It goes out outside every preference; the same key again gives the same mail.
    """
    mail, created = Mail.objects.get_or_create(
        key=key, defaults={"to": to, "subject": subject, "text": text, "html": html}
    )
    if created:
        ring(tasks.send_mail, mail.pk)
    return mail


def mark_read(*, notification: Notification, by: User) -> None:
    """The recipient opened it."""
    if notification.recipient_id == by.pk and notification.read_at is None:
        Notification.objects.filter(pk=notification.pk).update(read_at=timezone.now())


def mark_read_about(*, by: User, kind: str, **ids: int) -> int:
    """The recipient met the thing itself: what told them of it is read, and no longer mailed.

    `ids` names the rows it is about, for instance `conversation=17`. Returns how many.
    """
    return (
        Notification.objects.filter(recipient=by, kind=kind)
        .about(**ids)
        .unread()
        .update(read_at=timezone.now())
    )


def mark_all_read(*, by: User) -> int:
    """Everything is read; returns how many were not."""
    return Notification.objects.filter(recipient=by).unread().update(read_at=timezone.now())
