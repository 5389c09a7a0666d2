"""The one sender: a row claims the mail, the mail goes, the row becomes sent.

A worker killed between going and sent repeats at most that one mail, under the same Message-ID.
"""

import logging
from datetime import timedelta
from random import SystemRandom
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from .kinds import kind_named, tell
from .models import Mail, MailState, Notification

logger = logging.getLogger("kindred.mail")

LEASE = timedelta(minutes=2)  # longer than a task may live, so two never hold one mail
MOST_TRIES = 8
FIRST_PAUSE = 30  # seconds; doubles with every try
TEMPORARY = range(400, 500)  # SMTP replies that mean "later" (RFC 5321, section 4.2.1)


def deliver(mail_id: int) -> bool:
    """Send one mail if it is due. Returns True when it went out; safe to call any number of times.

    The text of a notification is made here, through the gate as it is at this moment.
    """
    mail = _claim(mail_id)
    if mail is None:
        return False
    try:
        message = _worded(mail)
    except Exception:
        # One mail that cannot be worded must neither stop the others nor be tried for ever.
        logger.exception("mail %s could not be worded", mail.pk)
        _put_back(mail)
        return False
    if message is None:
        _finish(mail, MailState.DROPPED)
        return False
    try:
        message.send()
    except (SMTPException, OSError) as error:
        logger.warning("mail %s not sent: %s", mail.pk, type(error).__name__)
        if _is_refused_for_good(error):
            _finish(mail, MailState.DROPPED)
        else:
            _put_back(mail)
        return False
    _finish(mail, MailState.SENT)
    return True


@transaction.atomic
def _claim(mail_id: int) -> Mail | None:
    """Take the mail under a lease; None when somebody else has it or it is not due."""
    mail = (
        Mail.objects.due()
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("notification__recipient__profile")
        .filter(pk=mail_id)
        .first()
    )
    if mail is None:
        return None
    mail.state = MailState.CLAIMED
    mail.leased_until = timezone.now() + LEASE
    mail.tries += 1
    mail.save(update_fields=["state", "leased_until", "tries"])
    return mail


def _worded(mail: Mail) -> EmailMultiAlternatives | None:
    """The message, or None when its reader may no longer be told or has read it already."""
    headers = {
        "Message-ID": f"<{mail.public_id}@{_mail_domain()}>",
        # RFC 3834: no vacation replies to a machine.
        "Auto-Submitted": "auto-generated",
    }
    if mail.notification is not None:
        words = None
        if mail.notification.read_at is None:
            words = word_notification(mail.notification)
        if words is None:
            return None
        mail.subject, mail.text, mail.html = words
        headers |= _ways_out(mail.notification)
    message = EmailMultiAlternatives(
        subject=" ".join(mail.subject.split()),
        body=mail.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.to],
        headers=headers,
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def word_notification(notification: Notification) -> tuple[str, str, str] | None:
    """Subject, text and HTML of a notification's mail, or None when nothing may be said.

    Asked of the gate as it is now: a block, a suspension or a withdrawn thing stops the mail.
    """
    recipient = notification.recipient
    if not recipient.is_active or recipient.is_suspended:
        return None
    if not Notification.objects.visible_to(recipient).filter(pk=notification.pk).exists():
        return None
    told = tell(notification)
    if told is None or not told.mailed:
        return None
    kind = kind_named(notification.kind)
    with timezone.override(recipient.profile.zone):
        context = {
            "told": told,
            "recipient": recipient,
            "site_url": settings.SITE_URL,
            "actions": [(label, settings.SITE_URL + path) for label, path in told.actions],
            "link": settings.SITE_URL + notification.get_absolute_url(),
            "why": kind.why,
            "stop_url": stop_url(notification),
            "settings_url": settings.SITE_URL + reverse("profiles:comfort"),
        }
        text = render_to_string("emails/notification.txt", context)
        html = render_to_string("emails/notification.html", context)
    # Templates call all they render safe for HTML; adding to it takes that off the plain text.
    return told.sentence, text + "", html


def stop_url(notification: Notification) -> str:
    """The address that ends mails of this kind, "" where only the settings do."""
    stop = kind_named(notification.kind).stop
    return settings.SITE_URL + stop(notification.recipient) if stop else ""


def _ways_out(notification: Notification) -> dict[str, str]:
    """What lets a mail program offer to end such mails with one press (RFC 2369, RFC 8058)."""
    address = stop_url(notification)
    if not address:
        return {}
    return {
        "List-Unsubscribe": f"<{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _is_refused_for_good(error: Exception) -> bool:
    """True when the server said that this address will never take it."""
    return isinstance(error, SMTPRecipientsRefused) and not any(
        code in TEMPORARY for code, _reply in error.recipients.values()
    )


def _finish(mail: Mail, state: MailState) -> None:
    """Sent or dropped; the words stay only where the demo shows them."""
    changes: dict[str, Any] = {"state": state, "leased_until": None, "text": "", "html": ""}
    if state == MailState.SENT:
        changes["sent_at"] = timezone.now()
    if settings.DEMO:
        changes |= {"subject": mail.subject, "text": mail.text, "html": mail.html}
    Mail.objects.filter(pk=mail.pk, state=MailState.CLAIMED).update(**changes)


def _put_back(mail: Mail) -> None:
    """Later, after a pause that doubles; after too many tries it is dropped and stays listed."""
    if mail.tries >= MOST_TRIES:
        _finish(mail, MailState.DROPPED)
        return
    pause = FIRST_PAUSE * 2 ** (mail.tries - 1)
    # Jitter: what failed together does not come back together.
    later = timedelta(seconds=pause * SystemRandom().uniform(1, 1.25))
    Mail.objects.filter(pk=mail.pk, state=MailState.CLAIMED).update(
        state=MailState.DUE, leased_until=None, due_at=timezone.now() + later
    )


def _mail_domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ") or "localhost"
