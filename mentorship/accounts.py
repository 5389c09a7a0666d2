"""How allauth meets Kindred: mails go through the one sender, sign-up makes a profile, and
nobody learns from an answer, or from its time, who has an account.
"""

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as at_work
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from notifications.actions import queue_mail
from profiles import actions as people
from profiles.models import User
from safety import audit
from safety.live import STANDING, knock
from safety.ratelimits import client_address, hit

from .known_devices import device_of, remember
from .mailed_code import ask_again_by_mail, has_only_mail, method_by_mail
from .old_addresses import stop_path

LINE_IN_SESSION = "line"
RESETS_A_DAY = 5
DAY = 24 * 60 * 60


class AccountAdapter(DefaultAccountAdapter):
    """Kindred's answers to allauth's questions."""

    def save_user(
        self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True
    ) -> User:
        """The account, its profile and its seats stand or fall together.

        A line written on the landing page comes along and waits in the welcome.
        """
        user = super().save_user(request, user, form, commit=False)
        line = str(request.session.get(LINE_IN_SESSION, ""))
        with transaction.atomic():
            people.join(user=user, name=form.cleaned_data.get("name", ""), line=line)
        return user

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """The words come from the text template; the HTML part wears the look around them."""
        context = {**context, "site_url": settings.SITE_URL}
        message = super().render_mail(template_prefix, email, context, headers)
        if isinstance(message, EmailMultiAlternatives):
            paragraphs = [part.strip() for part in str(message.body).split("\n\n")]
            said = {
                "subject": message.subject,
                "paragraphs": [part for part in paragraphs if part],
            }
            html = render_to_string("emails/account.html", {**context, **said})
            message.attach_alternative(html, "text/html")
        return message

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail instead of talking to a mail server inside the request."""
        message = self.render_mail(template_prefix, email, {"email": email, **context})
        queue_mail(
            key=f"account:{uuid.uuid4()}",
            to=email,
            subject=str(message.subject),
            text=str(message.body),
            html=_html_of(message),
        )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Word of a changed address goes to the old one, with a way to stop it."""
        if email and template_prefix == "account/email/email_changed":
            context = {**(context or {}), "stop_path": stop_path(user, email)}
        super().send_notification_mail(template_prefix, user, context, email)

    def send_account_already_exists_mail(self, email: str) -> None:
        """As much work as a new account costs, so that the time does not tell."""
        make_password(uuid.uuid4().hex)
        super().send_account_already_exists_mail(email)

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """At most RESETS_A_DAY a day to one address; allauth's own limit sees to the hour."""
        hit(scope="reset_mail", who=email.lower(), limit=RESETS_A_DAY, seconds=DAY)
        super().send_password_reset_mail(user, email, context)

    def set_password(self, user: User, password: str) -> None:
        """Every session ends with the old one: pages that stand open look at once."""
        super().set_password(user, password)
        knock([user.pk], STANDING)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that rate limits count, trusting only the named proxies."""
        return client_address(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Asks by mail, in place of answering, whoever has nothing else to be asked for."""
        required = bool(super().is_reauthentication_required(app=app, **kwargs))
        if required:
            ask_again_by_mail(at_work.request)
        return required

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """As allauth lists them; a mailed code for whoever has nothing else."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return methods or ([method_by_mail()] if has_only_mail(user) else [])

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """From here on this browser is known to be one of theirs."""
        response = super().post_login(request, user, **more)
        remember(request, response, user.email)
        return response

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Guesses from elsewhere are counted apart from those in a browser that is known."""
        counted = str(super()._get_login_attempts_cache_key(request, **credentials))
        device = device_of(request, str(credentials.get("email", "")))
        return f"{counted}:{device}" if device else counted

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Failed sign-ins are on record, without the address or the password."""
        audit.record("sign_in_failed", by=None, address=client_address(request))
        super().authentication_failed(request, **credentials)


def _html_of(message: EmailMessage) -> str:
    for alternative in getattr(message, "alternatives", []):
        if alternative.mimetype == "text/html":
            return str(alternative.content)
    return ""
