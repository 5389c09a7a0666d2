"""Wording: facts become sentences. True by construction: each is checked against what both sides
say at this moment, so a reason never names a tag that was taken off a page since.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from profiles.choices import LANGUAGES, Direction, Goal, Kind, Stage, Value
from profiles.models import Hashtag, HashtagTie, Profile

LANGUAGE_NAMES = dict(LANGUAGES)
RARE_MENTORS = 12  # from SMALL_COUNT up to here a hashtag is called rare, with the number
MOST_NAMED = 3
WISHES = (Direction.SEEKS, Direction.IS)
GIFTS = (Direction.OFFERS, Direction.IS)


@dataclass(frozen=True)
class Reason:
    """One line of "why": what it is about, in words; `tags` are the hashtags it names.

    `value` is how strong the signal is, 0 to 100, for the meter beside it.
    """

    label: str
    text: str
    value: int
    tags: tuple[Hashtag, ...] = ()


def reasons(facts: dict[str, Any], *, mentee: Profile, mentor: Profile) -> list[Reason]:
    """The lines that hold now, the weightiest kinds of reason first.

    Both profiles come with their ties fetched (`for_cards`).
    """
    signals: dict[str, int] = facts.get("signals", {})
    lines = [
        _hashtags(facts, signals, mentee, mentor),
        _kinds(signals, mentee, mentor),
        _goals(signals, mentee, mentor),
        _values(signals, mentee, mentor),
        _stage(signals, mentee, mentor),
        _languages(signals, mentee, mentor),
    ]
    return [line for line in lines if line is not None]


def sentence(lines: list[Reason]) -> str:
    """The one sentence of a card's head: the first reason's tags, or its words."""
    if not lines:
        return _("You could start with one short talk.")
    first = lines[0]
    if first.tags:
        return _("You both stand for %(tags)s.") % {"tags": _named(first.tags)}
    return f"{first.label}: {first.text}."


def listed(items: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return _("%(first)s and %(last)s") % {"first": ", ".join(items[:-1]), "last": items[-1]}


def tied(profile: Profile, directions: Iterable[str]) -> dict[int, Hashtag]:
    """The hashtags a profile's public page shows in these directions, by id."""
    ties: list[HashtagTie] = list(profile.user.hashtag_ties.all())
    return {tie.hashtag_id: tie.hashtag for tie in ties if tie.direction in directions}


def _hashtags(
    facts: dict[str, Any], signals: dict[str, int], mentee: Profile, mentor: Profile
) -> Reason | None:
    wished, given = tied(mentee, WISHES), tied(mentor, GIFTS)
    stored = dict(facts.get("tags", []))
    known = [tag for tag in stored if tag in wished and tag in given]
    known += sorted(tag for tag in wished if tag in given and tag not in stored)
    # What she chose to look for is named before what her bio happens to share.
    sought = tied(mentee, (Direction.SEEKS,))
    known.sort(key=lambda tag: tag not in sought)
    if not known:
        return None
    tags = tuple(given[tag] for tag in known)
    words = _named(tags)
    users = stored.get(known[0], 0)
    if settings.SMALL_COUNT <= users <= RARE_MENTORS:
        rare = f"#{tags[0].name}"
        said = _("%(tag)s (rare: %(people)d mentors use it)") % {"tag": rare, "people": users}
        words = words.replace(rare, said, 1)
    return Reason(_("Hashtags"), words, signals.get("hashtags", 0), tags)


def _named(tags: tuple[Hashtag, ...]) -> str:
    """ "#MDS", "#MDS and #HemePath", "#MDS, #HemePath, #Lymphoma and 4 more"."""
    names = [f"#{tag.name}" for tag in tags[:MOST_NAMED]]
    more = len(tags) - MOST_NAMED
    if more <= 0:
        return listed(names)
    return ngettext("%(names)s and %(count)d more", "%(names)s and %(count)d more", more) % {
        "names": ", ".join(names),
        "count": more,
    }


def _kinds(signals: dict[str, int], mentee: Profile, mentor: Profile) -> Reason | None:
    offered = mentor.offers_kinds
    both = [code for code in Kind.values if code in mentee.seeks_kinds and code in offered]
    if not both:
        return None
    return Reason(_("You seek"), _lower_listed(Kind, both), signals.get("kinds", 0))


def _goals(signals: dict[str, int], mentee: Profile, mentor: Profile) -> Reason | None:
    both = [code for code in Goal.values if code in mentee.goals and code in mentor.offers_goals]
    if not both:
        return None
    return Reason(_("Can help with"), _lower_listed(Goal, both), signals.get("goals", 0))


def _values(signals: dict[str, int], mentee: Profile, mentor: Profile) -> Reason | None:
    both = [code for code in Value.values if code in mentee.values and code in mentor.values]
    if not both:
        return None
    return Reason(_("You both value"), _lower_listed(Value, both), signals.get("values", 0))


def _stage(signals: dict[str, int], mentee: Profile, mentor: Profile) -> Reason | None:
    outside = mentor.only_outside and mentee.institution and mentor.institution
    if mentee.stage and mentee.stage in mentor.wants_stages:
        stage = str(Stage(mentee.stage).label).lower()
        words = _("your stage: %(stage)s") % {"stage": stage}
        if outside:
            words = _("your stage (%(stage)s), people outside their own institution") % {
                "stage": stage
            }
        return Reason(_("Looks for"), words, signals.get("stage", 0))
    if outside:
        return Reason(
            _("Looks for"), _("people outside their own institution"), signals.get("stage", 0)
        )
    return None


def _languages(signals: dict[str, int], mentee: Profile, mentor: Profile) -> Reason | None:
    both = [code for code in mentee.languages if code in mentor.languages and code != "en"]
    if not both:
        return None
    names = listed([LANGUAGE_NAMES[code] for code in both if code in LANGUAGE_NAMES])
    return Reason(_("You both speak"), names, signals.get("language", 0)) if names else None


def _lower_listed(choices: Any, codes: list[str]) -> str:
    return listed([str(choices(code).label).lower() for code in codes])
