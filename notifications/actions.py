"""Every change in notifications: tell somebody something, queue a mail, mark as read, choose what
is mailed, stop it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.db import transaction
from django.utils import timezone

from profiles.models import User
from safety import audit
from safety.doorbell import ring
from safety.live import COUNTS, knock

from . import tasks
from .choices import How
from .kinds import Kind, kind_named, tell_all
from .models import Mail, MailState, NewsSettings, Notification
from .preferences import has_bounced, hold_settings, how_of, settings_of
from .querysets import NotificationQuerySet

MAIL_STOPPED = "mail_stopped"
OUTDATED = "outdated:"  # with the row's id, the key of news that is none any more


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What somebody wants to be mailed: a How by kind, the cap, and when it is quiet."""

    choices: dict[str, How]
    mails_a_day: int
    quiet: tuple[time, time] | None
    gathers: bool


@transaction.atomic
def notify(
    *,
    kind: str,
    recipient: User,
    actor: User | None = None,
    key: str,
    about: dict[str, Any],
    again: bool = False,
) -> Notification | None:
    """Write that `recipient` should know something, and queue its mail as they chose.

    `key` names the event: the same key again writes nothing and returns None, but `again` once what
    was told under it is read. `about` holds ids that the kind words it from, never a text. Called
    inside the transaction of the event, so that news and event stand or fall together. Raises
    UnknownKind.
    """
    known = kind_named(kind)
    fields = {"kind": kind, "actor": actor, "about": about}
    made, created = Notification.objects.get_or_create(
        recipient=recipient, key=key, defaults=fields
    )
    if again and made.read_at is not None:
        outdate(recipients=[recipient], key=key)
        made, created = Notification.objects.get_or_create(
            recipient=recipient, key=key, defaults=fields
        )
    if not created:
        return None
    knock([recipient.pk], COUNTS)
    settings = settings_of(recipient) if known.mailed else None
    if settings is None or has_bounced(recipient, settings):
        return made
    how = how_of(known, recipient, settings)
    if how == How.NEVER:
        return made
    at_once = how == How.AT_ONCE
    mail = Mail.objects.create(
        key=f"notification:{made.pk}",
        notification=made,
        reader=recipient,
        to=recipient.email,
        state=MailState.DUE if at_once else MailState.HELD,
        due_at=timezone.now() + known.together,
    )
    if at_once and not known.together:
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
        _read(Notification.objects.filter(pk=notification.pk), by)


def mark_read_about(*, by: User, kind: str, **ids: int) -> int:
    """The recipient met the thing itself: what told them of it is read, and no longer mailed.

    `ids` names the rows it is about, for instance `conversation=17`. Returns how many.
    """
    return _read(Notification.objects.filter(recipient=by, kind=kind).about(**ids), by)


@transaction.atomic
def outdate(*, recipients: Iterable[User], key: str) -> int:
    """What these were told under `key` is so no longer: it waits for nobody, is not mailed any
    more, and leads where its kind says by now. It may be news again. Returns how many knew."""
    rows = Notification.objects.filter(recipient__in=recipients, key=key)
    told, now = list(rows.order_by("pk")), timezone.now()
    for row in told:
        row.key, row.read_at = f"{OUTDATED}{row.pk}", row.read_at or now
    Notification.objects.bulk_update(told, ["key", "read_at"])
    knock([row.recipient_id for row in told], COUNTS)
    return len(told)


def mark_all_read(*, by: User) -> int:
    """Everything is read; returns how many were not."""
    return _read(Notification.objects.filter(recipient=by), by)


def read_untold(
    *, kinds: Collection[str], readers: Collection[int] | None = None, **ids: int
) -> None:
    """What may no longer be told (what it tells of was taken back, or somebody is kept away) is no
    news: it stands in no list, so it counts for nothing beside the bell, and is mailed no more."""
    rows = Notification.objects.unread().filter(kind__in=kinds).about(**ids)
    if readers is not None:
        rows = rows.filter(recipient__in=readers)
    for_reader: dict[User, list[Notification]] = defaultdict(list)
    for row in rows.select_related("recipient__profile").order_by("recipient"):
        for_reader[row.recipient].append(row)
    for reader, theirs in for_reader.items():
        told = tell_all(reader, theirs)
        stale = [row.pk for row in theirs if row.pk not in told]
        if stale:
            _read(Notification.objects.filter(pk__in=stale), reader)


@transaction.atomic
def choose(*, by: User, wishes: Wishes) -> bool:
    """Say what is mailed, and when; it holds for what waits already. True when it changed."""
    row = hold_settings(by.pk)
    quiet_from, quiet_until = wishes.quiet or (None, None)
    wished: dict[str, object] = {
        "choices": row.choices | {name: str(how) for name, how in wishes.choices.items()},
        "mails_a_day": wishes.mails_a_day,
        "quiet_from": quiet_from,
        "quiet_until": quiet_until,
        "gathers": wishes.gathers,
    }
    if not _change(row, wished):
        return False
    facts: dict[str, Any] = wished | {
        "quiet_from": str(quiet_from),
        "quiet_until": str(quiet_until),
    }
    audit.record("choose_mails", by=by, subject=by, **facts)
    return True


@transaction.atomic
def stop_mails(*, by: User, kinds: Iterable[Kind], digest: bool) -> bool:
    """No more mails of these kinds, or none that gather; True when that is new."""
    row = hold_settings(by.pk)
    names = [kind.name for kind in kinds]
    wished: dict[str, object] = {"choices": row.choices | dict.fromkeys(names, str(How.NEVER))}
    if digest:
        wished["gathers"] = False
    if not _change(row, wished):
        return False
    audit.record("stop_mails", by=by, subject=by, kinds=names, digest=digest)
    return True


@transaction.atomic
def note_bounce(*, address: str, code: str) -> bool:
    """Mail to this address came back for good: no news is mailed to it, and its owner reads so.

    True when that is new.
    """
    user = User.objects.filter(email__iexact=address).first()
    if user is None:
        return False
    row = hold_settings(user.pk)
    if has_bounced(row.user, row):
        return False
    now = timezone.now()
    _change(row, {"bounced_address": user.email, "bounced_at": now, "bounce_code": code})
    audit.record("mail_bounced", by=None, subject=user, code=code)
    notify(kind=MAIL_STOPPED, recipient=user, key=f"bounce:{now.isoformat()}", about={})
    return True


@transaction.atomic
def mail_again(*, by: User) -> bool:
    """Send to the address again that mail came back from; True when it had stopped."""
    row = hold_settings(by.pk)
    mark_read_about(by=by, kind=MAIL_STOPPED)
    if not _change(row, {"bounced_address": "", "bounced_at": None, "bounce_code": ""}):
        return False
    audit.record("mail_again", by=by, subject=by)
    return True


def _read(rows: NotificationQuerySet, by: User) -> int:
    read = rows.unread().update(read_at=timezone.now())
    if read:
        knock([by.pk], COUNTS)
    return read


def _change(row: NewsSettings, wished: dict[str, object]) -> bool:
    """Write what differs into a held row; True when something did."""
    changed = [name for name, value in wished.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, wished[name])
    row.save(update_fields=changed)
    return bool(changed)
