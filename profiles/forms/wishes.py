"""What somebody looks for and what she gives: the second step of the welcome, and of editing."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.actions import Offers, Seeks
from profiles.actions.quiet import quiet_keys
from profiles.choices import LANGUAGES, CommunityWish, Direction, Goal, Kind, Stage
from profiles.hashtags import extract_hashtags
from profiles.limits import MOST_HOURS, MOST_LANGUAGES
from profiles.lookup import meant_keys
from profiles.models import Profile
from profiles.models.profile import ANSWER_LENGTH
from safety.fields import TextField

from .availability import SeatsForm
from .fields import HashtagsField, HoursField, PersonalForm, ShortList


class LanguagesForm(forms.Form):
    """Languages a person can talk in."""

    languages = ShortList(
        label=gettext_lazy("Languages I can talk in"), choices=LANGUAGES, most=MOST_LANGUAGES
    )

    @staticmethod
    def initial_of(profile: Profile) -> dict[str, Any]:
        """What the form shows of a profile."""
        return {"languages": profile.languages}


class GuardedForm(PersonalForm):
    """A form of public hashtags and texts: a quiet hashtag never becomes public by the way."""

    public_hashtags: tuple[str, ...] = ()
    public_texts: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        quiet = self.quiet_now()
        for field in self.public_hashtags if quiet else ():
            self._refuse_quiet(field, cleaned.get(field, ()), quiet)
        for field in self.public_texts if quiet else ():
            self._refuse_quiet(field, extract_hashtags(cleaned.get(field, "")), quiet)
        return cleaned

    def quiet_now(self) -> frozenset[str]:
        """Keys of what the person keeps quiet."""
        return quiet_keys(self.profile.user)

    def _refuse_quiet(self, field: str, names: Iterable[str], quiet: frozenset[str]) -> None:
        meant = meant_keys(names)
        if any(key in quiet for key in meant.values()):
            self.add_error(
                field,
                _(
                    "One of these is among your quiet hashtags, and all of these are public. "
                    "Leave it out here, or take it off your quiet hashtags first."
                ),
            )


class SeeksForm(GuardedForm):
    """What a mentee looks for."""

    goals = ShortList(label=gettext_lazy("My goals, up to three"), choices=Goal.choices, most=3)
    seeks_kinds = ShortList(label=gettext_lazy("I look for"), choices=Kind.choices)
    seeks_hours = HoursField(label=gettext_lazy("Hours a month I have for it"), most=MOST_HOURS)
    seeks_tags = HashtagsField(
        label=gettext_lazy("Hashtags I look for"),
        help_text=gettext_lazy("Mentors who offer these come first. Members can see them."),
    )
    seeks_outside = forms.BooleanField(
        label=gettext_lazy("Only people outside my institution"), required=False
    )

    community_wish = forms.ChoiceField(
        label=gettext_lazy("A mentor from a community of mine"),
        choices=CommunityWish.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Counts the community hashtags that you both show. What you keep quiet is never used."
        ),
    )

    public_hashtags: tuple[str, ...] = ("seeks_tags",)

    @staticmethod
    def initial_of(profile: Profile) -> dict[str, Any]:
        """What the form shows of a profile; the bio's hashtags are offered where none is chosen."""
        chosen = tag_names(profile, Direction.SEEKS)
        first_time = not profile.is_welcomed and profile.welcome_step <= 2
        return {
            "goals": profile.goals,
            "seeks_kinds": profile.seeks_kinds or ([Kind.MENTORSHIP.value] if first_time else []),
            "seeks_hours": profile.seeks_hours,
            "seeks_tags": chosen or (tag_names(profile, Direction.IS) if first_time else []),
            "seeks_outside": profile.seeks_outside,
            "community_wish": profile.community_wish,
        }

    def clean_community_wish(self) -> str:
        """What was chosen; nothing chosen leaves it as it is."""
        return self.cleaned_data["community_wish"] or self.profile.community_wish

    def seeks(self) -> Seeks:
        """The valid form, as the actions take it."""
        cleaned = self.cleaned_data
        return Seeks(
            goals=cleaned["goals"],
            kinds=cleaned["seeks_kinds"],
            hours=cleaned["seeks_hours"],
            hashtags=cleaned["seeks_tags"],
            outside=cleaned["seeks_outside"],
            community_wish=cleaned["community_wish"],
        )


