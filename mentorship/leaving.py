"""Taking one's words along, and leaving: open to everybody, also while suspended."""

from email.utils import parseaddr

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from profiles.requests import MemberRequest
from safety import audit
from safety.registry import export_of


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


@login_required
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """How to have one's account deleted."""
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return render(request, "mentorship/leave.html", {"nav": "me", "address": address})
