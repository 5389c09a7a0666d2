"""The second factor: what it is called, and where staff cannot do without."""

from collections.abc import Callable
from typing import Any, ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

GetResponse = Callable[[HttpRequest], HttpResponseBase]
STAFF_PAGES = ("/staff/", "/moderation/")
MOST_OF_A_PASSKEY = 20_000
UNREADABLE = (KeyError, ValueError, TypeError, AttributeError, IndexError)


class SecondFactor(DefaultMFAAdapter):
    """Kindred's answers to allauth's questions about the second factor."""

    def generate_authenticator_name(self, user: AbstractBaseUser, kind: Authenticator.Type) -> str:
        """What a new passkey is called until its holder says otherwise."""
        there = Authenticator.objects.filter(user_id=user.pk, type=kind).count()
        return _("My passkey") if not there else _("Passkey %(n)d") % {"n": there + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Under which name a device keeps the passkey."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Kindred"}


class Credential(forms.JSONField):
    """What a device answered; whatever is none is refused in words."""

    widget = forms.HiddenInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": gettext_lazy(
            "This browser gave no passkey: it needs scripts turned on, and a device that keeps one."
        ),
        "invalid": gettext_lazy("That was no passkey. Nothing was changed."),
    }

    def to_python(self, value: Any) -> Any:
        """A mapping of a length that a passkey has."""
        try:
            found = super().to_python(value) if len(value or "") <= MOST_OF_A_PASSKEY else []
        except (ValueError, RecursionError):
            found = []
        if found is not None and not isinstance(found, dict):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return found


class Careful(forms.Form):
    """A credential of another shape than a passkey's is refused like a wrong one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = Credential()

    def clean_credential(self) -> Any:
        """As the form does, with one sentence for whatever cannot be read."""
        try:
            check = getattr(super(), "clean_credential", None)
            return check() if check else self.cleaned_data["credential"]
        except UNREADABLE:
            raise get_adapter().validation_error("incorrect_code") from None

    def clean(self) -> Any:
        """As above."""
        try:
            return super().clean()
        except UNREADABLE:
            raise get_adapter().validation_error("incorrect_code") from None


class LoginByPasskey(Careful, LoginWebAuthnForm):
    """Signing in."""


class AnswerByPasskey(Careful, AuthenticateWebAuthnForm):
    """The second step."""


class AgainByPasskey(Careful, ReauthenticateWebAuthnForm):
    """Asked once more."""


class AddPasskey(Careful, AddWebAuthnForm):
    """In words that need no knowledge of passkeys."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = gettext_lazy("What to call it")
        alone = self.fields["passwordless"]
        alone.label = gettext_lazy("Let it sign me in without the password")
        alone.help_text = gettext_lazy("The device then asks for a fingerprint, a face or a PIN.")
        alone.initial = True


def staff_pages_need_one(get_response: GetResponse) -> GetResponse:
    """Moderators without a second factor are shown where to set one up; for others the staff
    pages are not there, as the pages themselves say."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        user: Any = request.user
        if (
            settings.STAFF_NEED_SECOND_FACTOR
            and request.path.startswith(STAFF_PAGES)
            and user.is_authenticated
            and user.is_staff
            and not is_mfa_enabled(user)
        ):
            messages.info(
                request, _("Staff pages ask for a second factor: please set one up first.")
            )
            return redirect("mfa_index")
        return get_response(request)

    return middleware
