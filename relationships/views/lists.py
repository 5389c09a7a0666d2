"""The lists: requests received and sent, and mentorships."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from profiles.models import User
from profiles.requests import MemberRequest
from relationships.cards import relationship_lines, request_lines
from relationships.models import MentorshipRequest, Relationship

LINES_A_PAGE = 20
RECEIVED, SENT = "received", "sent"


@login_required
@require_safe
def requests(request: MemberRequest) -> HttpResponse:
    """Requests received, or those sent; what waits stands first."""
    viewer = request.user
    shown = request.GET.get("show", "")
    if shown not in (RECEIVED, SENT):
        shown = RECEIVED if viewer.profile.is_mentor else SENT
    mine = MentorshipRequest.objects.visible_to(viewer)
    rows = mine.filter(mentor=viewer) if shown == RECEIVED else mine.filter(mentee=viewer)
    page = Paginator(rows.open_first(), LINES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "nav": "mentorships",
        "shown": shown,
        "most": settings.MAX_OPEN_ASKS,
        "page": page,
        "lines": request_lines(viewer, page.object_list),
        **_waiting(viewer),
    }
    return render(request, "relationships/requests.html", context)


@login_required
@require_safe
def mine(request: MemberRequest) -> HttpResponse:
    """Mentorships: those that go on stand first."""
    viewer = request.user
    rows = Relationship.objects.visible_to(viewer).active_first()
    page = Paginator(rows, LINES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "nav": "mentorships",
        "page": page,
        "lines": relationship_lines(viewer, page.object_list),
        **_waiting(viewer),
    }
    return render(request, "relationships/mine.html", context)


def _waiting(viewer: User) -> dict[str, int]:
    """How many requests wait for the viewer, and for others."""
    asks = MentorshipRequest.objects.visible_to(viewer).open()
    return asks.aggregate(
        waiting_for_me=Count("pk", filter=Q(mentor=viewer)),
        waiting_for_others=Count("pk", filter=Q(mentee=viewer)),
    )
