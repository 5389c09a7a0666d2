"""The one sender: a row claims the mail, the mail goes, the row becomes sent.

A worker killed between going and sent repeats at most that one mail, under the same Message-ID.
"""

import logging
from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from profiles.models import Profile

from .kinds import tell
from .models import Mail, MailState, Notification

logger = logging.getLogger("kindred.mail")

LEASE = timedelta(minutes=2)
MOST_TRIES = 8


def deliver(mail_id: int) -> bool:
    """Send one mail if it is due. Returns True when it went out; safe to call any number of times.

    The text of a notification is made here, through the gate as it is at this moment.
    """
    mail = _claim(mail_id)
    if mail is None:
        return False
    message = _worded(mail)
    if message is None:
        _finish(mail, MailState.DROPPED)
        return False
    try:
        message.send()
    except SMTPRecipientsRefused:
        logger.warning("mail %s refused for good", mail.pk)
        _finish(mail, MailState.DROPPED)
        return False
    except (SMTPException, OSError) as error:
        logger.warning("mail %s not sent: %s", mail.pk, type(error).__name__)
        _put_back(mail)
        return False
    _finish(mail, MailState.SENT)
    return True


@transaction.atomic
def _claim(mail_id: int) -> Mail | None:
    """Take the mail under a lease; None when somebody else has it or it is not due."""
    mail = (
        Mail.objects.due().select_for_update(skip_locked=True, of=("self",)).filter(pk=mail_id)
    ).first()
    if mail is None:
        return None
    mail.state = MailState.CLAIMED
    mail.leased_until = timezone.now() + LEASE
    mail.tries += 1
    mail.save(update_fields=["state", "leased_until", "tries"])
    return mail


def _worded(mail: Mail) -> EmailMultiAlternatives | None:
    """The message, or None when its reader may no longer be told."""
    if mail.notification_id is not None:
        words = word_notification(mail.notification)
        if words is None:
            return None
        mail.subject, mail.text, mail.html = words
    message = EmailMultiAlternatives(
        subject=" ".join(mail.subject.split()),
        body=mail.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.to],
        headers={"Message-ID": f"<{mail.public_id}@{_mail_domain()}>"},
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def word_notification(notification: Notification | None) -> tuple[str, str, str] | None:
    """Subject, text and HTML of a notification's mail, or None when nothing may be said.

    Asked of the gate as it is now: a block, a suspension or a withdrawn thing stops the mail.
    """
    if notification is None or not notification.recipient.is_active:
        return None
    recipient = notification.recipient
    if recipient.is_suspended:
        return None
    actor = notification.actor_id
    if actor and not Profile.objects.visible_to(recipient).filter(user=actor).exists():
        return None
    told = tell(notification)
    if told is None:
        return None
    context = {
        "told": told,
        "site_url": settings.SITE_URL,
        "recipient": recipient,
        "actions": [(label, settings.SITE_URL + path) for label, path in told.actions],
        "link": settings.SITE_URL + notification.get_absolute_url(),
    }
    return (
        told.sentence,
        render_to_string("emails/notification.txt", context),
        render_to_string("emails/notification.html", context),
    )


def _finish(mail: Mail, state: MailState) -> None:
    changes = {"state": state, "leased_until": None, "sent_at": timezone.now()}
    if settings.DEMO:
        changes |= {"subject": mail.subject, "text": mail.text, "html": mail.html}
    else:
        changes |= {"text": "", "html": ""}
    Mail.objects.filter(pk=mail.pk, state=MailState.CLAIMED).update(**changes)


def _put_back(mail: Mail) -> None:
    """Later, with a pause that doubles; after too many tries it is dropped and stays listed."""
    if mail.tries >= MOST_TRIES:
        _finish(mail, MailState.DROPPED)
        return
    Mail.objects.filter(pk=mail.pk, state=MailState.CLAIMED).update(
        state=MailState.DUE,
        leased_until=None,
        due_at=timezone.now() + timedelta(seconds=30 * 2**mail.tries),
    )


def _mail_domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ") or "localhost"
