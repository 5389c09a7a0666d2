"""What a mentor says to the profile coach."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from profiles import actions
from profiles.requests import MemberRequest
from safety.idempotency import once, read_key

BACK = ("home", "profiles:availability", "profiles:edit_profile")


@login_required
@require_POST
def skip_advice(request: MemberRequest) -> HttpResponse:
    """Leave one piece of advice aside, and go on where one was."""

    def work() -> str:
        actions.skip_advice(by=request.user, code=request.POST.get("advice", ""))
        ways = [reverse(name) for name in BACK]
        back = request.POST.get("next", "")
        return back if back in ways else reverse("profiles:availability")

    url = once(by=request.user, key=read_key(request), action="skip_advice", work=work)
    messages.info(request, _("Skipped. It comes back only if you change that part of your card."))
    return redirect(url)
