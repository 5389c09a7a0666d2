"""People beside a conversation or a request: as much of them as the viewer may see."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from profiles.cards import photo_url
from profiles.choices import Contact
from profiles.models import Grant, Profile, User
from profiles.querysets import ProfileQuerySet, Viewer

from .models import Participant


@dataclass(frozen=True)
class Person:
    """The other side. Everything but the name is empty when the viewer may not see the profile;
    the name stays, since the two have met."""

    name: str
    public_id: str = ""
    url: str = ""
    photo_url: str = ""
    handle: str = ""
    headline: str = ""
    zone: ZoneInfo | None = None


def people_beside(viewer: Viewer, user_ids: Collection[int]) -> dict[int, Person]:
    """Those people by account id, in two queries; ids without a profile are left out."""
    profiles = Profile.objects.filter(user__in=user_ids).select_related("user")
    seen = set(
        Profile.objects.visible_to(viewer)
        .filter(user__in=user_ids)
        .values_list("user_id", flat=True)
    )
    return {
        profile.user_id: _person(profile, is_seen=profile.user_id in seen) for profile in profiles
    }


def names_of(user_ids: Iterable[int | None]) -> dict[int, str]:
    """What to call these people, by account id, in one query."""
    rows = Profile.objects.filter(user__in={pk for pk in user_ids if pk}).select_related("user")
    return {profile.user_id: _name(profile) for profile in rows}


def people_to_ask(viewer: User) -> ProfileQuerySet:
    """Whom she may ask into a group: people she may see who welcomed her messages, or whom a
    request or a mentorship ties to her, unless they take none."""
    welcoming = Participant.objects.here().filter(
        conversation__participants__user=viewer.pk,
        conversation__participants__welcomes=True,
        conversation__low__isnull=False,
        conversation__last_number__gt=0,
        welcomes=True,
    )
    # That a stranger wrote ties nobody yet.
    tied = Grant.objects.filter(viewer=viewer).exclude(source__startswith="conversation:")
    return (
        Profile.objects.visible_to(viewer)
        .others_than(viewer)
        .filter(Q(user__in=welcoming.values("user")) | Q(user__in=tied.values("owner")))
        .exclude(contact=Contact.NOBODY)
    )


def _person(profile: Profile, *, is_seen: bool) -> Person:
    if not is_seen:
        return Person(name=_name(profile))
    return Person(
        name=_name(profile),
        public_id=str(profile.user.public_id),
        url=profile.get_absolute_url(),
        photo_url=photo_url(profile),
        handle=profile.user.handle,
        headline=profile.headline,
        zone=profile.zone,
    )


def _name(profile: Profile) -> str:
    if not profile.user.is_active:
        return _("Somebody who left")
    return profile.name or f"@{profile.user.handle}"
