"""The form of /settings/notifications/: what is mailed, when, how much, and when it is quiet."""

from collections.abc import Iterator
from datetime import time
from typing import Any, Self

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from profiles.models import User

from .actions import Wishes
from .choices import How
from .kinds import Section, mailed_kinds
from .models import MOST_MAILS_A_DAY, NewsSettings
from .preferences import chosen_how

CAPS = (1, 2, 3, 5, 10, MOST_MAILS_A_DAY)
BEGIN, END = time(21), time(7)  # what the form proposes to whoever turns quiet hours on


def _clock(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, widget=widget)


def _cap(now: int) -> forms.TypedChoiceField:
    """A short list of caps, and the one that holds now."""
    return forms.TypedChoiceField(
        label=gettext_lazy("At most"),
        coerce=int,
        choices=[
            (cap, ngettext("%(cap)d mail a day", "%(cap)d mails a day", cap) % {"cap": cap})
            for cap in sorted({*CAPS, now})
        ],
        help_text=gettext_lazy("Whatever more there is waits for the next morning, in one mail."),
    )


class MailsForm(forms.Form):
    """A choice for each kind of news that apps registered, the cap, and the quiet hours."""

    gathers = forms.BooleanField(
        label=gettext_lazy("Gather in one mail what is not mailed at once"),
        required=False,
        help_text=gettext_lazy(
            "What you chose once a week comes on Thursday mornings, what you chose once a day "
            "every morning. Without it, such news stands only on Kindred."
        ),
    )
    quiet = forms.BooleanField(
        label=gettext_lazy("Quiet hours: no mail of news"),
        required=False,
        help_text=gettext_lazy(
            "In your time zone. What comes meanwhile goes after them, together."
        ),
    )
    quiet_from = _clock(gettext_lazy("From"))
    quiet_until = _clock(gettext_lazy("Until"))

    def __init__(self, *args: Any, staff: bool, **named: Any) -> None:
        super().__init__(*args, **named)
        self.kinds = mailed_kinds(staff=staff)
        for kind in self.kinds:
            label: Any = kind.label
            choices = [(how.value, how.label) for how in kind.offers]
            self.fields[_named(kind.name)] = forms.ChoiceField(label=label, choices=choices)
        self.fields["mails_a_day"] = _cap(self.initial.get("mails_a_day", CAPS[0]))

    @classmethod
    def showing(cls, user: User, settings: NewsSettings, data: Any = None) -> Self:
        """The form with what holds now."""
        initial: dict[str, Any] = {
            "mails_a_day": settings.mails_a_day,
            "gathers": settings.gathers,
            "quiet": settings.quiet_from is not None,
            "quiet_from": settings.quiet_from or BEGIN,
            "quiet_until": settings.quiet_until or END,
        }
        for kind in mailed_kinds():
            initial[_named(kind.name)] = chosen_how(kind, user, settings).value
        return cls(data, initial=initial, staff=user.is_staff)

    def clean(self) -> dict[str, Any]:
        """Quiet hours have a beginning and another end."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("quiet") and not self.errors:
            begin, end = cleaned.get("quiet_from"), cleaned.get("quiet_until")
            if begin is None or end is None:
                self.add_error("quiet_from", _("Say from when and until when it is quiet."))
            elif begin == end:
                self.add_error("quiet_until", _("Quiet hours need an end other than their start."))
        return cleaned

    def wishes(self) -> Wishes:
        """What was chosen."""
        said = self.cleaned_data
        return Wishes(
            choices={kind.name: How(said[_named(kind.name)]) for kind in self.kinds},
            mails_a_day=said["mails_a_day"],
            quiet=(said["quiet_from"], said["quiet_until"]) if said["quiet"] else None,
            gathers=said["gathers"],
        )

    def by_section(self) -> Iterator[tuple[Section, list[BoundField]]]:
        """The fields of the kinds, each under its section."""
        found: dict[Section, list[BoundField]] = {}
        for kind in self.kinds:
            found.setdefault(kind.section, []).append(self[_named(kind.name)])
        yield from found.items()


def _named(kind: str) -> str:
    return f"kind_{kind}"
