"""The page of a search: the form, the people, what is asked for in words, and where to go on."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from profiles import permissions
from profiles.cards import Card, cards_for
from profiles.choices import LANGUAGES, Kind, Stage
from profiles.forms.directory import DirectoryForm, Figures, at_least
from profiles.models import Profile, User
from profiles.paging import sealed, unsealed
from profiles.registry import shortlisted
from safety.models import EvaluatorMark

from .asked import Asked, Search
from .counted import Figure, facets
from .found import FEW, Place, Question, Row, following
from .nobody import Help, help_for

PER_PAGE = 20
LANGUAGE_NAMES = dict(LANGUAGES)


@dataclass(frozen=True)
class Chip:
    """A part of the search in words, and the address of the search without it."""

    label: str
    url: str
    kind: str = ""  # of a hashtag


class DirectoryCard(Card):
    """A card, whether the viewer is offered to ask, and whether she keeps them in mind."""

    can_ask: bool
    shortlisted: bool


def page(asked: Asked, question: Question, *, after: str) -> dict[str, Any]:
    """The context of mentors.html; `after` is a place in this list, or ""."""
    rows = question.read()
    return _said(asked, question, facets(question, rows)) | _people(question, rows, after)


def not_understood(asked: Asked, question: Question) -> dict[str, Any]:
    """The context where nothing is looked for: everything that was typed is still in the form."""
    return _said(asked, question, {}) | {"lost_place": not asked.problems}


def is_place(question: Question, after: str) -> bool:
    """Whether a cursor is a place in this list: "" is its beginning."""
    return not after or _place(question, after) is not None


def address(search: Search, **more: str) -> str:
    """The one address of a search."""
    return reverse("profiles:mentors") + search.query(**more)


def _said(asked: Asked, question: Question, figures: Figures) -> dict[str, Any]:
    return {
        "search": question.search,
        "form": DirectoryForm(asked, question.search, figures),
        "chips": _chips(question),
        "start": address(question.search),
        "problems": list(asked.problems.values()),
        "viewer_asks": question.viewer.profile.is_mentee,
    }


def _people(question: Question, rows: list[Row], after: str) -> dict[str, Any]:
    place = _place(question, after)
    few = rows if len(rows) <= FEW else None
    found = following(question, few, after=place, size=PER_PAGE)
    more = len(found) > PER_PAGE
    found = found[:PER_PAGE]
    last = found[-1][1] if more else None
    search = question.search
    return {
        "figure": Figure(len(rows), FEW),
        "after": after,
        "cards": _cards([pk for pk, _place in found], viewer=question.viewer),
        "next": address(search, after=_cursor(question, last)) if last else "",
        "help": None if rows else _help(question),
    }


def _cards(ids: list[int], *, viewer: User) -> list[DirectoryCard]:
    """Cards in the order of `ids`, which passed the gate in this request."""
    profiles = {
        profile.user_id: profile for profile in Profile.objects.filter(user__in=ids).for_cards()
    }
    shown = [profiles[pk] for pk in ids if pk in profiles]
    marks = EvaluatorMark.objects.filter(holder=viewer.pk, evaluator__in=ids)
    marked = set(marks.values_list("evaluator", flat=True))
    listed = shortlisted(viewer, ids)
    approachable = permissions.approachable_of(viewer, ids)
    return [
        {
            **card,
            "can_ask": permissions.may_ask(
                viewer,
                profile,
                marked=profile.user_id in marked,
                approachable=profile.user_id in approachable,
            ),
            "shortlisted": profile.user_id in listed,
        }
        for card, profile in zip(cards_for(shown, viewer=viewer), shown, strict=True)
    ]


def _help(question: Question) -> dict[str, Any]:
    found: Help = help_for(question)
    search = question.search
    return {
        "drops": [
            (_words_of(question, part), figure, address(search.without(part)))
            for part, figure in found.drops.items()
        ],
        "near": [(tag, address(Search(tags=(tag.name,), open=True))) for tag in found.near],
        "follow": found.follow,
        "of_her_own": found.of_her_own,
    }


def _words_of(question: Question, part: str) -> str:
    """A whole part of the search in words."""
    search = question.search
    if part == "tags":
        return " ".join(f"#{name}" for name in search.tags)
    if part == "q":
        return search.q
    return ", ".join(chip.label for chip in _chips_of(search, part))


def _chips(question: Question) -> list[Chip]:
    search = question.search
    tags = [
        Chip(f"#{tag.name}", address(search.without("tags", tag.name)), tag.kind)
        for tag in question.tags
    ]
    parts = ("q", "open", "stage", "kind", "language", "elsewhere", "hours")
    return tags + [chip for part in parts for chip in _chips_of(search, part)]


def _chips_of(search: Search, part: str) -> list[Chip]:
    """One for each value of a part that is set."""
    names: dict[str, dict[str, Any]] = {
        "stage": dict(Stage.choices),
        "kind": dict(Kind.choices),
        "language": LANGUAGE_NAMES,
    }
    if part in names:
        return [
            Chip(str(names[part][code]), address(search.without(part, code)))
            for code in getattr(search, part)
        ]
    if not getattr(search, part):
        return []
    label = {
        "q": _("“%(words)s”") % {"words": search.q},
        "open": _("Open now"),
        "elsewhere": _("Not my institution"),
        "hours": _("%(hours)s in common") % {"hours": at_least(search.hours)},
    }[part]
    return [Chip(label, address(search.without(part)))]


def _cursor(question: Question, place: Place) -> str:
    return sealed(f"{place.open:d}{place.near:d}{place.ring.hex}", of=_list(question))


def _place(question: Question, cursor: str) -> Place | None:
    told = unsealed(cursor, of=_list(question)) if cursor else None
    if told is None:
        return None
    return Place(told[0] == "1", told[1] == "1", uuid.UUID(hex=told[2:]))


def _list(question: Question) -> str:
    """What tells this list from any other: the search, and whose ring it is."""
    return f"directory {question.viewer.public_id} {question.search.query()}"
