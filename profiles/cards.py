"""What a card shows of a person, as a dict for `components/person_card.html`.

Five queries for any number of people: the people, their hashtags and proofs, and the viewer's
profile and hashtags. Whoever asks has passed the gate:
`cards_for(Profile.objects.visible_to(viewer).for_cards(), viewer=viewer)`. Apps above add keys of
their own (`reasons`, addresses of actions).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NotRequired, TypedDict
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from . import clocks
from .choices import STANDING, Kind, Stage, Status
from .models import Availability, HashtagTie, Profile, User
from .proofs import Standing, standing_of
from .text import excerpt, isolate

ABOUT_LENGTH = 220
ENOUGH_ANSWERS = 3  # fewer, and one person's request could be told from the figures
TENTHS = 10


class Person(TypedDict):
    """Who stands beside an avatar."""

    name: str
    photo_url: str


class CardTag(TypedDict):
    """A hashtag on a card; `shared` when the viewer stands under it too."""

    name: str
    kind: str
    shared: bool


class Places(TypedDict):
    """Whether a mentor can be asked; open with no seats left is full."""

    status: str
    seats: int
    seats_left: int
    paused_until: date | None
    sentence: str


class Card(TypedDict):
    """One person as the viewer may see them; texts that people wrote are safe HTML."""

    person: Person
    public_id: str
    name: str
    url: str
    pronouns: str
    proof: Standing
    line: SafeString
    stage: str
    institution: str
    facts: list[str | SafeString]
    availability: Places | None
    is_open: bool
    about: SafeString | str
    tags: list[CardTag]
    kinds: list[str]
    hours_a_month: int | None
    usual_answer: str
    hours_ahead: str
    hours_in_common: str
    is_viewer: bool
    reasons: NotRequired[list[dict[str, object]]]


@dataclass(frozen=True)
class Reader:
    """What of the viewer a card depends on: who, under which hashtags, in which time zone."""

    pk: int
    zone: ZoneInfo
    tag_ids: frozenset[int]
    at: datetime

    @classmethod
    def of(cls, viewer: User, *, at: datetime | None = None) -> "Reader":
        """Read once a page; two queries."""
        standing = HashtagTie.objects.filter(user=viewer, direction__in=STANDING)
        ties = standing.values_list("hashtag", flat=True)
        return cls(viewer.pk, viewer.profile.zone, frozenset(ties), at or timezone.now())


def cards_for(
    profiles: Iterable[Profile], *, viewer: User, at: datetime | None = None
) -> list[Card]:
    """A card for each of `profiles`, which come from `.for_cards()` and through the gate."""
    reader = Reader.of(viewer, at=at)
    return [card_of(profile, reader=reader) for profile in profiles]


def card_of(profile: Profile, *, reader: Reader) -> Card:
    """One card; no query when the profile comes from `.for_cards()`."""
    availability = availability_of(profile)
    places = places_of(availability) if profile.is_mentor else None
    own = profile.user_id == reader.pk
    ahead = clocks.hours_ahead(profile.zone, of=reader.zone, at=reader.at)
    apart = "" if own else clocks.difference(ahead)
    shared_day = "" if own else clocks.shared_day(ahead)
    usually = usual_answer(availability) if profile.is_mentor else ""
    last = last_answer(availability, today=reader.at.date()) if profile.is_mentor else ""
    stage = stage_of(profile)
    facts = [
        stage,
        isolate(profile.institution) if profile.institution else "",
        ", ".join(part for part in (apart, shared_day) if part),
        usually,
        last,
    ]
    return {
        "person": {"name": profile.name, "photo_url": photo_url(profile)},
        "public_id": str(profile.user.public_id),
        "name": profile.name,
        "url": profile.get_absolute_url(),
        "pronouns": profile.pronouns,
        "proof": standing_of(profile),
        "line": isolate(profile.headline) if profile.headline else SafeString(""),
        "stage": stage,
        "institution": profile.institution,
        "facts": [fact for fact in facts if fact],
        "availability": places,
        "is_open": places is not None and availability is not None and availability.is_open,
        "about": isolate(excerpt(profile.bio, ABOUT_LENGTH)) if profile.bio else "",
        "tags": tags_of(profile, shared_with=frozenset() if own else reader.tag_ids),
        "kinds": labels(Kind, profile.offers_kinds) if profile.is_mentor else [],
        "hours_a_month": profile.offers_hours if profile.is_mentor else None,
        "usual_answer": usually,
        "hours_ahead": apart,
        "hours_in_common": shared_day,
        "is_viewer": own,
    }


def tags_of(
    profile: Profile,
    *,
    shared_with: frozenset[int] = frozenset(),
    directions: Iterable[str] = STANDING,
) -> list[CardTag]:
    """The person's public hashtags in their own order, each once; those in common first."""
    wanted = tuple(directions)
    met: dict[int, CardTag] = {}
    for tie in profile.user.hashtag_ties.all():
        if tie.direction in wanted and not tie.hashtag.held:
            tag = tie.hashtag
            shared = tag.pk in shared_with
            met.setdefault(tag.pk, {"name": tag.name, "kind": tag.kind, "shared": shared})
    return sorted(met.values(), key=lambda tag: not tag["shared"])


