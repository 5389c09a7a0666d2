"""The digest: what is new under followed hashtags, in one mail a week or a day, or in none.

A person's period begins at seven in the morning where she lives, each day or each Thursday. Once
in a period it is looked whether somebody opened since she was told last; if nobody did, nothing
is sent. The mail says what may be said when it goes out: counted again, through the gate as it is
then, without what she has read meanwhile.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from profiles.choices import MailDigest, TagKind
from profiles.following import Followed, new_since
from profiles.models import Profile, TagFollow, User
from profiles.querysets import in_good_standing
from safety import audit

from . import actions
from .kinds import Kind, Told, register
from .models import Notification

KIND = "followed_hashtags"
MORNING = time(7, 0)
THURSDAY = 3
MOST_LINES = 10
_signer = Signer(salt="notifications.digest")


class BadLink(Exception):
    """The link was not made here, or not whole."""


def write_digests(*, now: datetime) -> int:
    """Write the digests whose period has begun; returns how many have something to say.

    May ring twice, and after days of silence writes one, not several.
    """
    return sum(_write(user, now=now) for user in list(_due(now)))


def period_begun(now: datetime, *, choice: str, zone: ZoneInfo) -> datetime:
    """When the period began that holds `now` for somebody who chose so and lives there."""
    here = now.astimezone(zone)
    back = (here.weekday() - THURSDAY) % 7 if choice == MailDigest.WEEKLY else 0
    begun = datetime.combine(here.date() - timedelta(days=back), MORNING, tzinfo=zone)
    if begun > here:
        week = choice == MailDigest.WEEKLY
        earlier = begun.date() - timedelta(days=7 if week else 1)
        begun = datetime.combine(earlier, MORNING, tzinfo=zone)
    return begun


def tell_digests(reader: User, rows: Sequence[Notification]) -> Mapping[int, Told]:
    """The newest digest, as it is now; the older ones have nothing left to say. Three queries."""
    newest = Notification.objects.filter(recipient=reader, kind=KIND).order_by("-pk").first()
    if newest is None or newest.pk not in {row.pk for row in rows}:
        return {}
    since = {
        int(hashtag): datetime.fromisoformat(moment)
        for hashtag, moment in newest.about.get("since", {}).items()
    }
    news = new_since(reader, since)
    return {newest.pk: _worded(reader, news)} if news else {}


def stop_path(user: User) -> str:
    """The path of the page that ends these mails; it works signed out, and for nothing else."""
    token = _signer.sign(user.public_id.hex)
    return reverse("notifications:stop_digest", args=[token])


def read_stop_link(token: str) -> User:
    """Whose mails a link ends. Raises BadLink."""
    try:
        return User.objects.get(public_id=_signer.unsign(token))
    except (BadSignature, User.DoesNotExist):
        raise BadLink from None


@transaction.atomic
def stop_digest(*, by: User) -> bool:
    """No digest by mail any more; True when that is new."""
    rows = Profile.objects.filter(user=by).exclude(mail_digest=MailDigest.NEVER)
    if not rows.update(mail_digest=MailDigest.NEVER):
        return False
    audit.record("stop_digest", by=by, subject=by)
    return True


def register_kind() -> None:
    """Make the digest known as a kind of news, mailed by a choice of its own."""
    register(
        Kind(
            KIND,
            gettext_lazy("New under hashtags you follow"),
            tell_digests,
            wanted=lambda profile: profile.mail_digest != MailDigest.NEVER,
            why=gettext_lazy("You get this because you follow hashtags on Kindred."),
            stop=stop_path,
        )
    )


def _due(now: datetime) -> Iterator[User]:
    """Who was told last before her period began."""
    people = (
        User.objects.filter(in_good_standing(""))
        .exclude(profile__mail_digest=MailDigest.NEVER)
        .filter(tag_follows__hashtag__held=False)
        .annotate(told=Min("tag_follows__told_at"))
        .select_related("profile")
        .order_by("pk")
    )
    for user in people.iterator():
        choice, zone = user.profile.mail_digest, user.profile.zone
        if user.told < period_begun(now, choice=choice, zone=zone):
            yield user


@transaction.atomic
def _write(user: User, *, now: datetime) -> bool:
    begun = period_begun(now, choice=user.profile.mail_digest, zone=user.profile.zone)
    held = TagFollow.objects.select_for_update(skip_locked=True, of=("self",))
    late = list(held.filter(user=user, told_at__lt=begun))
    if not late:
        return False
    since = {row.hashtag_id: row.told_at for row in late}
    TagFollow.objects.filter(pk__in=[row.pk for row in late]).update(told_at=now)
    news = new_since(user, since)
    if not news:
        return False
    moments = {str(row.hashtag.pk): since[row.hashtag.pk].isoformat() for row in news}
    made = actions.notify(
        kind=KIND,
        recipient=user,
        key=f"digest:{begun.isoformat()}",
        about={"since": moments},
    )
    return made is not None


def _worded(reader: User, news: Sequence[Followed]) -> Told:
    """A sentence and a line for each hashtag. The sentence, which telephones show while they are
    locked, names no community."""
    first = news[0]
    lines = tuple(
        ngettext(
            "#%(name)s: %(mentors)d new open mentor %(since)s",
            "#%(name)s: %(mentors)d new open mentors %(since)s",
            row.mentors,
        )
        % {"name": row.hashtag.name, "mentors": row.mentors, "since": row.since_words}
        for row in news[:MOST_LINES]
    )
    if len(news) > 1 or first.hashtag.kind == TagKind.COMMUNITY:
        sentence = _("Mentors opened under hashtags you follow")
    else:
        sentence = ngettext(
            "%(mentors)d new open mentor under #%(name)s %(since)s",
            "%(mentors)d new open mentors under #%(name)s %(since)s",
            first.mentors,
        ) % {"mentors": first.mentors, "name": first.hashtag.name, "since": first.since_words}
        lines = (_("See who they are, and ask while there is a place."),)
    url = f"{first.hashtag.get_absolute_url()}?show=new" if len(news) == 1 else None
    return Told(sentence=sentence, url=url or reverse("profiles:tags"), lines=lines)
