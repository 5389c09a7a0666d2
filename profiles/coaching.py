"""The profile coach: which few words would do most for a mentor's card. Rules, and nothing else.

A card goes in as it stands, advice comes out: at most three pieces, each about one field. What a
mentor skipped keeps its place among the three, so that skipping never brings up more; it comes
back only when the words it was about have changed. No figure is made of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST = 3
FEW_HASHTAGS = 2
SHORT_BIO = 80  # characters; below, somebody is named but not yet known
PROFILE, PLACES, PHOTO = "profiles:edit_profile", "profiles:availability", "profiles:edit_photo"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a mentor's card says, as far as a rule reads it; nothing that is kept quiet."""

    offers: tuple[str, ...] = ()  # hashtags offered
    goals: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    hours: int | None = None
    answers: tuple[str, str, str] = ("", "", "")
    headline: str = ""
    bio: str = ""
    languages: tuple[str, ...] = ()
    time_zone: str = "UTC"
    values: tuple[str, ...] = ()
    photo: str = ""


@dataclass(frozen=True)
class Advice:
    """One thing to do: `text` is the deed, `why` what it is good for.

    `page` is the name of the address where `field` stands; `matter` stands for what the card says
    there now.
    """

    code: str
    text: str | Promise
    why: str | Promise
    page: str
    field: str
    matter: str


@dataclass(frozen=True)
class Rule:
    """When something is missing, and what would mend it; `reads` is all that the rule is about."""

    code: str
    text: str | Promise
    why: str | Promise
    page: str
    field: str
    reads: Callable[[Said], object]
    missing: Callable[[Said], bool]


# Those that help most first.
RULES = (
    Rule(
        "help",
        _("Say what you can help with this month"),
        _("Tick a goal or two; people who have just these goals meet you first."),
        PROFILE,
        "offers_goals",
        lambda said: said.goals,
        lambda said: not said.goals,
    ),
    Rule(
        "hashtags",
        _("Name three hashtags somebody would look for"),
        _("The narrower the hashtag, the better the person who finds you by it."),
        PROFILE,
        "offers_tags",
        lambda said: said.offers,
        lambda said: len(said.offers) <= FEW_HASHTAGS,
    ),
    Rule(
        "question",
        _("Answer one short question: what do you like to be asked?"),
        _("Whoever asks you then has a first sentence."),
        PROFILE,
        "answer_asked",
        lambda said: said.answers,
        lambda said: not any(said.answers),
    ),
    Rule(
        "kinds",
        _("Say what you offer: mentorship, coaching, sponsorship or one talk"),
        _("One talk is enough to begin with, and many ask for no more."),
        PLACES,
        "offers_kinds",
        lambda said: said.kinds,
        lambda said: not said.kinds,
    ),
    Rule(
        "hours",
        _("Say how many hours a month you can give"),
        _("Even one. People then ask for what fits into it."),
        PLACES,
        "offers_hours",
        lambda said: said.hours,
        lambda said: said.hours is None,
    ),
    Rule(
        "headline",
        _("Say in one line what you do"),
        _("It stands under your name wherever people meet you."),
        PROFILE,
        "headline",
        lambda said: said.headline,
        lambda said: not said.headline,
    ),
    Rule(
        "bio",
        _("Tell in two sentences how you came to your field"),
        _("That is what people remember, and what they write to you about."),
        PROFILE,
        "bio",
        lambda said: said.bio,
        lambda said: len(said.bio) < SHORT_BIO,
    ),
    Rule(
        "time_zone",
        _("Choose your time zone"),
        _("People far away then see which hours you have in common."),
        PROFILE,
        "time_zone",
        lambda said: said.time_zone,
        lambda said: said.time_zone == "UTC",
    ),
    Rule(
        "languages",
        _("Say which languages you speak"),
        _("For some, the first talk is easier in their own."),
        PROFILE,
        "languages",
        lambda said: said.languages,
        lambda said: not said.languages,
    ),
    Rule(
        "values",
        _("Choose what work with you stands on, up to three words"),
        _("Those who share one are told so."),
        PROFILE,
        "values",
        lambda said: said.values,
        lambda said: not said.values,
    ),
    Rule(
        "photo",
        _("Add a photo, if you like"),
        _("Initials do, too; a face is easier to write to."),
        PHOTO,
        "photo",
        lambda said: said.photo,
        lambda said: not said.photo,
    ),
)


def advise(said: Said, *, skipped: Mapping[str, str]) -> list[Advice]:
    """What would do most for this card: at most three, those that were skipped left out.

    skipped  the matter of each piece of advice that was skipped, by its code
    """
    missing = [rule for rule in RULES if rule.missing(said)][:MOST]
    advice = [_advice(rule, said) for rule in missing]
    return [one for one in advice if skipped.get(one.code) != one.matter]


def _advice(rule: Rule, said: Said) -> Advice:
    return Advice(rule.code, rule.text, rule.why, rule.page, rule.field, _matter(rule.reads(said)))


def _matter(words: object) -> str:
    """The same for the same words, and nothing that could be read."""
    return blake2b(repr(words).encode(), digest_size=16).hexdigest()
