"""A bio whose hashtags and willingness are shown before any of it is applied.

The form carries what the person has seen (`seen`), what she left ticked (`tags`, `says`), and for
each community hashtag what shall become of it (`show-<key>`). What the text says and she has not
seen yet is shown first; only the next Continue applies it. Scripts only make that quicker.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.actions.quiet import quiet_keys
from profiles.choices import Evidence
from profiles.lookup import FoundTag, without_hashtags
from profiles.models import Profile
from profiles.models.profile import BIO_LENGTH
from profiles.recognizing import GOAL, OFFERING, SEEKING, STAGE, Said, recognize
from safety.fields import TextField
from safety.text import clean_text

from .fields import PersonalForm

# Sends the form it stands in, ticks and all, and puts the answer below the field.
WHILE_TYPING = {
    "hx-post": reverse_lazy("profiles:understand"),
    "hx-trigger": "input changed delay:400ms",
    "hx-target": "#found",
    "hx-sync": "this:replace",
}


class Showing(TextChoices):
    """What becomes of a community hashtag in a bio."""

    PUBLIC = "public", gettext_lazy("Show publicly")
    QUIET = "quiet", gettext_lazy("Keep quiet")
    OUT = "out", gettext_lazy("Leave out")


@dataclass(frozen=True)
class TickedTag:
    """A hashtag with its checkbox."""

    tag: FoundTag
    checked: bool


@dataclass(frozen=True)
class AskedTag:
    """A community hashtag with its three answers; `answer` is "" until there is one."""

    tag: FoundTag
    answer: str

    @property
    def field_name(self) -> str:
        """The name of its radio buttons."""
        return f"show-{self.tag.key}"


@dataclass(frozen=True)
class TickedSaying:
    """Something the text says, with its checkbox."""

    said: Said
    checked: bool


class Confirmation:
    """What one text says, and what its author has made of it so far.

    `profile` is the author's; what she settled before, in a bio that is saved, is settled.
    """

    def __init__(self, text: str, *, profile: Profile, data: Mapping[str, Any] | None) -> None:
        holder = profile.user
        self._quiet = quiet_keys(holder)
        self.recognized = recognize(text, always=self._quiet).without(_known_of(profile))
        self._asked = {
            tag.key for tag in self.recognized.tags if tag.is_community or tag.key in self._quiet
        }
        self._tied = set(
            holder.hashtag_ties.filter(evidence=Evidence.BIO).values_list("hashtag__key", flat=True)
        )
        saved = profile.bio if profile.welcome_step > 1 or profile.is_welcomed else ""
        self._settled = recognize(saved).codes if saved else frozenset()
        self._data = data
        self.seen = self._seen()

    @property
    def is_seen(self) -> bool:
        """True when nothing in the text is new to its author."""
        return self.recognized.codes <= self.seen

    @property
    def is_answered(self) -> bool:
        """True when it is said of each community hashtag who may see it."""
        return all(asked.answer for asked in self.asked)

    @property
    def tags(self) -> list[TickedTag]:
        """Hashtags to keep or leave out."""
        ticked = self._ticked("tags")
        return [
            TickedTag(tag, self._is_checked(tag.key, ticked, before=tag.key in self._tied))
            for tag in self.recognized.tags
            if tag.key not in self._asked
        ]

    @property
    def asked(self) -> list[AskedTag]:
        """Community hashtags, each with a question."""
        return [
            AskedTag(tag, self._answer(tag))
            for tag in self.recognized.tags
            if tag.key in self._asked
        ]

    @property
    def says(self) -> list[TickedSaying]:
        """Willingness, goals and stage, each with its checkbox."""
        ticked = self._ticked("says")
        return [
            TickedSaying(said, self._is_checked(said.code, ticked, before=False))
            for said in self.recognized.says
        ]

    @property
    def codes(self) -> str:
        """What the author has seen once this is shown: the hidden field `seen`."""
        return " ".join(sorted(self.recognized.codes))

    @property
    def answers(self) -> list[tuple[str, Any]]:
        """The three answers a community hashtag can get."""
        return list(Showing.choices)

    def public(self) -> tuple[str, ...]:
        """Names of the hashtags to stand under."""
        shown = {ticked.tag.key for ticked in self.tags if ticked.checked}
        shown |= {asked.tag.key for asked in self.asked if asked.answer == Showing.PUBLIC}
        return tuple(tag.name for tag in self.recognized.tags if tag.key in shown)

    def quiet(self) -> tuple[str, ...]:
        """Names of the hashtags to keep quiet."""
        return tuple(asked.tag.name for asked in self.asked if asked.answer == Showing.QUIET)

    def taken_out(self) -> set[str]:
        """Keys of the hashtags that shall not stand in the text."""
        out = {Showing.QUIET, Showing.OUT}
        return {asked.tag.key for asked in self.asked if asked.answer in out}

    def confirmed(self) -> frozenset[str]:
        """Codes of what the text says and its author left ticked."""
        return frozenset(ticked.said.code for ticked in self.says if ticked.checked)

    def _seen(self) -> frozenset[str]:
        if self._data is None:
            return self.recognized.codes
        return frozenset(clean_text(str(self._data.get("seen", ""))[:4000]).split())

    def _ticked(self, field: str) -> set[str]:
        if self._data is None:
            return set()
        get = getattr(self._data, "getlist", None)
        return set(get(field) if get else self._data.get(field, ()))

    def _is_checked(self, code: str, ticked: set[str], *, before: bool) -> bool:
        """Ticked by the author; or not shown to her yet, and then ticked unless settled before."""
        if self._data is not None and code in self.seen:
            return code in ticked
        return before if code in self._settled else True

    def _answer(self, tag: FoundTag) -> str:
        if self._data is not None:
            given = str(self._data.get(f"show-{tag.key}", ""))
            if given in Showing.values:
                return given
        if tag.key in self._tied:
            return Showing.PUBLIC.value
        return Showing.QUIET.value if tag.key in self._quiet else ""


class BioForm(PersonalForm):
    """The part of a form that holds the bio."""

    bio = TextField(
        label=gettext_lazy("Say it in your own words"),
        max_length=BIO_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, **WHILE_TYPING}),
        help_text=gettext_lazy("Hashtags are how people find you."),
    )

    @cached_property
    def confirmation(self) -> Confirmation:
        """What the bio of this form says."""
        text = clean_text(str(self["bio"].value() or ""))[: 2 * BIO_LENGTH]
        data = self.data if self.is_bound else None
        return Confirmation(text, profile=self.profile, data=data)

    def clean_bio(self) -> str:
        """The bio less what shall not stand in it, once all it says has been seen."""
        bio: str = self.cleaned_data["bio"]
        if not self.confirmation.is_seen:
            raise forms.ValidationError(
                _("Please look at what we understood, below, and go on if it is right.")
            )
        if not self.confirmation.is_answered:
            raise forms.ValidationError(
                _("Please say for each community hashtag below who may see it.")
            )
        return without_hashtags(bio, self.confirmation.taken_out())

    def understood_stage(self) -> str:
        """The stage the bio names, if confirmed."""
        codes = self.confirmation.confirmed()
        return next((code[len(STAGE) :] for code in codes if code.startswith(STAGE)), "")

    def understood_goals(self) -> tuple[str, ...]:
        """The goals the bio names, as far as confirmed, in the text's order."""
        codes = self.confirmation.confirmed()
        goals = self.confirmation.recognized.understood.goals
        return tuple(goal for goal in goals if f"{GOAL}{goal}" in codes)

    def understood_kinds(self, code: str) -> tuple[str, ...]:
        """The kinds of mentoring sought (SEEKING) or offered (OFFERING), if confirmed."""
        if code not in self.confirmation.confirmed():
            return ()
        understood = self.confirmation.recognized.understood
        return tuple(understood.seeks_kinds if code == SEEKING else understood.offers_kinds)


def _known_of(profile: Profile) -> frozenset[str]:
    """What the saved profile says anyway: nobody is asked twice."""
    known = {f"{GOAL}{goal}" for goal in (*profile.goals, *profile.offers_goals)}
    known.add(f"{STAGE}{profile.stage}")
    if profile.is_mentee:
        known.add(SEEKING)
    if profile.is_mentor:
        known.add(OFFERING)
    return frozenset(known)
