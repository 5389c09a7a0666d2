"""What Kindred understands in a person's own words, held against the vocabulary.

Reading only: nothing here makes a hashtag, ties anybody to one, or keeps what was read.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.translation import gettext as _

from .choices import Goal, Kind, Stage
from .hashtags import extract_hashtags, hashtag_key
from .limits import MOST_TAGS, is_storable
from .lookup import FoundTag, look_up
from .willingness import Understanding, understand

SEEKING, OFFERING, GOAL, STAGE = "seeking", "offering", "goal:", "stage:"


@dataclass(frozen=True)
class Said:
    """Something a text says besides its hashtags: `code` for the form, `label` for the person."""

    code: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Recognized:
    """All that was understood in one text, less the `known` codes, which go without saying."""

    tags: tuple[FoundTag, ...]
    understood: Understanding
    known: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.tags or self.says)

    @cached_property
    def says(self) -> tuple[Said, ...]:
        """Willingness, goals and stage, each to be confirmed on its own."""
        said: list[Said] = []
        if self.understood.seeking:
            said.append(Said(SEEKING, _seeking(self.understood.seeks_kinds)))
        if self.understood.offering:
            said.append(Said(OFFERING, _offering(self.understood.offers_kinds)))
        said += [
            Said(f"{GOAL}{goal}", _("Goal: %(goal)s") % {"goal": Goal(goal).label})
            for goal in self.understood.goals
        ]
        if self.understood.stage:
            stage = Stage(self.understood.stage)
            said.append(
                Said(f"{STAGE}{stage}", _("Your stage: %(stage)s") % {"stage": stage.label})
            )
        return tuple(one for one in said if one.code not in self.known)

    @property
    def codes(self) -> frozenset[str]:
        """What a person has to have seen before any of it is applied."""
        return frozenset(tag.key for tag in self.tags) | {said.code for said in self.says}

    def without(self, known: frozenset[str]) -> "Recognized":
        """The same, less what is known already."""
        return replace(self, known=known)


def recognize(text: str, *, always: Collection[str] = ()) -> Recognized:
    """What `text` says; one query.

    At most MOST_TAGS hashtags, the first ones; but every community hashtag, and every one whose
    key is in `always`: about those a person is asked, and none may slip by.
    """
    spellings: dict[str, str] = {}
    for name in extract_hashtags(text):
        if is_storable(name):
            spellings.setdefault(hashtag_key(name), name)
    found = look_up(spellings)
    asked = {tag.key for tag in found if tag.is_community or tag.key in always}
    plain = [tag.key for tag in found if tag.key not in asked][:MOST_TAGS]
    tags = tuple(tag for tag in found if tag.key in asked or tag.key in plain)
    return Recognized(tags=tags, understood=understand(text))


def _kinds(kinds: Collection[str]) -> str:
    labels = [str(Kind(kind).label).lower() for kind in kinds]
    if len(labels) < 2:
        return "".join(labels)
    return _("%(some)s and %(last)s") % {"some": ", ".join(labels[:-1]), "last": labels[-1]}


def _seeking(kinds: Collection[str]) -> str:
    if set(kinds) <= {Kind.MENTORSHIP}:
        return _("You are looking for a mentor")
    return _("You are looking for: %(kinds)s") % {"kinds": _kinds(kinds)}


def _offering(kinds: Collection[str]) -> str:
    if set(kinds) <= {Kind.MENTORSHIP}:
        return _("You are willing to mentor")
    return _("You offer: %(kinds)s") % {"kinds": _kinds(kinds)}
