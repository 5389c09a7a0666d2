"""The one line on the landing page."""

from django import forms
from django.utils.translation import gettext_lazy

from profiles.limits import LINE_LENGTH
from safety.fields import LineField


class LineForm(forms.Form):
    """A line about oneself, written without an account."""

    line = LineField(
        label=gettext_lazy("One line about you"),
        max_length=LINE_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Please write one line about you first.")},
    )
