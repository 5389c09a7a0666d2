"""The one screen on which a mentor says whether, how many, what and whom."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.actions import Places, Terms
from profiles.choices import Kind, Stage, Status
from profiles.limits import MOST_HOURS, MOST_PAUSE_DAYS
from profiles.models import Availability, Profile
from profiles.models.availability import MOST_SEATS

from .fields import HoursField, ShortList


class SeatsForm(forms.Form):
    """How many places; part of the welcome, where a mentor opens."""

    seats = forms.IntegerField(
        label=gettext_lazy("Places: how many people at once"),
        min_value=1,
        max_value=MOST_SEATS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    @staticmethod
    def initial_of(profile: Profile) -> dict[str, Any]:
        """What the form shows of a mentor."""
        return {"seats": profile.user.availability.seats or 1}

    def places(self) -> Places:
        """Open, with this many places."""
        return Places(status=Status.OPEN, seats=self.cleaned_data["seats"])


class StatusForm(forms.Form):
    """Whether a mentor takes requests now, and until when not."""

    status = forms.ChoiceField(
        label=gettext_lazy("Now I am"), choices=Status.choices, widget=forms.RadioSelect
    )
    paused_until = forms.DateField(
        label=gettext_lazy("Paused until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy(
            "On this day you are open again by itself. Without a day, the pause lasts until you "
            "end it."
        ),
    )

    def clean_paused_until(self) -> Any:
        """A day to come, and not too far; kept only while paused."""
        day = self.cleaned_data["paused_until"]
        if day is None or self.cleaned_data.get("status") != Status.PAUSED:
            return None
        today = timezone.localdate()
        if day <= today:
            raise forms.ValidationError(_("Please choose a day that is still to come."))
        latest = today + timedelta(days=MOST_PAUSE_DAYS)
        if day > latest:
            raise forms.ValidationError(
                _("Please choose a day before %(day)s.") % {"day": date_format(latest)}
            )
        return day


class PauseForm(forms.Form):
    """For how long a mentor takes no new requests."""

    weeks = forms.TypedChoiceField(
        label=gettext_lazy("For how long?"),
        coerce=int,
        initial=2,
        choices=[
            (2, gettext_lazy("Two weeks")),
            (4, gettext_lazy("Four weeks")),
            (12, gettext_lazy("Three months")),
            (0, gettext_lazy("Until I open again myself")),
        ],
        widget=forms.RadioSelect,
    )

    def places(self, row: Availability) -> Places:
        """The pause, with the places as they are."""
        weeks = self.cleaned_data["weeks"]
        until = timezone.localdate() + timedelta(weeks=weeks) if weeks else None
        return Places(status=Status.PAUSED, seats=row.seats, paused_until=until)


class AvailabilityForm(StatusForm):
    """Status, a pause's end, places, hours, kinds and whom."""

    seats = forms.IntegerField(
        label=gettext_lazy("Places: how many people at once"),
        min_value=0,
        max_value=MOST_SEATS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    offers_kinds = ShortList(label=gettext_lazy("I offer"), choices=Kind.choices)
    offers_hours = HoursField(label=gettext_lazy("Hours a month I can give"), most=MOST_HOURS)
    wants_stages = ShortList(
        label=gettext_lazy("Whom I mentor"),
        choices=Stage.choices,
        help_text=gettext_lazy("Nothing ticked means anybody."),
    )
    only_outside = forms.BooleanField(
        label=gettext_lazy("Only people outside my institution"), required=False
    )

    @staticmethod
    def initial_of(profile: Profile, row: Availability) -> dict[str, Any]:
        """What the form shows of a mentor."""
        return {
            "status": row.status,
            "paused_until": row.paused_until,
            "seats": row.seats,
            "offers_kinds": profile.offers_kinds,
            "offers_hours": profile.offers_hours,
            "wants_stages": profile.wants_stages,
            "only_outside": profile.only_outside,
        }

    def places(self) -> Places:
        """Whether and how many, as the actions take it."""
        cleaned = self.cleaned_data
        return Places(
            status=Status(cleaned["status"]),
            seats=cleaned["seats"],
            paused_until=cleaned["paused_until"],
        )

    def terms(self) -> Terms:
        """What and for whom, as the actions take it."""
        cleaned = self.cleaned_data
        return Terms(
            kinds=cleaned["offers_kinds"],
            hours=cleaned["offers_hours"],
            stages=cleaned["wants_stages"],
            only_outside=cleaned["only_outside"],
        )
