"""How accounts at other sites meet Kindred: nobody is taken for somebody else by an address, and
an ORCID iD that its holder signed in with is a proof.
"""

from typing import Any

import requests
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.forms import DisconnectForm
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from profiles import actions as people
from profiles.choices import ProofKind
from profiles.errors import CannotConfirm
from profiles.models import User

from .providers import ORCID

WAITS = 5  # seconds for another site, which is asked while somebody waits
FORWARDED = 3


class Asking(requests.Session):
    """Asks another site, not for long; where it does not answer, the person reads a plain page."""

    def __init__(self) -> None:
        super().__init__()
        self.max_redirects = FORWARDED

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        """As `requests` does it. A refused code passes: allauth words that."""
        try:
            response = super().request(*args, **{"timeout": WAITS, **kwargs})
        except requests.RequestException:
            raise ImmediateHttpResponse(_away()) from None
        refused = 400 if response.request.method == "GET" else 500
        if response.status_code >= refused:
            raise ImmediateHttpResponse(_away())
        return response


class ElsewhereAdapter(DefaultSocialAccountAdapter):
    """Kindred's answers to allauth's questions about accounts at other sites."""

    def get_requests_session(self) -> requests.Session:
        """What asks the other site."""
        return Asking()

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Only the plain word true says that the other site confirmed an address."""
        for address in sociallogin.email_addresses:
            address.verified = address.verified is True

    def get_signup_form_initial_data(self, sociallogin: SocialLogin) -> dict[str, Any]:
        """The address and the name that the other site told; both can be changed."""
        told = sociallogin.account.get_provider_account().get_user_data() or {}
        names = (told.get("given_name"), told.get("family_name"))
        name = told.get("name") or " ".join(str(part) for part in names if part)
        return {**super().get_signup_form_initial_data(sociallogin), "name": name}

    @transaction.atomic
    def save_user(
        self, request: HttpRequest, sociallogin: SocialLogin, form: BaseForm | None = None
    ) -> User:
        """The account, its profile, and what the other site proved stand or fall together.

        Where somebody typed another address than the one that site confirmed, only the typed one
        is theirs here, once they have confirmed it.
        """
        typed = form.cleaned_data["email"].lower() if form else ""
        sociallogin.email_addresses = [
            address for address in sociallogin.email_addresses if address.email.lower() == typed
        ]
        user: User = super().save_user(request, sociallogin, form)
        _prove(sociallogin.account, by=user)
        return user

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        """Where somebody goes who connected an account; allauth asks once it is done."""
        is_done = socialaccount.pk is not None and socialaccount.user_id == request.user.pk
        if is_done and _prove(socialaccount, by=request.user):
            return reverse("profiles:proof")
        return reverse("socialaccount_connections")


class Disconnect(DisconnectForm):
    """Without the account at ORCID nothing shows any more that the iD is theirs."""

    @transaction.atomic
    def save(self) -> None:
        """Let the account go, and the proof that came of it."""
        account: SocialAccount = self.cleaned_data["account"]
        super().save()
        if account.provider == ORCID:
            people.withdraw_proof(by=self.request.user, kind=ProofKind.ORCID)


def _away() -> HttpResponse:
    page = "socialaccount/authentication_error.html"
    return render(context.request, page, status=503)


def _prove(account: SocialAccount, *, by: Any) -> bool:
    """Make a proof of an account at ORCID; False for other sites, or where the iD serves another
    account already."""
    if account.provider != ORCID:
        return False
    try:
        people.confirm_orcid(by=by, orcid=account.uid)
    except CannotConfirm:
        return False
    return True
