"""Institutions for somebody typing. What is offered holds no people and no counts of any."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from profiles.institution_lookup import near_offers, offers
from profiles.institution_names import institution_key
from profiles.requests import MemberRequest
from safety.ratelimits import hit
from safety.text import clean_line

OFFERED = 8
MOST_TYPED = 160
SEARCHES_A_MINUTE = 90


@login_required
@require_safe
def suggest_institutions(request: MemberRequest) -> HttpResponse:
    """Up to eight institutions with these words in their names, or near them: a fragment."""
    hit(scope="suggest_institutions", who=request.user.pk, limit=SEARCHES_A_MINUTE, seconds=60)
    typed = clean_line(request.GET.get("q", "")[: 4 * MOST_TYPED])[:MOST_TYPED]
    is_enough = len(institution_key(typed)) >= (2 if typed.isascii() else 1)
    found = offers(typed, most=OFFERED) if is_enough else []
    is_unknown = is_enough and not found
    if is_unknown:
        found = near_offers(typed, most=OFFERED)
    context = {"offers": found, "is_unknown": is_unknown}
    return render(request, "components/institution_offers.html", context)