class OffersForm(GuardedForm):
    """What a mentor gives."""

    offers_kinds = ShortList(label=gettext_lazy("I offer"), choices=Kind.choices)
    offers_hours = HoursField(label=gettext_lazy("Hours a month I can give"), most=MOST_HOURS)
    offers_tags = HashtagsField(
        label=gettext_lazy("Hashtags I can help with"),
        help_text=gettext_lazy("Trainees who look for these find you. Members can see them."),
    )
    offers_goals = ShortList(label=gettext_lazy("Goals I can help with"), choices=Goal.choices)
    wants_tags = HashtagsField(
        label=gettext_lazy("Hashtags I would like a mentee to stand for"),
        help_text=gettext_lazy(
            "Mentees who show these meet you sooner; nobody is kept away. Members can see them."
        ),
    )
    wants_stages = ShortList(
        label=gettext_lazy("Whom I mentor"),
        choices=Stage.choices,
        help_text=gettext_lazy("Nothing ticked means anybody."),
    )
    only_outside = forms.BooleanField(
        label=gettext_lazy("Only people outside my institution"), required=False
    )
    answer_asked = TextField(
        label=gettext_lazy("What do you like to be asked?"),
        max_length=ANSWER_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    answer_work = TextField(
        label=gettext_lazy("How do you work with a mentee?"),
        max_length=ANSWER_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    answer_passed_on = TextField(
        label=gettext_lazy("What did a mentor do for you that you pass on?"),
        max_length=ANSWER_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    public_hashtags: tuple[str, ...] = ("offers_tags", "wants_tags")
    public_texts: tuple[str, ...] = ("answer_asked", "answer_work", "answer_passed_on")

    @staticmethod
    def initial_of(profile: Profile) -> dict[str, Any]:
        """What the form shows of a profile; the bio's hashtags are offered where none is chosen."""
        chosen = tag_names(profile, Direction.OFFERS)
        first_time = not profile.is_welcomed and profile.welcome_step <= 2
        return {
            "offers_kinds": profile.offers_kinds or ([Kind.MENTORSHIP.value] if first_time else []),
            "offers_hours": profile.offers_hours,
            "offers_tags": chosen or (tag_names(profile, Direction.IS) if first_time else []),
            "offers_goals": profile.offers_goals,
            "wants_tags": tag_names(profile, Direction.WANTS),
            "wants_stages": profile.wants_stages,
            "only_outside": profile.only_outside,
            "answer_asked": profile.answer_asked,
            "answer_work": profile.answer_work,
            "answer_passed_on": profile.answer_passed_on,
        }

    def offers(self) -> Offers:
        """The valid form, as the actions take it."""
        cleaned = self.cleaned_data
        return Offers(
            kinds=cleaned["offers_kinds"],
            hours=cleaned["offers_hours"],
            hashtags=cleaned["offers_tags"],
            goals=cleaned["offers_goals"],
            stages=cleaned["wants_stages"],
            only_outside=cleaned["only_outside"],
            answer_asked=cleaned["answer_asked"],
            answer_work=cleaned["answer_work"],
            answer_passed_on=cleaned["answer_passed_on"],
            wants=cleaned["wants_tags"],
        )


def tag_names(profile: Profile, direction: Direction, **evidence: str) -> list[str]:
    """The names of a person's hashtags in one direction, in her order, each once."""
    ties = profile.user.hashtag_ties.filter(direction=direction, **evidence)
    return list(dict.fromkeys(ties.values_list("hashtag__name", flat=True)))


class MenteeWishes(SeeksForm, LanguagesForm):
    """Step 2 of the welcome for somebody who looks for a mentor."""

    @staticmethod
    def initial_of(profile: Profile) -> dict[str, Any]:
        return LanguagesForm.initial_of(profile) | SeeksForm.initial_of(profile)


class MentorWishes(OffersForm, SeatsForm, LanguagesForm):
    """Step 2 of the welcome for somebody who mentors."""

    @staticmethod
    def initial_of(profile: Profile) -> dict[str, Any]:
        return (
            LanguagesForm.initial_of(profile)
            | OffersForm.initial_of(profile)
            | SeatsForm.initial_of(profile)
        )


class BothWishes(MentorWishes, MenteeWishes):
    """Step 2 of the welcome for somebody who does both."""

    public_hashtags: tuple[str, ...] = ("seeks_tags", "offers_tags", "wants_tags")

    @staticmethod
    def initial_of(profile: Profile) -> dict[str, Any]:
        return MenteeWishes.initial_of(profile) | MentorWishes.initial_of(profile)


def wishes_form(profile: Profile) -> type[MenteeWishes | MentorWishes]:
    """The form of step 2 that fits a person's roles."""
    if profile.is_mentee and profile.is_mentor:
        return BothWishes
    return MentorWishes if profile.is_mentor else MenteeWishes