def places_of(availability: Availability | None) -> Places:
    """A mentor's places as figures and in words."""
    if availability is None:
        availability = Availability(status=Status.NOT_OFFERING, seats=0)
    return {
        "status": availability.status,
        "seats": availability.seats,
        "seats_left": availability.seats_left,
        "paused_until": availability.reopens_on(),
        "sentence": _places_sentence(availability),
    }


def usual_answer(availability: Availability | None) -> str:
    """ "usually answers within 4 days, 9 of 10 requests"; "" before three have been answered."""
    if availability is None or availability.answer_days is None:
        return ""
    if availability.answered < ENOUGH_ANSWERS:
        return ""
    days = max(1, availability.answer_days)
    asked = max(availability.asked, availability.answered)
    answered = availability.answered
    if asked > TENTHS:
        asked, answered = TENTHS, answered * TENTHS // asked
    figures = {"days": days, "answered": answered, "asked": asked}
    if days == 1:
        return _("usually answers within a day, %(answered)d of %(asked)d requests") % figures
    return _("usually answers within %(days)d days, %(answered)d of %(asked)d requests") % figures


def last_answer(availability: Availability | None, *, today: date) -> str:
    """ "last answered in November", with the year where it is another; "" before three have been
    answered. No day is told: it would say when another's request was answered."""
    if availability is None or availability.last_answer_in is None:
        return ""
    if availability.answered < ENOUGH_ANSWERS:
        return ""
    month = availability.last_answer_in
    written = date_format(month, "F" if month.year == today.year else "F Y")
    return _("last answered in %(month)s") % {"month": written}


def photo_url(profile: Profile) -> str:
    """Where the photo is served, through the gate again; "" for initials."""
    return reverse("profiles:photo", args=[profile.user.public_id]) if profile.photo else ""


def stage_of(profile: Profile) -> str:
    """The career stage in words; "" when unsaid or no longer a choice."""
    return "".join(labels(Stage, [profile.stage]))


def labels(choices: type[TextChoices], codes: Iterable[str]) -> list[str]:
    """The words for stored codes, in the order of the list; unknown codes are left out."""
    chosen = set(codes)
    return [str(choice.label) for choice in choices if choice.value in chosen]


def availability_of(profile: Profile) -> Availability | None:
    """The availability that came along with the profile, or None where there is no row."""
    return getattr(profile.user, "availability", None)


def _places_sentence(availability: Availability) -> str:
    seats, left = availability.seats, availability.seats_left
    if availability.status == Status.OPEN:
        if not left:
            return _("all places taken")
        if left == 1:
            return _("1 place open") if seats == 1 else _("last of %(n)d places") % {"n": seats}
        return _("%(left)d of %(seats)d places open") % {"left": left, "seats": seats}
    until = availability.reopens_on()
    if until:
        return _("paused until %(day)s") % {"day": date_format(until, "j F")}
    return {
        Status.WAITING: _("waiting list"),
        Status.PAUSED: _("paused"),
    }.get(Status(availability.status), _("not offering now"))
