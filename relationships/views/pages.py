"""One request, one mentorship, and the end of it."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from messaging.models import Conversation
from profiles.choices import Kind
from profiles.requests import MemberRequest
from relationships import actions
from relationships.cards import relationship_lines
from relationships.forms import PlacesForm
from relationships.models import Relationship
from relationships.permissions import can_end
from safety.errors import InFlight, Refused

from ._find import do_once, find_relationship, find_request, places_of, show_request, with_refusal


@login_required
@require_safe
def request_page(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """One request, for either of the two."""
    return show_request(request, find_request(request, public_id))


@login_required
@require_safe
def relationship(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """One mentorship: who, what, since when, and the way to the conversation."""
    found = find_relationship(request, public_id)
    return render(request, "relationships/relationship.html", _context(request, found))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Asks once more, then ends a mentorship; no reason is asked."""
    found = find_relationship(request, public_id)
    if request.method != "POST":
        if not can_end(request.user, found):
            return redirect(found)
        context = _context(
            request,
            found,
            action=request.path,
            label=_("End it"),
            danger=True,
            back=found.get_absolute_url(),
            back_label=_("Go on"),
        )
        return render(request, "relationships/end.html", context)

    def work() -> str:
        return actions.end(by=request.user, relationship=found).get_absolute_url()

    try:
        url = do_once(request, f"end:{public_id}", work)
    except InFlight:
        raise
    except Refused as refusal:
        context = _context(request, find_relationship(request, public_id), refusal=refusal)
        response = render(request, "relationships/relationship.html", context)
        return with_refusal(response, refusal)
    messages.success(request, _("Ended. Your conversation stays where it is."))
    return redirect(url)


def _context(request: MemberRequest, found: Relationship, **more: Any) -> dict[str, Any]:
    viewer = request.user
    line = relationship_lines(viewer, [found])[0]
    talk = Conversation.objects.between(found.mentee, found.mentor).first()
    seats = places_of(viewer.pk) if line.is_mentor else None
    asked_about_places = line.is_mentor and line.is_active and "accepted" in request.GET
    return {
        "nav": "mentorships",
        "relationship": found,
        "line": line,
        "person": line.person,
        "kind": Kind(found.kind).label,
        "talk": talk,
        "places": seats,
        "places_form": PlacesForm(initial={"status": seats.status})
        if seats is not None and asked_about_places
        else None,
        "can_end": can_end(viewer, found),
        **more,
    }
