"""/settings/: what a person is comfortable with, and the way to everything else they can set."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from profiles import actions
from profiles.choices import Audience, Contact
from profiles.forms.settings import SettingsForm
from profiles.requests import MemberRequest
from safety.idempotency import once, read_key


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def comfort(request: MemberRequest) -> HttpResponse:
    """Who sees me, and who may write to me."""
    if request.method != "POST":
        form = SettingsForm.showing(request.user.profile)
        return render(request, "profiles/settings.html", {"nav": "me", "form": form})
    form = SettingsForm(request.POST)
    if not form.is_valid():
        context = {"nav": "me", "form": form}
        return render(request, "profiles/settings.html", context, status=400)

    def work() -> str:
        actions.set_comfort(
            by=request.user,
            audience=Audience(form.cleaned_data["audience"]),
            contact=Contact(form.cleaned_data["contact"]),
            meets_peers=form.cleaned_data["meets_peers"],
        )
        return request.path

    url = once(by=request.user, key=read_key(request), action="set_comfort", work=work)
    messages.success(request, _("Saved. It holds from now on."))
    return redirect(url)
