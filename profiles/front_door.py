"""What the landing page says without knowing anybody: a line understood, and figures.

Figures are of people who are listed to members, from SMALL_COUNT up; nobody is named.
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .choices import HELPING, LOOKING
from .lookup import known_hashtags
from .models import HashtagTie, Profile
from .recognizing import Recognized, recognize

CARDS = 4


@dataclass(frozen=True)
class Understood:
    """A line, what it says, and one sentence about who is there."""

    recognized: Recognized
    sentence: str


@dataclass(frozen=True)
class OpenHashtag:
    """A hashtag with at least SMALL_COUNT open mentors."""

    name: str
    kind: str
    mentors: int
    zones: int


def understand_line(line: str) -> Understood:
    """What a line says and how many people answer to it; three queries."""
    recognized = recognize(line)
    return Understood(recognized, _sentence(recognized))


def open_hashtags() -> list[OpenHashtag]:
    """The hashtags with most open mentors; one query."""
    rows = (
        HashtagTie.objects.counted_for(AnonymousUser())
        .with_a_place()
        .filter(direction__in=HELPING, hashtag__held=False)
        .order_by()
        .values("hashtag__name", "hashtag__kind", "hashtag__key")
        .annotate(
            mentors=Count("user", distinct=True),
            zones=Count("user__profile__time_zone", distinct=True),
        )
        .filter(mentors__gte=settings.SMALL_COUNT)
        .order_by("-mentors", "hashtag__key")[:CARDS]
    )
    return [
        OpenHashtag(row["hashtag__name"], row["hashtag__kind"], row["mentors"], row["zones"])
        for row in rows
    ]


def _sentence(recognized: Recognized) -> str:
    tags = known_hashtags(tag.key for tag in recognized.tags if not tag.held)
    if not recognized.tags:
        return _("Add a hashtag or two, such as #HemePath, and we can say who is there.")
    understood = recognized.understood
    if understood.offering and not understood.seeking:
        looking = Profile.objects.listed().filter(is_mentee=True)
        return _looking(looking.tagged(*tags.values(), directions=LOOKING).count())
    helping = Profile.objects.listed().open()
    return _helping(helping.tagged(*tags.values(), directions=HELPING).count())


def _helping(count: int) -> str:
    if count < settings.SMALL_COUNT:
        return _("Fewer than %(few)d people are open to you so far.") % {
            "few": settings.SMALL_COUNT
        }
    return ngettext(
        "%(count)d person is open to you.", "%(count)d people are open to you.", count
    ) % {"count": count}


def _looking(count: int) -> str:
    if count < settings.SMALL_COUNT:
        return _("Fewer than %(few)d people look for a mentor there so far.") % {
            "few": settings.SMALL_COUNT
        }
    return ngettext(
        "%(count)d person looks for a mentor there.",
        "%(count)d people look for a mentor there.",
        count,
    ) % {"count": count}
