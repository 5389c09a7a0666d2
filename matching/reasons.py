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

from .engine import WhyNot

LANGUAGE_NAMES = dict(LANGUAGES)
RARE_MENTORS = 12  # from SMALL_COUNT up to here a hashtag is called rare, with the number
MOST_NAMED = 3
ENOUGH_HOURS = 6  # a day in common; fewer are worth a word
WISHES = (Direction.SEEKS, Direction.IS)
GIFTS = (Direction.OFFERS, Direction.IS)


@dataclass(frozen=True)
class Reason:
    """One line of "why": what it is about, in words; `tags` are the hashtags it names.

    `value` is how strong the signal is, 0 to 100, for the meter beside it; None for no meter.
    """

    label: str
    text: str
    value: int | None = None
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
        _stage(facts, signals, mentee, mentor),
        spoken_by_both(signals, mentee, mentor),
    ]
    return [line for line in lines if line is not None]


def shortfalls(told: WhyNot, *, mentee: Profile, mentor: Profile) -> list[Reason]:
    """What speaks less for the two, as both pages say it; what would add most to the fit first.

    Empty for a pair that a rule keeps apart.
    Both profiles come with their ties fetched (`for_cards`).
    """
    if told.explanation is None:
        return []
    known = told.explanation
    words = {
        "hashtags": _not_offered(mentee, mentor),
        "kinds": _other_kinds(mentee, mentor),
        "goals": _other_goals(mentee, mentor),
        "stage": _no_step_ahead(known.stage_gap, mentor),
        "hours": _few_hours(known.hours_in_common),
        "language": _no_common_language(mentee, mentor),
        "elsewhere": _same_place(mentee, known.other_institution),
    }
    lines = [words.get(signal) for signal in told.gains]
    return [line for line in lines if line is not None]


def sentence(lines: list[Reason]) -> str:
    """The one sentence of a card's head: the first reason's tags, or its words."""
    if not lines:
        return _("You could start with one short talk.")
    first = lines[0]
    if first.tags:
        return _("You both stand for %(tags)s.") % {"tags": named(first.tags)}
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
    words = named(tags)
    users = stored.get(known[0], 0)
    if settings.SMALL_COUNT <= users <= RARE_MENTORS:
        rare = f"#{tags[0].name}"
        said = _("%(tag)s (rare: %(people)d mentors use it)") % {"tag": rare, "people": users}
        words = words.replace(rare, said, 1)
    return Reason(_("Hashtags"), words, signals.get("hashtags", 0), tags)


def named(tags: tuple[Hashtag, ...]) -> str:
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
    return Reason(_("You seek"), lower_listed(Kind, both), signals.get("kinds", 0))


def _goals(signals: dict[str, int], mentee: Profile, mentor: Profile) -> Reason | None:
    both = [code for code in Goal.values if code in mentee.goals and code in mentor.offers_goals]
    if not both:
        return None
    return Reason(_("Can help with"), lower_listed(Goal, both), signals.get("goals", 0))


def _values(signals: dict[str, int], mentee: Profile, mentor: Profile) -> Reason | None:
    both = [code for code in Value.values if code in mentee.values and code in mentor.values]
    if not both:
        return None
    return Reason(_("You both value"), lower_listed(Value, both), signals.get("values", 0))


def _stage(
    facts: dict[str, Any], signals: dict[str, int], mentee: Profile, mentor: Profile
) -> Reason | None:
    outside = mentor.only_outside and facts.get("elsewhere")
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


def spoken_by_both(signals: dict[str, int], mine: Profile, theirs: Profile) -> Reason | None:
    """The languages of both, English aside."""
    both = [code for code in mine.languages if code in theirs.languages and code != "en"]
    if not both:
        return None
    names = listed([LANGUAGE_NAMES[code] for code in both if code in LANGUAGE_NAMES])
    return Reason(_("You both speak"), names, signals.get("language", 0)) if names else None


def lower_listed(choices: Any, codes: list[str]) -> str:
    """The words for these codes, inside a sentence."""
    return listed([str(choices(code).label).lower() for code in codes])


def _not_offered(mentee: Profile, mentor: Profile) -> Reason | None:
    wished, given = tied(mentee, WISHES), tied(mentor, GIFTS)
    sought = tied(mentee, (Direction.SEEKS,))
    missing = [tag for tag in sought if tag not in given]
    missing += [tag for tag in wished if tag not in given and tag not in sought]
    if not missing:
        return None
    tags = tuple(wished[tag] for tag in missing)
    text = _("%(name)s does not name %(tags)s") % {"tags": named(tags), "name": mentor.name}
    return Reason(_("Your hashtags"), text, tags=tags)


def _other_kinds(mentee: Profile, mentor: Profile) -> Reason | None:
    missing = [code for code in mentee.seeks_kinds if code not in mentor.offers_kinds]
    if not missing or not mentor.offers_kinds:
        return None
    text = _("%(sought)s; %(name)s offers %(offered)s") % {
        "sought": lower_listed(Kind, missing),
        "name": mentor.name,
        "offered": lower_listed(Kind, mentor.offers_kinds),
    }
    return Reason(_("You also seek"), text)


def _other_goals(mentee: Profile, mentor: Profile) -> Reason | None:
    missing = [code for code in mentee.goals if code not in mentor.offers_goals]
    if not missing or not mentor.offers_goals:
        return None
    text = _("%(goals)s: not among what %(name)s helps with") % {
        "goals": lower_listed(Goal, missing),
        "name": mentor.name,
    }
    return Reason(_("Your goals"), text)


def _no_step_ahead(gap: int | None, mentor: Profile) -> Reason | None:
    if gap is None or gap > 0:
        return None
    if gap == 0:
        return Reason(_("Stage"), _("%(name)s is at the same stage as you") % {"name": mentor.name})
    return Reason(_("Stage"), _("%(name)s is at an earlier stage than you") % {"name": mentor.name})


def _few_hours(hours: float | None) -> Reason | None:
    if hours is None or hours >= ENOUGH_HOURS:
        return None
    whole = int(hours)
    text = ngettext(
        "%(hours)d hour a day when it is between 8:00 and 20:00 for both",
        "%(hours)d hours a day when it is between 8:00 and 20:00 for both",
        whole,
    )
    return Reason(_("In common"), text % {"hours": whole})


def _no_common_language(mentee: Profile, mentor: Profile) -> Reason | None:
    named = mentee.languages and mentor.languages
    if not named or set(mentee.languages) & set(mentor.languages):
        return None
    return Reason(_("Languages"), _("you name none in common"))


def _same_place(mentee: Profile, other_institution: bool | None) -> Reason | None:
    if not mentee.seeks_outside or other_institution is not False:
        return None
    return Reason(_("Institution"), _("the same as yours, and you wish for another"))
