"""The list of conversations, and what waits for an answer beside it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from messaging.requests import waiting_for
from messaging.threads import threads, threads_page
from profiles.requests import MemberRequest


@login_required
@require_safe
def inbox(request: MemberRequest) -> HttpResponse:
    """Every conversation, the newest first; what strangers sent is one line above them."""
    page = threads_page(request.user, request.GET.get("from", ""))
    context = {
        "nav": "messages",
        "page": page,
        "threads": threads(request.user, page),
        "waiting": waiting_for(request.user),
        "today": timezone.localdate(),
    }
    return render(request, "messaging/inbox.html", context)
