"""Looking for words in one's messages.

What is looked for is posted: it stands in no address, and so in no history and in no log.
"""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from messaging.circle import circle_of
from messaging.forms import SearchForm
from messaging.models import Conversation
from messaging.searching import search as look
from profiles.requests import MemberRequest
from safety.ratelimits import hit

from .finding import find_conversation

SEARCHES_A_MINUTE = 30


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: MemberRequest) -> HttpResponse:
    """In everything that one may read."""
    return _searched(request, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def search_in(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """In one conversation."""
    return _searched(request, find_conversation(request, public_id))


def _searched(request: MemberRequest, found: Conversation | None) -> HttpResponse:
    form = SearchForm(request.POST) if request.method == "POST" else SearchForm()
    context = {
        "nav": "messages",
        "form": form,
        "circle": circle_of(request.user, found) if found else None,
        "conversation": found,
        "today": timezone.localdate(),
    }
    if form.is_bound and form.is_valid():
        hit(scope="search_messages", who=request.user.pk, limit=SEARCHES_A_MINUTE, seconds=60)
        after = request.POST.get("after", "")
        words = form.cleaned_data["q"]
        context["results"] = look(request.user, words, conversation=found, after=after)
        context["words"] = words
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "messaging/search.html", context, status=status)
