"""The whole public profile on one page; nothing that is not named here can be set through it."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.actions import Person
from profiles.actions.quiet import quiet_keys
from profiles.choices import Direction, Evidence, Value
from profiles.claims import claims_a_check
from profiles.handles import HANDLE, is_reserved, skeleton
from profiles.models import Profile, User
from safety.fields import LineField

from .about import AboutForm
from .confirming import Showing
from .fields import HashtagsField, LinksField, NameField, ShortList, UnbadgedField
from .wishes import GuardedForm, LanguagesForm, OffersForm, SeeksForm, tag_names

NEVER_COMPARED = frozenset({"version"})


class PersonForm(GuardedForm):
    """How a person is named and found."""

    name = NameField(
        label=gettext_lazy("Name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    handle = LineField(
        label=gettext_lazy("Handle"),
        max_length=31,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
        help_text=gettext_lazy("3 to 30 small letters, digits and _, nobody else's."),
    )
    pronouns = UnbadgedField(label=gettext_lazy("Pronouns"), max_length=40, required=False)
    headline = UnbadgedField(
        label=gettext_lazy("Headline"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("One line under your name."),
    )
    specialty = UnbadgedField(label=gettext_lazy("Specialty"), max_length=80, required=False)
    links = LinksField(
        label=gettext_lazy("Links"), help_text=gettext_lazy("One address a line, up to three.")
    )
    interests = HashtagsField(
        label=gettext_lazy("Other hashtags about me"),
        help_text=gettext_lazy("Beside those in your words above. Members can see them."),
    )
    values = ShortList(
        label=gettext_lazy("What I want work with others to stand on, up to three"),
        choices=Value.choices,
        most=3,
    )

    public_hashtags: tuple[str, ...] = ("interests",)

    @staticmethod
    def initial_of(profile: Profile) -> dict[str, Any]:
        """What the form shows of a profile."""
        return {
            "name": profile.name,
            "handle": profile.user.handle,
            "pronouns": profile.pronouns,
            "headline": profile.headline,
            "specialty": profile.specialty,
            "links": profile.links,
            "interests": tag_names(profile, Direction.IS, evidence=Evidence.CHOSEN),
            "values": profile.values,
        }

    def clean_handle(self) -> str:
        """A plain handle that is nobody's, and nobody's look-alike."""
        handle = self.cleaned_data["handle"].removeprefix("@").lower()
        mine = self.profile.user
        if handle == mine.handle:
            return handle
        if not HANDLE.fullmatch(handle):
            raise forms.ValidationError(
                _("A handle has 3 to 30 small letters from a to z, digits and _; nothing else.")
            )
        if claims_a_check(handle.replace("_", " ")):
            raise forms.ValidationError(
                _("Please leave that out: what is checked stands beside a name, never in it.")
            )
        alike = User.objects.filter(handle_skeleton=skeleton(handle)).exclude(pk=mine.pk)
        if is_reserved(handle) or alike.exists():
            raise forms.ValidationError(
                _("This handle, or one that looks like it, is taken. Please choose another one.")
            )
        return handle

    def person(self) -> Person:
        """The valid form, as the actions take it."""
        cleaned = self.cleaned_data
        return Person(
            name=cleaned["name"],
            handle=cleaned["handle"],
            pronouns=cleaned["pronouns"],
            headline=cleaned["headline"],
            specialty=cleaned["specialty"],
            languages=cleaned["languages"],
            links=cleaned["links"],
            interests=cleaned["interests"],
            values=cleaned["values"],
        )


class EditForm(PersonForm, OffersForm, SeeksForm, LanguagesForm, AboutForm):
    """Everything others can read of a person, but the photo and the places."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    public_hashtags: tuple[str, ...] = ("interests", "seeks_tags", "offers_tags", "wants_tags")
    public_texts: tuple[str, ...] = ("headline", "answer_asked", "answer_work", "answer_passed_on")

    @classmethod
    def showing(cls, profile: Profile) -> "EditForm":
        """The form with what is saved now."""
        return cls(profile=profile, initial=cls.initial_of(profile))

    @staticmethod
    def initial_of(profile: Profile) -> dict[str, Any]:
        """What the form shows of a profile."""
        parts = (PersonForm, OffersForm, SeeksForm, LanguagesForm, AboutForm)
        initial: dict[str, Any] = {"version": profile.version}
        for part in parts:
            initial |= part.initial_of(profile)
        return initial

    def quiet_now(self) -> frozenset[str]:
        """Keys of what the person keeps quiet, with what she decides about her bio just now."""
        answers = {asked.tag.key: asked.answer for asked in self.confirmation.asked}
        kept = {key for key, answer in answers.items() if answer == Showing.QUIET}
        shown = {key for key, answer in answers.items() if answer == Showing.PUBLIC}
        return (quiet_keys(self.profile.user) | kept) - shown

    def show_differences(self, now: Profile) -> None:
        """Say beside each field what is saved `now`, where that is not what was typed.

        The next press saves over it, knowingly: the hidden version is the new one.
        """
        saved = self.initial_of(now)
        for name, value in saved.items():
            if name in NEVER_COMPARED or name not in self.cleaned_data:
                continue
            if _plain(self.cleaned_data[name]) != _plain(value):
                words = self._words(name, value)
                self.add_error(name, _("Saved meanwhile: %(words)s") % {"words": words})
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["version"] = str(now.version)
        self.data = data

    def _words(self, name: str, value: Any) -> str:
        """A saved value as the person would read it."""
        if value in (None, "", []):
            return _("nothing")
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        labels = dict(getattr(self.fields[name], "choices", ()))
        if isinstance(value, list):
            return ", ".join(str(labels.get(item, item)) for item in value)
        return str(labels.get(value, value))


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else (value if value is not None else "")
