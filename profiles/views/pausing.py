"""To pause from a mail: a page that asks for how long."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from profiles import actions
from profiles.choices import Status
from profiles.forms.availability import PauseForm
from profiles.pausing import BadLink, read_pause_link
from profiles.requests import MemberRequest
from safety.idempotency import once, read_key


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: MemberRequest, token: str) -> HttpResponse:
    """Where the mail's link leads. Fetching it changes nothing."""
    try:
        mentor = read_pause_link(token)
    except BadLink:
        raise Http404 from None
    if mentor != request.user.public_id:
        raise Http404
    row = request.user.availability
    if row.status != Status.OPEN and request.method != "POST":
        return redirect("profiles:availability")
    form = PauseForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"nav": "me", "form": form, "availability": row}
        status = 400 if request.method == "POST" else 200
        return render(request, "profiles/pause.html", context, status=status)

    def work() -> str:
        actions.set_availability(by=request.user, places=form.places(row))
        return ""

    once(by=request.user, key=read_key(request), action="pause", work=work)
    messages.success(request, _("Paused. Your mentorships go on; nobody new can ask you."))
    return redirect("profiles:availability")
