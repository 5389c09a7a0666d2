"""One request, one mentorship, and the end of it."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from messaging.models import Conversation
from profiles.actions import Places, set_availability
from profiles.choices import Kind, Status
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


@login_required
@require_POST
def places(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """After a yes: stay open, keep a waiting list, or pause."""
    found = find_relationship(request, public_id)
    if found.mentor_id != request.user.pk:
        raise Http404
    form = PlacesForm(request.POST)
    if not form.is_valid():
        return _ask_again(request, found, form)

    def work() -> str:
        wish = Places(
            status=Status(form.cleaned_data["status"]),
            seats=places_of(request.user.pk).seats,
            paused_until=form.cleaned_data["paused_until"],
        )
        set_availability(by=request.user, places=wish)
        return found.get_absolute_url()

    try:
        url = do_once(request, f"places:{public_id}", work)
    except InFlight:
        raise
    except Refused as refusal:
        return _ask_again(request, found, form, refusal)
    messages.success(request, _("Saved. It shows on your card at once."))
    return redirect(url)


def _ask_again(
    request: MemberRequest, found: Relationship, form: PlacesForm, refusal: Refused | None = None
) -> HttpResponse:
    """The page with what was chosen, and what is wrong with it."""
    context = _context(request, found, places_form=form, refusal=refusal)
    response = render(request, "relationships/relationship.html", context, status=400)
    return with_refusal(response, refusal)


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
