"""Asking for the stream of a page, and saying what was read there."""

import uuid
from contextlib import suppress

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_POST, require_safe

from messaging import actions
from messaging.models import Conversation, Message
from messaging.places import change_at
from messaging.views.finding import find_conversation
from profiles.requests import MemberRequest

from . import events
from .looking import find, look
from .seats import Known, Place, everything
from .streams import SLOWLY, grant


@login_required
@require_safe
def live(request: MemberRequest, public_id: uuid.UUID | None = None) -> HttpResponse:
    """What is new for this page: the numbers in its frame, and the lines of the conversation that
    it shows, from the change that it names as the last it has.

    Where streams are held, it stays open. With `once` it says what there is and ends, and the page
    comes back for more: so it is told everything also where a stream cannot be had.
    """
    here = None if public_id is None else find(request.user, public_id=public_id)
    if public_id is not None and here is None:
        raise Http404
    after = _last_seen(request, here)
    place = Place(
        user_id=request.user.pk,
        session_key=request.session.session_key or "",
        language=translation.get_language() or "en",
        conversation_id=here.pk if here else None,
        after=(here.last_change if here else 0) if after is None else after,
    )
    response = HttpResponse(content_type="text/event-stream")
    response.headers["X-Accel-Buffering"] = "no"
    if request.method == "GET" and ("once" in request.GET or not grant(request, place)):
        response.write(events.come_back(SLOWLY[0]))
        known, wish = Known(after=place.after), everything()
        while wish.wants:
            sight = look(place, known, wish)
            response.write("".join(sight.told))
            known, wish = sight.known, sight.left
    return response


@login_required
@require_POST
def read(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """The page had the messages up to this one before somebody's eyes. A stream itself marks
    nothing as read: it may tell a page that nobody looks at."""
    found = find_conversation(request, public_id)
    last = None
    with suppress(ValueError):
        upto = uuid.UUID(request.POST.get("upto", ""))
        rows = Message.objects.filter(conversation=found, public_id=upto)
        last = rows.readable_by(request.user).first()
    if last is not None:
        actions.mark_read(by=request.user, conversation=found, upto=last.number)
    return HttpResponse(status=204)


def _last_seen(request: MemberRequest, here: Conversation | None) -> int | None:
    """The number of the last change that the page has: what the browser says when it comes back
    stands before what the page said when it came first."""
    if here is None:
        return None
    told = (request.headers.get("Last-Event-ID", ""), request.GET.get("after", ""))
    seen = (change_at(request.user, here, place) for place in told if place)
    return next((number for number in seen if number is not None), None)
