"""What sign-up asks beside an address and a password."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from profiles.forms.fields import NameField
from profiles.models import User


class SignupForm(forms.Form):
    """The name others will read; allauth puts address and password after it."""

    name = NameField(
        label=_("Your name"),
        max_length=80,
        help_text=_("As colleagues know you. You can change it later."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "email", "password1")

    def signup(self, request: HttpRequest, user: User) -> None:
        """allauth calls this once the account exists; AccountAdapter.save_user did the work."""
