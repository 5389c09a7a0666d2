"""What is new under the hashtags a person follows: a line in the digest, and one row of news.

Counted through the gate when the digest is written, and again when it goes out, without what she
has read meanwhile.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from profiles.choices import TagKind
from profiles.following import Followed, new_since
from profiles.models import TagFollow, User

from . import actions
from .choices import FOLLOWED_HASHTAGS, How
from .kinds import Kind, Section, Told, kind_named, register
from .models import NewsSettings, Notification
from .preferences import how_of, period_begun

MOST_LINES = 10
SECTION = Section("hashtags", gettext_lazy("Under hashtags you follow"), 50)


def register_kind() -> None:
    """Make it known as a kind of news, which is never mailed by itself."""
    register(
        Kind(
            FOLLOWED_HASHTAGS,
            gettext_lazy("New mentors under hashtags I follow"),
            tell_followed,
            offers=(How.DAILY, How.WEEKLY, How.NEVER),
            section=SECTION,
        )
    )


@transaction.atomic
def write(user: User, settings: NewsSettings, *, now: datetime) -> bool:
    """Write what is new since the person was told last, if her day or week has begun since."""
    how = how_of(kind_named(FOLLOWED_HASHTAGS), user, settings)
    if how == How.NEVER:
        return False
    begun = period_begun(now, how=how, zone=user.profile.zone)
    held = TagFollow.objects.select_for_update(of=("self",))
    late = list(held.filter(user=user, hashtag__held=False, told_at__lt=begun))
    if not late:
        return False
    since = {row.hashtag_id: row.told_at for row in late}
    TagFollow.objects.filter(pk__in=[row.pk for row in late]).update(told_at=now)
    news = new_since(user, since)
    if not news:
        return False
    moments = {str(row.hashtag.pk): since[row.hashtag.pk].isoformat() for row in news}
    made = actions.notify(
        kind=FOLLOWED_HASHTAGS,
        recipient=user,
        key=f"digest:{begun.isoformat()}",
        about={"since": moments},
    )
    return made is not None


def tell_followed(reader: User, rows: Sequence[Notification]) -> Mapping[int, Told]:
    """The newest, as it is now; the older ones have nothing left to say. Three queries."""
    newest = (
        Notification.objects.filter(recipient=reader, kind=FOLLOWED_HASHTAGS)
        .order_by("-pk")
        .first()
    )
    if newest is None or newest.pk not in {row.pk for row in rows}:
        return {}
    since = {
        int(hashtag): datetime.fromisoformat(moment)
        for hashtag, moment in newest.about.get("since", {}).items()
    }
    news = new_since(reader, since)
    calm = reader.profile.quiet_mode
    return {newest.pk: _worded(news, calm=calm)} if news else {}


def _worded(news: Sequence[Followed], *, calm: bool) -> Told:
    """A sentence and a line for each hashtag; `calm` tells no number. The sentence, which
    telephones show while they are locked, names no community."""
    first = news[0]
    lines = tuple(_line(row, calm=calm) for row in news[:MOST_LINES])
    if len(news) > 1 or first.hashtag.kind == TagKind.COMMUNITY:
        sentence = _("Mentors opened under hashtags you follow")
    else:
        sentence = _sentence(first, calm=calm)
        lines = (_("See who they are, and ask while there is a place."),)
    url = f"{first.hashtag.get_absolute_url()}?show=new" if len(news) == 1 else None
    return Told(sentence=sentence, url=url or reverse("profiles:tags"), lines=lines, brief=lines)


def _line(row: Followed, *, calm: bool) -> str:
    words = {"name": row.hashtag.name, "mentors": row.mentors, "since": row.since_words}
    if calm:
        return _("#%(name)s: new open mentors %(since)s") % words
    return (
        ngettext(
            "#%(name)s: %(mentors)d new open mentor %(since)s",
            "#%(name)s: %(mentors)d new open mentors %(since)s",
            row.mentors,
        )
        % words
    )


def _sentence(row: Followed, *, calm: bool) -> str:
    words = {"name": row.hashtag.name, "mentors": row.mentors, "since": row.since_words}
    if calm:
        return _("New open mentors under #%(name)s %(since)s") % words
    return (
        ngettext(
            "%(mentors)d new open mentor under #%(name)s %(since)s",
            "%(mentors)d new open mentors under #%(name)s %(since)s",
            row.mentors,
        )
        % words
    )
