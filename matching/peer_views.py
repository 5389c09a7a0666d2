"""The page of people like the viewer, the switch, and what can be said to one of them."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from profiles.actions import meet_peers
from profiles.models import Profile
from profiles.requests import MemberRequest
from safety.idempotency import once, read_key

from . import actions
from .peer_cards import peer_cards, set_aside_by


@login_required
@require_safe
def peers(request: MemberRequest) -> HttpResponse:
    """Up to ten people like the viewer, each with what they share; or what to do for it."""
    viewer = request.user
    context = {
        "nav": "mentors",
        "profile": viewer.profile,
        "cards": peer_cards(viewer) if viewer.profile.is_open_to_peers else [],
        "set_aside": set_aside_by(viewer),
    }
    return render(request, "matching/peers.html", context)


@login_required
@require_POST
def switch(request: MemberRequest) -> HttpResponse:
    """Meet people like oneself, or no longer."""
    wished = request.POST.get("meet") == "yes"

    def work() -> str:
        meet_peers(by=request.user, wished=wished)
        return reverse("matching:peers")

    url = once(by=request.user, key=read_key(request), action=f"meet_peers:{wished}", work=work)
    if wished:
        said = _("On. People like you can find you from now on, and you find them here.")
    else:
        said = _("Off. Nobody finds you here any more, from this moment.")
    messages.success(request, said)
    return redirect(url)


@login_required
@require_POST
def dismiss(request: MemberRequest, person: uuid.UUID) -> HttpResponse:
    """Not for me: silent, and one click brings it back."""
    peer = _person(request, person)
    actions.set_peer_aside(by=request.user, peer=peer.user)
    said = _("%(name)s will not be shown to you here. Nobody is told, and you can undo it below.")
    messages.info(request, said % {"name": peer.name})
    return redirect("matching:peers")


@login_required
@require_POST
def undismiss(request: MemberRequest, person: uuid.UUID) -> HttpResponse:
    """Undo "not for me"."""
    actions.take_peer_back(by=request.user, peer=_person(request, person).user)
    messages.info(request, _("Undone. They may be shown to you here again."))
    return redirect("matching:peers")


def _person(request: MemberRequest, public_id: uuid.UUID) -> Profile:
    """Anybody whom the viewer may see: whether they are open to peers is not to be told."""
    return get_object_or_404(
        Profile.objects.visible_to(request.user).others_than(request.user).select_related("user"),
        user__public_id=public_id,
    )
