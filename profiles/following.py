"""What is new under the hashtags somebody follows: mentors with a place, since she last looked.

A mentor is new under a hashtag since the latest of three moments: she came to stand under it, she
has had a place without a break, she left the welcome. Counted through the gate when it is read,
and again when a mail is delivered.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Min
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from .choices import HELPING
from .models import Hashtag, HashtagTie, TagFollow, User

A_WEEK = timedelta(days=6)


@dataclass(frozen=True)
class Followed:
    """A hashtag somebody follows, and how many mentors opened under it since `since`."""

    hashtag: Hashtag
    mentors: int
    since: datetime
    since_words: str


def followed(viewer: User) -> list[Followed]:
    """What the viewer follows, most news first; two queries, one when she follows nothing."""
    follows = list(TagFollow.objects.of(viewer))
    since = {follow.hashtag_id: follow.read_at for follow in follows}
    return _counted(viewer, follows, since)


def new_since(viewer: User, since: Mapping[int, datetime]) -> list[Followed]:
    """Of the hashtags followed still, those with news since the given moments, by hashtag id.

    What she has read meanwhile on the page is news no longer.
    """
    follows = [row for row in TagFollow.objects.of(viewer) if row.hashtag_id in since]
    later = {row.hashtag_id: max(since[row.hashtag_id], row.read_at) for row in follows}
    return [row for row in _counted(viewer, follows, later) if row.mentors]


def since_words(moment: datetime, *, zone: ZoneInfo, now: datetime | None = None) -> str:
    """ "since 9:30", "since Tuesday", "since 3 November", as it stands in a sentence."""
    here, today = moment.astimezone(zone), (now or timezone.now()).astimezone(zone)
    if here.date() == today.date():
        return _("since %(time)s") % {"time": time_format(here.time(), "H:i")}
    if today.date() - here.date() <= A_WEEK:
        return _("since %(day)s") % {"day": date_format(here, "l")}
    day = date_format(here, "j F" if here.year == today.year else "j F Y")
    return _("since %(day)s") % {"day": day}


def _counted(
    viewer: User, follows: Iterable[TagFollow], since: Mapping[int, datetime]
) -> list[Followed]:
    count = dict.fromkeys(since, 0)
    for hashtag, newest in _newest(viewer, since):
        count[hashtag] += newest > since[hashtag]
    zone = viewer.profile.zone
    rows = [
        Followed(
            row.hashtag,
            count[row.hashtag_id],
            since[row.hashtag_id],
            since_words(since[row.hashtag_id], zone=zone),
        )
        for row in follows
    ]
    return sorted(rows, key=lambda row: (-row.mentors, row.hashtag.name.lower()))


def _newest(viewer: User, since: Mapping[int, datetime]) -> Iterable[tuple[int, datetime]]:
    """For each mentor with a place who helps under one of these hashtags: since when, if since
    the earliest of the moments."""
    if not since:
        return []
    rows: Iterable[tuple[int, datetime]] = (
        HashtagTie.objects.counted_for(viewer)
        .not_hidden_from(viewer)
        .with_a_place()
        .filter(hashtag__in=since, direction__in=HELPING)
        .order_by()
        .values("hashtag", "user")
        # A database's GREATEST leaves out what is null: nobody noted when that place opened.
        .annotate(
            newest=Greatest(
                Min("created_at"),
                Min("user__availability__opened_at"),
                Min("user__profile__welcomed_at"),
            )
        )
        .filter(newest__gt=min(since.values()))
        .values_list("hashtag", "newest")
    )
    return rows
