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
from django.utils import timezone

from .bounces import Reply, note_refusal
from .claiming import carried, claim, let_go
from .models import Mail, MailState
from .wording import word

logger = logging.getLogger("kindred.mail")

MOST_TRIES = 12
FIRST_PAUSE = 30  # seconds; doubles with every try
LONGEST_PAUSE = 4 * 60 * 60


def deliver(mail_id: int) -> bool:
    """Send one mail if it is due. Returns True when it went out; safe to call any number of times.

    The text of a notification is made here, through the gate as it is at this moment.
    """
    mail = claim(mail_id)
    if mail is None:
        return False
    try:
        message = _worded(mail)
    except Exception:
        # One mail that cannot be worded must neither stop the others nor be tried for ever.
        logger.exception("mail %s could not be worded", mail.pk)
        let_go(mail)
        _put_back(mail)
        return False
    if message is None:
        _finish(mail, MailState.DROPPED)
        return False
    try:
        message.send()
    except (SMTPException, OSError) as error:
        logger.warning("mail %s not sent: %s", mail.pk, type(error).__name__)
        replies = _replies(error)
        if replies and all(reply.is_for_good for reply in replies):
            note_refusal(mail, replies)
            _finish(mail, MailState.DROPPED)
        else:
            _put_back(mail)
        return False
    _finish(mail, MailState.SENT)
    return True


def _worded(mail: Mail) -> EmailMultiAlternatives | None:
    """The message, or None when its reader may no longer be told or has read it already."""
    headers = {
        "Message-ID": f"<{mail.public_id}@{_mail_domain()}>",
        "From": settings.DEFAULT_FROM_EMAIL,
        # RFC 3834: no vacation replies to a machine.
        "Auto-Submitted": "auto-generated",
    }
    if mail.reader_id is not None:
        words = word(mail)
        if words is None:
            return None
        mail.subject, mail.text, mail.html = words.subject, words.text, words.html
        headers |= _ways_out(words.stop)
    message = EmailMultiAlternatives(
        subject=" ".join(mail.subject.split()),
        body=mail.text,
        # Where it is returned to when it cannot be delivered; "From" above is what people read.
        from_email=settings.BOUNCE_ADDRESS or settings.DEFAULT_FROM_EMAIL,
        to=[mail.to],
        headers=headers,
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def _ways_out(address: str) -> dict[str, str]:
    """What lets a mail program offer to end such mails with one press (RFC 2369, RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _replies(error: Exception) -> list[Reply]:
    """What the server said to this address; nothing when it was no answer to an address."""
    if not isinstance(error, SMTPRecipientsRefused):
        return []
    return [Reply.of(code, text) for code, text in error.recipients.values()]


def _finish(mail: Mail, state: MailState) -> None:
    """Sent or dropped, with all it carried; the words stay only where the demo shows them."""
    changes: dict[str, Any] = {"state": state, "leased_until": None, "text": "", "html": ""}
    done: dict[str, Any] = {"state": state}
    if state == MailState.SENT:
        changes["sent_at"] = done["sent_at"] = timezone.now()
    else:
        changes["counted_on"] = None
    if settings.DEMO:
        changes |= {"subject": mail.subject, "text": mail.text, "html": mail.html}
    with transaction.atomic():
        if Mail.objects.filter(pk=mail.pk, state=MailState.CLAIMED).update(**changes):
            carried(mail).update(**done)


def _put_back(mail: Mail) -> None:
    """Later, after a pause that doubles; after too many tries it is dropped and stays listed."""
    if mail.tries >= MOST_TRIES:
        _finish(mail, MailState.DROPPED)
        return
    pause = min(FIRST_PAUSE * 2 ** (mail.tries - 1), LONGEST_PAUSE)
    # Jitter: what failed together does not come back together.
    later = timedelta(seconds=pause * SystemRandom().uniform(1, 1.25))
    Mail.objects.filter(pk=mail.pk, state=MailState.CLAIMED).update(
        state=MailState.DUE, leased_until=None, due_at=timezone.now() + later
    )


def _mail_domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ") or "localhost"
