"""What may be told to a person now, and what of it waits for her still."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from profiles.models import User

from .choices import How
from .kinds import Kind, Told, UnknownKind, kind_named, staying_kinds, tell_all, waiting_kinds
from .models import Mail, NewsSettings, Notification
from .preferences import how_of

logger = logging.getLogger("kindred.mail")

REMINDED_FOR = timedelta(days=35)
MOST_WAITING = 40


def of_mail(mail: Mail, reader: User, settings: NewsSettings) -> list[Notification]:
    """What a mail is to tell and is news still: its own, and what goes along in it."""
    own = [] if mail.notification_id is None else [mail.notification_id]
    along = mail.carries.values_list("notification", flat=True)
    rows = Notification.objects.visible_to(reader).unread().filter(pk__in=[*own, *along])
    return [row for row in rows if _is_wanted(row, reader, settings)]


def standing(reader: User, settings: NewsSettings, *, now: datetime) -> list[Notification]:
    """What stands in each digest though it was mailed before: what is not settled, and of some
    kinds what is not read. Oldest first."""
    unsettled = _names(waiting_kinds(), reader, settings)
    unread = _names(staying_kinds(), reader, settings)
    rows = Notification.objects.visible_to(reader).filter(
        Q(kind__in=unsettled) | Q(kind__in=unread, read_at__isnull=True),
        created_at__gt=now - REMINDED_FOR,
    )
    return list(rows.order_by("created_at", "pk")[:MOST_WAITING])


def tellable(reader: User, rows: Sequence[Notification]) -> dict[int, Told]:
    """The words of those that are worth a mail and may be told now."""
    return {pk: told for pk, told in tell_all(reader, rows).items() if told.mailed}


def tellable_of_many(reader: User, rows: Sequence[Notification]) -> dict[int, Told]:
    """The same; a kind that cannot be worded is left out, for it must not stop the others."""
    found: dict[int, Told] = {}
    for kind in {row.kind for row in rows}:
        try:
            found |= tellable(reader, [row for row in rows if row.kind == kind])
        except Exception:
            logger.exception("news of the kind %s could not be worded", kind)
    return found


def _names(kinds: Iterable[Kind], reader: User, settings: NewsSettings) -> list[str]:
    return [kind.name for kind in kinds if how_of(kind, reader, settings) != How.NEVER]


def _is_wanted(row: Notification, reader: User, settings: NewsSettings) -> bool:
    try:
        return how_of(kind_named(row.kind), reader, settings) != How.NEVER
    except UnknownKind:
        return False
