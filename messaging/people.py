"""People beside a conversation or a request: as much of them as the viewer may see."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from profiles.cards import photo_url
from profiles.models import Profile
from profiles.querysets import Viewer


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
