"""allauth's forms in the words of this site: what a field asks stands above it, and once."""

from typing import Any

from allauth.account import forms as theirs
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Plain(forms.Form):
    """Without the label a second time inside the field; `worded` names fields anew."""

    worded: dict[str, Promise] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.worded:
                field.label = str(self.worded[name])


class NewPassword(Plain):
    """A form that asks for a password to come, and where there is one, for the one that holds."""

    worded = {
        "oldpassword": _("Your password now"),
        "password1": _("New password"),
        "password2": _("New password, once more"),
    }


class Login(Plain, theirs.LoginForm):
    """Signing in."""


class Signup(Plain, theirs.SignupForm):
    """Joining; `signup.SignupForm` adds the name."""


class AddEmail(Plain, theirs.AddEmailForm):
    """Another address."""


class ResetPassword(Plain, theirs.ResetPasswordForm):
    """Where to mail the link for a new password."""


class RequestLoginCode(Plain, theirs.RequestLoginCodeForm):
    """Where to mail a code."""


class Reauthenticate(Plain, theirs.ReauthenticateForm):
    """The password, asked once more."""


class ChangePassword(NewPassword, theirs.ChangePasswordForm):
    """Somebody who has a password chooses another one."""


class SetPassword(NewPassword, theirs.SetPasswordForm):
    """Somebody who signs in elsewhere chooses a first one."""


class ResetPasswordKey(NewPassword, theirs.ResetPasswordKeyForm):
    """Behind the link of a mail."""
