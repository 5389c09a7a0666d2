"""The forms of reports, decisions and appeals."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from safety.choices import LASTING, REPORTED_AS, AppealState, Outcome
from safety.fields import TextField
from safety.models.cases import APPEAL_LENGTH, REASON_LENGTH, WORDS_LENGTH

from .wording import DECISIONS, term

CHOOSE = {"required": _("Please choose one."), "invalid_choice": _("Please choose one.")}
WHAT_IS_WRONG = _("Please choose what is wrong: your choice sends the report.")
WITHOUT_END = "0"


class ReportForm(forms.Form):
    """A report; what is wrong is the button that was pressed."""

    category = forms.ChoiceField(
        choices=[(one.value, one.label) for one in REPORTED_AS],
        widget=forms.HiddenInput,
        error_messages={"required": WHAT_IS_WRONG, "invalid_choice": WHAT_IS_WRONG},
    )
    words = TextField(
        label=_("In your words"),
        max_length=WORDS_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only moderators read this."),
    )

    block = forms.BooleanField(
        label=_("Block them, too"),
        required=False,
        help_text=_("You no longer find or write to each other, and nobody is told."),
    )


class DecisionForm(forms.Form):
    """What a case comes to; the term and the reason are asked of what is about a person."""

    use_required_attribute = False  # a browser cannot know that "no action" needs no reason

    def __init__(self, data: Any = None, *, outcomes: Sequence[Outcome]) -> None:
        super().__init__(data)
        self.fields["outcome"] = forms.ChoiceField(
            label=_("Decision"),
            widget=forms.RadioSelect,
            choices=[(one.value, DECISIONS[one]) for one in outcomes],
            error_messages=CHOOSE,
        )
        if Outcome.SUSPEND not in outcomes:
            return
        terms = [(str(hours), term(hours)) for hours in settings.SUSPENSION_HOURS]
        self.fields["hours"] = forms.ChoiceField(
            label=_("For how long"),
            choices=[*terms, (WITHOUT_END, _("Without end"))],
            required=self.data.get("outcome") in LASTING,
            help_text=_("Counts for a limit or a suspension; it ends by itself."),
            error_messages=CHOOSE,
        )
        self.fields["reason"] = TextField(
            label=_("Reason"),
            max_length=REASON_LENGTH,
            required=self.data.get("outcome") not in (Outcome.NONE, Outcome.REMOVE),
            widget=forms.Textarea(attrs={"rows": 5}),
            error_messages={"required": _("Please write the reason: the person reads it.")},
            help_text=_(
                "The person reads it. Say what they did and which rule it breaks: no names, no "
                "days, no quotations that tell who reported. “No action” needs no reason."
            ),
        )

    def hours_or_none(self) -> int | None:
        """The term; None for one without end."""
        return int(self.cleaned_data.get("hours") or WITHOUT_END) or None


class AppealForm(forms.Form):
    """Why a decision should be looked at again."""

    words = TextField(
        label=_("Why should it be taken back?"),
        max_length=APPEAL_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("A moderator who did not decide this reads it. There is one appeal."),
        error_messages={"required": _("Please write why. Nothing was sent yet.")},
    )


class AnswerForm(forms.Form):
    """What becomes of a decision after an appeal."""

    verdict = forms.ChoiceField(
        label=_("After the appeal"),
        widget=forms.RadioSelect,
        choices=[
            (AppealState.KEPT.value, _("The decision stands")),
            (AppealState.LIFTED.value, _("Take the decision back; it ends at once")),
        ],
        error_messages=CHOOSE,
    )
    answer = TextField(
        label=_("Answer"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The person reads it. No names, no days, nothing that tells who reported."),
        error_messages={"required": _("Please write an answer: the person reads it.")},
    )
