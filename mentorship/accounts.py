"""How allauth meets Kindred: mails go through the one sender, sign-up makes a profile."""

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.core.mail import EmailMessage
from django.http import HttpRequest

from notifications.actions import queue_mail
from profiles.models import User
from safety.fields import LineField
from safety.ratelimits import client_address


class SignupForm(forms.Form):
    """What sign-up asks beside e-mail and password."""

    name = LineField(max_length=80)

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth once the account exists."""


class AccountAdapter(DefaultAccountAdapter):
    """Kindred's answers to allauth's questions."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail instead of talking to a mail server inside the request."""
        message: EmailMessage = self.render_mail(template_prefix, email, context)
        html = ""
        for content, mimetype in getattr(message, "alternatives", []):
            if mimetype == "text/html":
                html = content
        queue_mail(
            key=f"account:{uuid.uuid4()}",
            to=email,
            subject=str(message.subject),
            text=str(message.body),
            html=html,
        )

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that rate limits count, trusting only the named proxies."""
        return client_address(request)
