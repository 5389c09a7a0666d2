"""Kindred's own pages around signing in; allauth has the others."""

from typing import Any, ClassVar

from allauth.account.decorators import reauthentication_required
from allauth.account.forms import ResetPasswordForm
from allauth.account.views import BaseReauthenticateView, password_set
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from safety.errors import Refused
from safety.fields import LineField

from .mailed_code import is_on_its_way, send_code, take_code
from .old_addresses import BadLink, read_link, take_back


@never_cache
@sensitive_variables("key")
@require_http_methods(["GET", "HEAD", "POST"])
def stop_address(request: HttpRequest, key: str) -> HttpResponse:
    """Whoever reads mail at the old address stops a change of address; fetching changes nothing."""
    try:
        old = read_link(key)
    except BadLink:
        raise Http404 from None
    if request.method != "POST":
        context = {"old": old, "key": key, "layout": "front.html"}
        return render(request, "account/email_stop.html", context)
    if not take_back(old):
        messages.info(request, _("This is your address already. Nothing was changed."))
        return redirect("account_login")
    form = ResetPasswordForm({"email": old.email})
    if form.is_valid():
        form.save(request)
    messages.success(request, _("Stopped. Your old address counts again; look into its mail."))
    return redirect("account_reset_password_done")


# allauth lets a session alone set the first password: whoever has it would own the account.
set_password = login_required(reauthentication_required(app="allauth.account")(password_set))


class CodeForm(forms.Form):
    """The code from the mail."""

    code = LineField(
        label=gettext_lazy("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}
        ),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_code(self) -> str:
        """Only the one that was mailed."""
        code: str = self.cleaned_data["code"]
        try:
            take_code(self.request, code)
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from None
        return code


@method_decorator(login_required, name="dispatch")
class ByMail(BaseReauthenticateView):
    """Asks once more whoever has no password: mails a code to the account's address, takes it, and
    goes on to where somebody was going."""

    form_class = CodeForm
    template_name = "account/reauthenticate_mail.html"
    http_method_names: ClassVar[list[str]] = ["get", "head", "post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A press of "mail me a code" first; the code after it."""
        if "send" in request.POST:
            send_code(request)
            messages.info(request, _("The code is on its way. It works for three minutes."))
            return redirect(self.passthrough_next_url(request.path))
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def get_form_kwargs(self) -> dict[str, Any]:
        """The session holds what was mailed."""
        return {**super().get_form_kwargs(), "request": self.request}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether a code is on its way, and to where."""
        user: Any = self.request.user
        told = {"is_sent": is_on_its_way(self.request), "address": user.email}
        return {**super().get_context_data(**kwargs), **told}


reauthenticate_by_mail = ByMail.as_view()
