"""The line in which a message is written."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from safety.fields import TextField

from .models import MESSAGE_LENGTH


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
            "max_length": _(
                "That is %(show_value)d characters; a message holds %(limit_value)d. "
                "Your text is still here: please shorten it, or send it in two parts."
            ),
        },
    )

    def again(self) -> "MessageForm":
        """The same text and errors, under a fresh id."""
        self.data = {"text": self.data.get("text", ""), "client_id": str(uuid.uuid4())}
        return self
