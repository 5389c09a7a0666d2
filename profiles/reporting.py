"""What can be reported here: a person's profile, and a hashtag."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from safety import registry
from safety.models import Block
from safety.registry import Called, Lines, Reportable, Thing

from .actions import refuse_hashtag
from .hashtags import hashtag_key, is_hashtag_name
from .models import Grant, Hashtag, HashtagTie, Profile, User
from .photos import read_photo
from .tag_pages import told_hashtag

PERSON, TAG = "person", "tag"


NOBODYS = uuid.UUID(int=0)


def read_id(text: str) -> uuid.UUID:
    """A public id as it stands in an address; one that nothing has where it is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return NOBODYS


def find_person(viewer: AbstractBaseUser, public_id: str) -> Thing | None:
    """Somebody else whom the viewer sees; or whom she has blocked herself, then by the name alone,
    as her list of blocked people has it."""
    profile = (
        Profile.objects.visible_to(viewer)
        .others_than(viewer)
        .select_related("user")
        .filter(user__public_id=read_id(public_id))
        .first()
    )
    if profile is not None:
        thing = _person(profile, url=profile.get_absolute_url(), data=_as_it_is(profile))
        return replace(thing, photo=partial(read_photo, profile)) if profile.photo else thing
    blocked = Block.objects.filter(blocker=viewer.pk).values("blocked")
    known = Profile.objects.select_related("user").filter(user__in=blocked)
    profile = known.filter(user__public_id=read_id(public_id)).first()
    if profile is None:
        return None
    return _person(profile, url="", data={"name": profile.name})


def _person(profile: Profile, *, url: str, data: dict[str, Any]) -> Thing:
    return Thing(
        id=str(profile.user.public_id),
        subject=profile.user,
        name=_("the profile of %(name)s") % {"name": profile.name},
        person=profile.name,
        url=url,
        data=data,
    )


def _as_it_is(profile: Profile) -> dict[str, Any]:
    ties = HashtagTie.objects.filter(user=profile.user_id, hashtag__held=False)
    names = ties.order_by("hashtag__key").values_list("hashtag__name", flat=True).distinct()
    return {
        "name": profile.name,
        "pronouns": profile.pronouns,
        "headline": profile.headline,
        "institution": profile.institution,
        "specialty": profile.specialty,
        "bio": profile.bio,
        "asked": profile.answer_asked,
        "work": profile.answer_work,
        "passed_on": profile.answer_passed_on,
        "links": list(profile.links),
        "hashtags": " ".join(f"#{name}" for name in names),
    }


def show_person(kept: Mapping[str, Any]) -> Lines:
    """The profile as it was."""
    labels = {
        "name": _("Name"),
        "pronouns": _("Pronouns"),
        "headline": _("Headline"),
        "institution": _("Institution"),
        "specialty": _("Specialty"),
        "bio": _("About"),
        "asked": _("Likes to be asked"),
        "work": _("How they work"),
        "passed_on": _("Passes on"),
        "links": _("Links"),
        "hashtags": _("Hashtags"),
    }
    lines = [(label, _in_words(kept.get(key))) for key, label in labels.items()]
    return [(label, words) for label, words in lines if words]


def call_person(kept: Mapping[str, Any]) -> Called:
    """Whose it is."""
    name = kept.get("name")
    return (_("Profile of %(name)s") % {"name": name} if name else ""), ""


def _in_words(kept: Any) -> str:
    return "\n".join(map(str, kept)) if isinstance(kept, list) else str(kept or "")


def find_tag(viewer: AbstractBaseUser, name: str) -> Thing | None:
    """A hashtag that the viewer is told of; it is nobody's."""
    plain = name.lstrip("#\uff03")
    if not is_hashtag_name(plain):
        return None
    row = told_hashtag(Hashtag.objects.named(plain).first(), viewer=viewer)
    if row is None:
        return None
    story = getattr(row, "long_story", None)
    return Thing(
        id=row.key,
        subject=None,
        name=f"#{row.name}",
        url=row.get_absolute_url(),
        data={"name": row.name, "line": row.story, "story": story.text if story else ""},
    )


def show_tag(kept: Mapping[str, Any]) -> Lines:
    """The hashtag, and what stood under it."""
    lines = [
        (_("Hashtag"), call_tag(kept)[0]),
        (_("In a line"), kept.get("line", "")),
        (pgettext("of a hashtag", "Story"), kept.get("story", "")),
    ]
    return [(label, words) for label, words in lines if words]


def call_tag(kept: Mapping[str, Any]) -> Called:
    """The hashtag itself, and the line under it."""
    name = kept.get("name")
    return (f"#{name}" if name else ""), kept.get("line", "")


def remove_tag(*, thing: str, by: AbstractBaseUser) -> None:
    """Moderators hold the hashtag for good; who wrote it keeps their words."""
    row = Hashtag.objects.filter(key=hashtag_key(thing), alias_of=None).first()
    if row is not None:
        refuse_hashtag(hashtag=row, by=User.objects.get(pk=by.pk))


def acquainted_with(person: AbstractBaseUser) -> set[int]:
    """Those who let the person see them, and those whom she lets."""
    pairs = Grant.objects.filter(Q(owner=person.pk) | Q(viewer=person.pk))
    return {pk for pair in pairs.values_list("owner", "viewer") for pk in pair}


def register_things() -> None:
    """Make profiles and hashtags known as things that can be reported."""
    registry.can_be_reported(
        Reportable(
            PERSON,
            gettext_lazy("Profile"),
            find_person,
            show_person,
            called=call_person,
            is_open=True,
        )
    )
    registry.can_be_reported(
        Reportable(
            TAG,
            gettext_lazy("Hashtag"),
            find_tag,
            show_tag,
            called=call_tag,
            remove=remove_tag,
            is_open=True,
        )
    )
