"""Which mail goes now: decided when it is about to go, one sender at a time for each person.

A mail of news waits while it is quiet where its reader lives, goes into her digest when she wants
it there or when she has had as many mails today as she wants, and takes along whatever else is
due to her. Mails without a reader (confirmations, codes, resets) ask none of this.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from profiles.models import User

from .choices import How
from .kinds import UnknownKind, kind_named
from .models import Mail, MailState, NewsSettings
from .preferences import (
    AFTER_QUIET,
    day_of,
    has_bounced,
    hold_settings,
    how_of,
    next_morning,
    quiet_ends,
)
from .querysets import MailQuerySet

LEASE = timedelta(minutes=2)  # longer than a task may live, so two never hold one mail
MOST_CARRIED = 50  # the rest follows in the digest


@transaction.atomic
def claim(mail_id: int) -> Mail | None:
    """Take the mail under a lease; None when it is not due, somebody else's, or not to go now."""
    due = Mail.objects.due().filter(pk=mail_id)
    reader = due.values_list("reader", flat=True).first()
    settings = hold_settings(reader) if reader else None  # before the mail, as in every place
    mail = (
        due.select_for_update(skip_locked=True, of=("self",)).select_related("notification").first()
    )
    if mail is None:
        return None
    now = timezone.now()
    if settings is not None and not _goes(mail, settings, now):
        return None
    mail.state = MailState.CLAIMED
    mail.leased_until = now + LEASE
    mail.tries += 1
    mail.save(update_fields=["state", "leased_until", "tries", "counted_on", "to"])
    if settings is not None:
        mail.reader = settings.user
    return mail


def carried(mail: Mail) -> MailQuerySet:
    """What goes along in a mail."""
    return Mail.objects.filter(carried_by=mail, state=MailState.CARRIED)


def let_go(mail: Mail) -> None:
    """What went along goes by itself; nothing of a digest, which stays together."""
    if not mail.is_digest:
        carried(mail).update(state=MailState.DUE, carried_by=None, tries=F("tries") + 1)


def wants_now(mail: Mail, user: User, settings: NewsSettings) -> How:
    """What a mail's reader wants now for the kind of news it tells; never, if she read it."""
    if mail.notification is None:
        return How.AT_ONCE
    try:
        kind = kind_named(mail.notification.kind)
    except UnknownKind:
        return How.NEVER
    if mail.notification.read_at is not None:
        return How.NEVER
    return how_of(kind, user, settings)


def _goes(mail: Mail, settings: NewsSettings, now: datetime) -> bool:
    """Whether a mail of news goes now; if not, it stands where it belongs."""
    user = settings.user
    zone = user.profile.zone
    if has_bounced(user, settings):
        return _stands(mail, MailState.DROPPED)
    if mail.tries == 0 and not mail.is_digest:
        how = wants_now(mail, user, settings)
        if how == How.NEVER:
            return _stands(mail, MailState.DROPPED)
        if how != How.AT_ONCE:
            return _stands(mail, MailState.HELD)
    until = quiet_ends(now, settings, zone)
    if until is not None:
        return _stands(
            mail, MailState.DUE, until + (timedelta(0) if mail.is_digest else AFTER_QUIET)
        )
    today = day_of(now, zone)
    gone = Mail.objects.filter(reader=user, counted_on=today).exclude(pk=mail.pk).count()
    if gone >= settings.mails_a_day:
        if mail.is_digest:
            return _stands(mail, MailState.DUE, next_morning(now, zone))
        carried(mail).update(state=MailState.HELD, carried_by=None)
        return _stands(mail, MailState.HELD)
    if mail.tries == 0 and not mail.is_digest:
        _take_along(mail, settings)
    mail.counted_on, mail.to = today, user.email
    return True


def _stands(mail: Mail, state: MailState, due_at: datetime | None = None) -> bool:
    """Not now: the mail waits, is held, or is dropped with what it carried."""
    if state == MailState.DROPPED:
        carried(mail).update(state=state)
    mail.state, mail.leased_until, mail.counted_on = state, None, None
    mail.due_at = due_at or mail.due_at
    mail.save(update_fields=["state", "leased_until", "counted_on", "due_at"])
    return False


def _take_along(mail: Mail, settings: NewsSettings) -> None:
    """Whatever else its reader is to be told at once, and nobody has tried to send."""
    others = (
        Mail.objects.filter(reader=settings.user, state=MailState.DUE, is_digest=False, tries=0)
        .exclude(pk=mail.pk)
        .select_related("notification")
        .order_by("pk")
    )
    along = [
        other.pk for other in others if wants_now(other, settings.user, settings) == How.AT_ONCE
    ]
    Mail.objects.filter(pk__in=along[:MOST_CARRIED]).update(
        state=MailState.CARRIED, carried_by=mail
    )
