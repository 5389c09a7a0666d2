"""A person's page."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from profiles.models import Profile
from profiles.portrait import portrait
from profiles.registry import on_page_of
from profiles.requests import MemberRequest


@login_required
@require_safe
def person(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """What one person shows to members, and what the viewer can do next."""
    profile = get_object_or_404(
        Profile.objects.visible_to(request.user).for_cards(), user__public_id=public_id
    )
    own = profile.user_id == request.user.pk
    context = portrait(profile, viewer=request.user) | {"nav": "me" if own else "mentors"}
    if not own:
        context |= on_page_of(profile, viewer=request.user)
    return render(request, "profiles/person.html", context)
