"""/settings/seen-by/: one's own page through others' eyes."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from profiles.models import Profile, User
from profiles.onlookers import Eyes, onlooker
from profiles.portrait import portrait
from profiles.requests import MemberRequest


@login_required
@require_safe
def seen_by(request: MemberRequest) -> HttpResponse:
    """What somebody signed out, a member, or a mentor of hers gets where a person's page is."""
    asked = request.GET.get("as", "")
    eyes = Eyes(asked) if asked in Eyes.values else Eyes.MEMBER
    context = {"nav": "me", "eyes": eyes, "every_eyes": Eyes, "profile": request.user.profile}
    context |= _seen(request.user, eyes)
    return render(request, "profiles/seen_by.html", context)


def _seen(owner: User, eyes: Eyes) -> dict[str, Any]:
    """The portrait that this viewer gets; nothing where the gate lets them see nobody."""
    viewer = onlooker(eyes, owner=owner.profile)
    profile = Profile.objects.visible_to(viewer).for_cards().filter(user=owner).first()
    if profile is None or not isinstance(viewer, User):
        return {"portrait": False}
    return {"portrait": True, **portrait(profile, viewer=viewer)}
