"""Who somebody is: the first step of the welcome, and a part of editing the profile."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.actions import About
from profiles.choices import Stage
from profiles.models import Profile
from profiles.recognizing import OFFERING, SEEKING

from .confirming import BioForm
from .fields import RolesField, UnbadgedField, ZoneField, options

MENTEE, MENTOR = "mentee", "mentor"


class AboutForm(BioForm):
    """Roles, stage, institution, time zone and the bio."""

    roles = RolesField(
        label=gettext_lazy("I am here to"),
        choices=[
            (MENTEE, gettext_lazy("find a mentor")),
            (MENTOR, gettext_lazy("mentor others")),
        ],
    )
    stage = forms.ChoiceField(
        label=gettext_lazy("Stage"), choices=options(Stage.choices), required=False
    )
    institution = UnbadgedField(
        label=gettext_lazy("Institution"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        help_text=gettext_lazy("Hospital, school or university, as you would write it."),
    )
    time_zone = ZoneField()

    field_order = ("roles", "bio", "stage", "institution", "time_zone")

    @staticmethod
    def initial_of(profile: Profile) -> dict[str, Any]:
        """What the form shows of a profile."""
        roles = [(MENTEE, profile.is_mentee), (MENTOR, profile.is_mentor)]
        return {
            "roles": [role for role, holds in roles if holds],
            "bio": profile.bio,
            "stage": profile.stage,
            "institution": profile.institution,
            "time_zone": profile.time_zone,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "bio" in cleaned and "roles" in cleaned and not self._roles():
            self.add_error("roles", _("Please choose at least one; you can change it any time."))
        return cleaned

    def about(self) -> About:
        """The valid form, as the actions take it."""
        cleaned = self.cleaned_data
        roles = self._roles()
        return About(
            is_mentee=MENTEE in roles,
            is_mentor=MENTOR in roles,
            stage=cleaned["stage"] or self.understood_stage(),
            institution=cleaned["institution"],
            time_zone=cleaned["time_zone"],
            bio=cleaned["bio"],
            public=self.confirmation.public(),
            quiet=self.confirmation.quiet(),
            understood_seeks=self.understood_kinds(SEEKING),
            understood_offers=self.understood_kinds(OFFERING),
            understood_goals=self.understood_goals(),
        )

    def _roles(self) -> set[str]:
        """The roles ticked, and those that a confirmed bio names."""
        confirmed = self.confirmation.confirmed()
        roles = set(self.cleaned_data["roles"])
        roles |= {MENTEE} if SEEKING in confirmed else set()
        roles |= {MENTOR} if OFFERING in confirmed else set()
        return roles
