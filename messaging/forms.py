"""The line in which a message is written, and what else is typed or chosen about messages."""

import uuid
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from safety.fields import LineField, TextField

from .models import MESSAGE_LENGTH, NAME_LENGTH
from .people import Person

TOO_LONG = _(
    "That is %(show_value)d characters; a message holds %(limit_value)d. "
    "Your text is still here: please shorten it, or send it in two parts."
)
LONGEST_SEARCH = 200


class MessageForm(forms.Form):
    """A message, and the id that makes it land once."""

    client_id = forms.UUIDField(
        initial=uuid.uuid4,
        widget=forms.HiddenInput,
        error_messages={
            "required": _("This page was incomplete. Your text is still here; please send again."),
            "invalid": _("This page was incomplete. Your text is still here; please send again."),
        },
    )
    text = TextField(
        label=_("Message"),
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 1}),
        error_messages={
            "required": _("There was nothing to send yet."),
            "max_length": TOO_LONG,
        },
    )

    def again(self) -> "MessageForm":
        """The same text and errors, under a fresh id."""
        self.data = {"text": self.data.get("text", ""), "client_id": str(uuid.uuid4())}
        return self


class EditForm(forms.Form):
    """What a message says from now on, and which of its texts was on the page."""

    version = forms.IntegerField(
        min_value=1,
        max_value=32767,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("This page was incomplete. Your text is still here; please save again."),
        ),
    )
    text = TextField(
        label=_("Message"),
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Nothing is left of it. To take a message back, delete it."),
            "max_length": TOO_LONG,
        },
    )

    def again(self, *, version: int) -> "EditForm":
        """The same text and errors, on top of the text as it is now."""
        self.data = {"text": self.data.get("text", ""), "version": str(version)}
        return self


class DraftForm(forms.Form):
    """What was typed and not sent."""

    client_id = forms.UUIDField()
    text = TextField(max_length=MESSAGE_LENGTH, required=False)


class SearchForm(forms.Form):
    """Words to look for."""

    q = LineField(
        label=_("Words to look for"),
        max_length=LONGEST_SEARCH,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        error_messages={
            "required": _("Type a word that stands in the message."),
            "max_length": _(
                "That is %(show_value)d characters; a search takes %(limit_value)d. What you typed "
                "is still here: a few of its words are enough."
            ),
        },
    )


class MessagingForm(forms.Form):
    """What one shows to those one writes with."""

    receipts = forms.BooleanField(
        label=_("Say when I have read a message"),
        required=False,
        help_text=_("Off, nobody is told when you have read, and you are not told of others."),
    )
    typing = forms.BooleanField(
        label=_("Show that I am writing"),
        required=False,
        help_text=_("Off, nobody sees that you are writing, and you do not see it of others."),
    )

    @classmethod
    def showing(cls, shown: Any) -> "MessagingForm":
        """The form as things are now."""
        return cls(initial={"receipts": shown.receipts, "typing": shown.typing})


class GroupNameForm(forms.Form):
    """What a group is called."""

    name = LineField(
        label=_("What is it for?"),
        max_length=NAME_LENGTH,
        help_text=_("Everybody you ask reads this first."),
        error_messages={
            "required": _("Give the group a name, so that those you ask know what it is for."),
            "max_length": _(
                "That is %(show_value)d characters; a name holds %(limit_value)d. Please shorten "
                "it; whom you chose is kept."
            ),
        },
    )


class AskForm(forms.Form):
    """Whom to ask into a group, among the people one may ask."""

    people = forms.MultipleChoiceField(
        label=_("Whom to ask"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one person."),
            "invalid_choice": _("Somebody you chose cannot be asked now. Please choose again."),
            "invalid_list": _("Please choose again."),
        },
    )

    def __init__(self, *args: Any, offered: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered
        field = cast(forms.MultipleChoiceField, self.fields["people"])
        field.choices = [(person.public_id, person.name) for person in offered]

    @property
    def rows(self) -> list[tuple[Person, bool]]:
        """Each person with whether they are chosen."""
        chosen = set(self["people"].value() or ())
        return [(person, person.public_id in chosen) for person in self.offered]


class NewGroupForm(AskForm, GroupNameForm):
    """A new group: what for, and with whom."""

    field_order = ("name", "people")
