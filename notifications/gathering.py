"""The digest: one mail that gathers all that is due to a person, or none.

A person's day begins at seven in the morning where she lives, her week on Thursday. Once a day it
is looked what waits: what she wants daily or weekly, what was beyond her cap, what is not settled
yet. If there is nothing to say, nothing is sent. The mail says what may be said when it goes out.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from profiles.models import TagFollow, User
from profiles.querysets import in_good_standing
from safety.doorbell import ring

from . import followed, tasks
from .choices import FOLLOWED_HASHTAGS, How
from .claiming import wants_now
from .kinds import kind_named, waiting_kinds
from .models import Mail, MailState, NewsSettings, Notification
from .preferences import has_bounced, hold_settings, how_of, period_begun
from .waiting import of_mail, standing, tellable_of_many

STILL_FRESH = timedelta(days=2)  # what waits since then is no reason to write once more


def write_digests(*, now: datetime) -> int:
    """Gather the news of everybody whose morning has come; returns how many are to be mailed.

    May ring twice, or on two machines at once, and after days of silence gathers once.
    """
    return sum(_gather(user_id, now=now) for user_id in list(_due(now)))


def _due(now: datetime) -> Iterator[int]:
    """For whom there may be something to gather since the last time."""
    held = Mail.objects.filter(reader=OuterRef("pk"), state=MailState.HELD)
    follows = TagFollow.objects.filter(user=OuterRef("pk"), hashtag__held=False)
    waits: set[int] = set()
    for kind in waiting_kinds():
        waits.update(kind.waits() if kind.waits else ())
    people = (
        User.objects.filter(in_good_standing(""))
        .annotate(has_held=Exists(held), follows=Exists(follows))
        .select_related("profile", "news_settings")
        .order_by("pk")
    )
    hashtags = kind_named(FOLLOWED_HASHTAGS)
    for user in people.iterator(chunk_size=2000):
        waiting = user.pk in waits
        if not (user.has_held or user.follows or waiting):
            continue
        settings = getattr(user, "news_settings", None) or NewsSettings(user=user)
        since, weekly = _since(user, settings, now=now)
        if since is None:
            continue
        followed_how = how_of(hashtags, user, settings) if user.follows else How.NEVER
        news = followed_how == How.DAILY or (weekly and followed_how == How.WEEKLY)
        if user.has_held or news or (weekly and waiting):
            yield user.pk


def _since(user: User, settings: NewsSettings, *, now: datetime) -> tuple[datetime | None, bool]:
    """Since when nothing was gathered (None: it was this morning), and whether a week is over."""
    since = settings.gathered_at or user.date_joined
    zone = user.profile.zone
    if since >= period_begun(now, how=How.DAILY, zone=zone):
        return None, False
    return since, since < period_begun(now, how=How.WEEKLY, zone=zone)


@transaction.atomic
def _gather(user_id: int, *, now: datetime) -> bool:
    settings = hold_settings(user_id)
    user = settings.user
    since, weekly = _since(user, settings, now=now)
    if since is None or _one_is_on_its_way(user):
        return False
    morning = period_begun(now, how=How.DAILY, zone=user.profile.zone)
    settings.gathered_at = morning
    settings.save(update_fields=["gathered_at"])
    if has_bounced(user, settings):
        return False
    has_news = followed.write(user, settings, now=now)
    wanted = {How.AT_ONCE, How.DAILY, How.WEEKLY} if weekly else {How.AT_ONCE, How.DAILY}
    due = []
    for mail in _waiting(user):
        how = wants_now(mail, user, settings)
        if how == How.NEVER:
            Mail.objects.filter(pk=mail.pk).update(state=MailState.DROPPED)
        elif how in wanted:
            due.append(mail)
    reasons = _reasons(user, settings, now=now) if weekly else []
    if not (due or reasons):
        return False
    digest = _digest_of(user, morning)
    along = Mail.objects.filter(pk__in=[mail.pk for mail in due])
    along.update(state=MailState.CARRIED, carried_by=digest)
    if not (has_news or tellable_of_many(user, [*of_mail(digest, user, settings), *reasons])):
        along.update(state=MailState.DROPPED, carried_by=None)
        digest.delete()
        return False
    ring(tasks.send_mail, digest.pk)
    return True


def _reasons(user: User, settings: NewsSettings, *, now: datetime) -> list[Notification]:
    """What has waited for her for days, and is worth a mail of its own."""
    return [
        row
        for row in standing(user, settings, now=now)
        if row.created_at < now - STILL_FRESH and kind_named(row.kind).waits is not None
    ]


def _waiting(user: User) -> list[Mail]:
    """What is held for her digest, and what would go at once and nobody has tried to send."""
    rows = Mail.objects.filter(reader=user, notification__isnull=False)
    rows = rows.filter(state=MailState.HELD) | rows.filter(state=MailState.DUE, tries=0)
    return list(rows.select_related("notification").order_by("pk"))


def _one_is_on_its_way(user: User) -> bool:
    """True while a digest is being sent, or will be tried again: what is new waits for it."""
    begun = Mail.objects.filter(reader=user, is_digest=True, tries__gt=0)
    return begun.filter(state__in=[MailState.DUE, MailState.CLAIMED]).exists()


def _digest_of(user: User, morning: datetime) -> Mail:
    """Her digest of this morning; the one that waits to go, if there is one."""
    there = Mail.objects.filter(reader=user, is_digest=True, state=MailState.DUE).first()
    return there or Mail.objects.create(
        key=f"digest:{user.pk}:{morning.isoformat()}", reader=user, to=user.email, is_digest=True
    )
