"""What people fill in: an ask, an answer, what comes after a place was taken."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, ngettext

from profiles.choices import Kind, Status
from profiles.forms.availability import StatusForm
from safety.fields import TextField

from .models import ASK_LENGTH, DECLINE_REASONS, NOTE_LENGTH

WORDS = ("why", "first_month", "tried")
YES, NO = "yes", "no"


class AskForm(forms.Form):
    """Three short fields, ASK_LENGTH characters together, and the conflict question first."""

    conflict = forms.ChoiceField(
        label=gettext_lazy("Does this person grade, supervise or select you?"),
        choices=[(NO, gettext_lazy("No")), (YES, gettext_lazy("Yes"))],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("With a yes Kindred keeps you two apart. Nobody is told."),
        error_messages={"required": gettext_lazy("Please answer with yes or no.")},
    )
    why = TextField(
        label=gettext_lazy("Why you"),
        help_text=gettext_lazy("What of theirs made you write: a hashtag, a paper, an answer."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("One line on why you ask this person.")},
    )
    first_month = TextField(
        label=gettext_lazy("What I want in the first month"),
        help_text=gettext_lazy("One thing with an end is easier to say yes to."),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    tried = TextField(
        label=gettext_lazy("What I have tried"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )

    def __init__(self, *args: Any, kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(code, Kind(code).label) for code in kinds]
        self.fields["kind"] = forms.ChoiceField(
            label=gettext_lazy("What I ask for"),
            choices=choices,
            initial=kinds[0],
            widget=forms.RadioSelect,
        )

    @property
    def says_conflict(self) -> bool:
        """True when the person answered the conflict question with yes."""
        return bool(self.data.get("conflict") == YES)

    def clean(self) -> dict[str, Any]:
        """The three texts together are short enough to be read in a minute."""
        cleaned: dict[str, Any] = super().clean() or {}
        length = sum(len(cleaned.get(name, "")) for name in WORDS)
        if length > ASK_LENGTH:
            over = length - ASK_LENGTH
            self.add_error(
                None,
                ngettext(
                    "The three texts have %(length)d characters together; %(over)d has to go, "
                    "so that they are read in a minute.",
                    "The three texts have %(length)d characters together; %(over)d have to go, "
                    "so that they are read in a minute.",
                    over,
                )
                % {"length": length, "over": over},
            )
        return cleaned


class AcceptForm(forms.Form):
    """Yes, with a line if one likes."""

    note = TextField(
        label=gettext_lazy("A line to go with your yes"),
        max_length=NOTE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DeclineForm(forms.Form):
    """Not now: a reason only if one wants to give it."""

    reason = forms.ChoiceField(
        label=gettext_lazy("A reason, if you like"),
        choices=[("", gettext_lazy("I would rather not say"))]
        + [(reason.value, reason.label) for reason in DECLINE_REASONS],
        widget=forms.RadioSelect,
        required=False,
    )
    note = TextField(
        label=gettext_lazy("A line, if you like"),
        max_length=NOTE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "It reaches the person as you write it. Without it they read that "
            "you answered “not now”, and nothing else."
        ),
    )


class PlacesForm(StatusForm):
    """What comes after a place was taken."""

    status = forms.ChoiceField(
        label=gettext_lazy("Keep open?"),
        choices=[
            (Status.OPEN, gettext_lazy("Yes, keep open")),
            (Status.WAITING, gettext_lazy("Waiting list")),
            (Status.PAUSED, gettext_lazy("Pause until…")),
        ],
        widget=forms.RadioSelect,
    )
