"""Who is found, and in which order.

Mentors with a place come first; then, of several words or hashtags, whoever is named so or has all
of them; then people stand in a ring, which every viewer enters at a place of her own. So nobody is
first for everybody, nothing that somebody writes or does moves them up, and the order tells
nothing of anybody. A viewer meets the same order each time.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, ExpressionWrapper, Func, Q, TextField, Value
from django.utils import timezone

from profiles import clocks
from profiles.institutions import elsewhere_than, house_of
from profiles.models import Listing, User
from profiles.querysets import ListingQuerySet
from profiles.words import question_for

from .asked import Search
from .tags import AskedTag, meant_tags

FEW = 500  # so many are read at once, counted and put in order here; of more, no number is told
NOBODY = Q(pk__in=())
RING = 1 << 128


class Row(NamedTuple):
    """What is read of one person found."""

    user_id: int
    ring: uuid.UUID
    open: bool
    zone: str
    marks: list[str]
    near: bool
    elsewhere: bool


class Place(NamedTuple):
    """Where somebody stands in the order."""

    open: bool
    near: bool
    ring: uuid.UUID


@dataclass(frozen=True)
class Question:
    """A search by somebody, at a moment: hours in common move with the clocks."""

    search: Search
    viewer: User
    tags: Sequence[AskedTag]
    at: datetime

    @classmethod
    def of(cls, search: Search, *, viewer: User) -> "Question":
        """Held against the vocabulary; the names of hashtags become those that are shown."""
        tags = meant_tags(search.tags, viewer=viewer)
        named = search.but(tags=tuple(tag.name for tag in tags))
        if len(tags) < 2:
            named = named.but(any=False)
        if not house_of(viewer.profile):
            named = named.but(elsewhere=False)
        return cls(named, viewer, tags, timezone.now())

    @cached_property
    def conditions(self) -> dict[str, Q]:
        """The parts of the search as conditions on listings."""
        search = self.search
        parts: dict[str, Q] = {}
        if search.tags:
            parts["tags"] = self._tagged(one=search.any)
        if search.q:
            parts["q"] = Q(words=question_for(search.q))
        if search.open:
            parts["open"] = Q(open=True)
        for part in ("stage", "kind", "language"):
            codes = getattr(search, part)
            if codes:
                parts[part] = Q(marks__overlap=[f"{part}:{code}" for code in codes])
        if search.elsewhere:
            parts["elsewhere"] = self.elsewhere
        if search.hours:
            parts["hours"] = self.sharing(search.hours)
        return parts

    @cached_property
    def elsewhere(self) -> Q:
        """Not known to work where the viewer does."""
        return elsewhere_than(self.viewer.profile, "user__profile__")

    def sharing(self, hours: int) -> Q:
        """Shares at least so many hours of the day with the viewer now."""
        zones = clocks.zones_sharing(hours, zone=self.viewer.profile.zone, at=self.at)
        return Q(zone__in=zones)

    @cached_property
    def near(self) -> Q | None:
        """Whom the search means most; None where it means all alike."""
        near = Q()
        if self.search.any:
            near |= self._tagged(one=False)
        if self.search.q:
            near |= Q(marks__overlap=Named(Value(self.search.q)))
        return near or None

    def rows(self, *, leaving_out: str = "") -> ListingQuerySet:
        """Everybody found whom the viewer may see, less one part of the search; in no order."""
        rows = Listing.objects.counted_for(self.viewer)
        for part, condition in self.conditions.items():
            if part != leaving_out:
                rows = rows.filter(condition)
        return rows

    def read(self, *, leaving_out: str = "") -> list[Row]:
        """Up to FEW of them, and one more where there are more; one query."""
        rows = self.rows(leaving_out=leaving_out).annotate(
            is_near=ExpressionWrapper(self.near or NOBODY, BooleanField()),
            is_elsewhere=ExpressionWrapper(self.elsewhere, BooleanField()),
        )
        fields = ("user_id", "ring", "open", "zone", "marks", "is_near", "is_elsewhere")
        return [Row(*row) for row in rows.values_list(*fields)[: FEW + 1]]

    def _tagged(self, *, one: bool) -> Q:
        marks = [f"tag:{tag.row.pk}" for tag in self.tags if tag.row is not None]
        if one:
            return Q(marks__overlap=marks) if marks else NOBODY
        return Q(marks__contains=marks) if len(marks) == len(self.tags) else NOBODY


class Named(Func):
    """The words of a text as marks of people who are named so."""

    function = "profiles_named"
    output_field = ArrayField(TextField())


def following(
    question: Question, few: Sequence[Row] | None, *, after: Place | None, size: int
) -> list[tuple[int, Place]]:
    """The next `size` people and one more where there are more: account ids and places.

    `few` are all who are found, where they are few; else each group is read along an index.
    """
    if few is not None:
        return _sorted(few, question, after)[: size + 1]
    found: list[tuple[int, Place]] = []
    for near, group in _groups(question, after):
        rows = group.values_list("user_id", "open", "ring")[: size + 1 - len(found)]
        found += [(pk, Place(is_open, near, ring)) for pk, is_open, ring in rows]
        if len(found) > size:
            break
    return found


def _sorted(
    rows: Sequence[Row], question: Question, after: Place | None
) -> list[tuple[int, Place]]:
    start = question.viewer.public_id
    places = [(row.user_id, Place(row.open, row.near, row.ring)) for row in rows]
    places.sort(key=lambda one: _standing(one[1], start))
    if after is None:
        return places
    return [one for one in places if _standing(one[1], start) > _standing(after, start)]


def _standing(place: Place, start: uuid.UUID) -> tuple[bool, bool, int]:
    return (not place.open, not place.near, (place.ring.int - start.int) % RING)


def _groups(question: Question, after: Place | None) -> Iterator[tuple[bool, ListingQuerySet]]:
    """The people found in the order of the list, as querysets along one index each, with whether
    these are the near ones."""
    start = question.viewer.public_id
    near = question.near
    for is_open in (True,) if question.search.open else (True, False):
        for is_near in (False,) if near is None else (True, False):
            rows = question.rows().filter(open=is_open).order_by("ring")
            if near is not None:
                rows = rows.filter(near if is_near else ~near)
            for half in (Q(ring__gte=start), Q(ring__lt=start)):
                if after is None:
                    yield is_near, rows.filter(half)
                    continue
                met = (not is_open, not is_near) < (not after.open, not after.near)
                here = (is_open, is_near) == (after.open, after.near)
                wraps = half == Q(ring__lt=start)
                if met or (here and not wraps and after.ring < start):
                    continue
                reached = here and wraps == (after.ring < start)
                yield is_near, rows.filter(half, Q(ring__gt=after.ring) if reached else Q())
