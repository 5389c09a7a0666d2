"""Finding what a page is about, and showing a request; a stranger finds nothing."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from profiles.cards import Card, Reader, card_of
from profiles.choices import Kind
from profiles.models import Availability, Profile
from profiles.requests import MemberRequest
from relationships.cards import reason_in_words, request_lines
from relationships.forms import AcceptForm, DeclineForm
from relationships.models import (
    EndReason,
    MentorshipRequest,
    Relationship,
)
from relationships.permissions import can_answer, can_withdraw
from safety.errors import RateLimited, Refused
from safety.idempotency import once, read_key


def find_request(request: MemberRequest, public_id: uuid.UUID, **which: Any) -> MentorshipRequest:
    """A request the viewer may see, and that is `which`; else the same 404 as for none."""
    return get_object_or_404(
        MentorshipRequest.objects.visible_to(request.user).select_related(
            "mentee__profile", "mentor__profile", "mentor__availability"
        ),
        public_id=public_id,
        **which,
    )


def find_relationship(request: MemberRequest, public_id: uuid.UUID) -> Relationship:
    """A relationship of the viewer, else 404."""
    return get_object_or_404(
        Relationship.objects.visible_to(request.user).select_related(
            "mentee__profile", "mentor__profile"
        ),
        public_id=public_id,
    )


def show_request(
    request: MemberRequest,
    ask: MentorshipRequest,
    *,
    template: str = "relationships/request.html",
    status: int = 200,
    refusal: Refused | None = None,
    **more: Any,
) -> HttpResponse:
    """The page of a request; `refusal` says above it why the last step was not done."""
    viewer = request.user
    line = request_lines(viewer, [ask])[0]
    other = ask.mentee if line.is_mentor else ask.mentor
    context = {
        "nav": "mentorships",
        "ask": ask,
        "line": line,
        "person": line.person,
        "card": _card(request, other.pk) if line.person.url else None,
        "kind": Kind(ask.kind).label,
        "can_answer": can_answer(viewer, ask),
        "can_withdraw": can_withdraw(viewer, ask),
        "accept_form": AcceptForm(),
        "decline_form": DeclineForm(),
        "reason": reason_in_words(ask),
        "found_someone": ask.reason == EndReason.FOUND_SOMEONE,
        "places": ask.mentor.availability,
        "relationship": Relationship.objects.filter(request=ask).first(),
        "before": Relationship.objects.before(ask).first(),
        "refusal": refusal,
        **more,
    }
    return with_refusal(render(request, template, context, status=status), refusal)


def with_refusal(response: HttpResponse, refusal: Refused | None) -> HttpResponse:
    """The status that goes with a refusal, and when to come back."""
    if refusal is not None:
        response.status_code = refusal.status
    if isinstance(refusal, RateLimited):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _card(request: MemberRequest, user_id: int) -> Card:
    """What the viewer may read of somebody they have been found to see."""
    profile = Profile.objects.for_cards().get(user=user_id)
    return card_of(profile, reader=Reader.of(request.user))


def do_once(request: MemberRequest, action: str, work: Callable[[], str]) -> str:
    """Do the work of a form at most once, and give the address that it leads to."""
    return once(by=request.user, key=read_key(request), action=action, work=work)


def places_of(user_id: int) -> Availability:
    """A person's seats as they are now; none offered when there is no row."""
    row = Availability.objects.filter(user=user_id).first()
    return row or Availability(user_id=user_id, seats=0)
