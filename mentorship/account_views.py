"""Kindred's own pages around signing in; allauth has the others."""

from allauth.account.forms import ResetPasswordForm
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

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
