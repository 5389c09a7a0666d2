"""Who looks after a hashtag, as its page shows it."""

from dataclasses import dataclass, field

from django.db.models import Q

from .models import Hashtag, Profile, TagSteward, User


@dataclass(frozen=True)
class Stewards:
    """Those who said yes and whom the viewer may see; and where the viewer herself stands:
    "asked", "serving" or ""."""

    people: list[Profile] = field(default_factory=list)
    viewer: str = ""


def stewards_of(hashtag: Hashtag, *, viewer: User) -> Stewards:
    """One query."""
    rows = (
        TagSteward.objects.filter(hashtag=hashtag)
        .visible_to(viewer)
        .filter(Q(accepted_at__isnull=False) | Q(user=viewer))
        .select_related("user__profile")
    )
    people, own = [], ""
    for row in rows:
        if row.user_id == viewer.pk:
            own = "serving" if row.accepted_at else "asked"
        if row.accepted_at:
            people.append(row.user.profile)
    return Stewards(people, own)


def asked_to_look_after(viewer: User) -> list[Hashtag]:
    """The hashtags that moderators asked the viewer to look after, while she has not answered."""
    asked = TagSteward.objects.filter(user=viewer, accepted_at__isnull=True)
    return list(Hashtag.objects.filter(stewards__in=asked, held=False, alias_of=None))
