"""Taking one's words along, and leaving: open to everybody, also while suspended."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from profiles.requests import MemberRequest
from safety import audit
from safety.registry import export_of

from .erasing import erase


@require_http_methods(["GET", "HEAD", "POST"])
def _export(request: MemberRequest) -> HttpResponse:
    """What she wrote and chose, as a file; which asks once more who she is."""
    if request.method != "POST":
        return render(request, "mentorship/export.html", {"nav": "me"})
    audit.record("export", by=request.user, subject=request.user)
    day = timezone.localdate().isoformat()
    return JsonResponse(
        export_of(request.user),
        json_dumps_params={"indent": 1, "ensure_ascii": False},
        headers={"Content-Disposition": f'attachment; filename="kindred-{day}.json"'},
    )


export = login_required(reauthentication_required(app="allauth.account")(_export))


@require_http_methods(["GET", "HEAD", "POST"])
def _leave(request: MemberRequest) -> HttpResponse:
    """Ask once more, then delete the account."""
    if request.method != "POST":
        return render(request, "mentorship/leave.html", {"nav": "me"})
    erase(by=request.user)
    logout(request)
    messages.success(request, _("Your account is deleted. Thank you for having been here."))
    return redirect("profiles:landing")


leave = login_required(reauthentication_required(app="allauth.account")(_leave))
