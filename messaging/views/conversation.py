"""The list of conversations, one conversation, and sending."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from messaging import actions
from messaging.circle import Circle, circle_of
from messaging.first_contact import standing_in
from messaging.forms import MessageForm
from messaging.models import Message
from messaging.requests import waiting_for
from messaging.talk import Talk, last_change, latest, message_in, newer, opened, quote_of
from messaging.threads import threads, threads_page
from profiles.models import Profile
from profiles.requests import MemberRequest
from safety.errors import RateLimited, Refused
from safety.idempotency import once, read_key

from .finding import find_conversation, place_in
from .requests import request_page


@login_required
@require_safe
def conversation(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """One conversation: from the first unread message, else its newest, or a page by its place."""
    found = find_conversation(request, public_id)
    circle = circle_of(request.user, found)
    if not circle.mine.welcomes:
        return request_page(request, found)
    before, after = (place_in(request, name, found) for name in ("before", "after"))
    talk, reads = opened(circle, before=before, after=after, at=request.GET.get("at", ""))
    if request.method == "GET" and reads:
        actions.mark_read(by=request.user, conversation=found, upto=talk.reads_to(found))
    form = MessageForm(initial={"text": circle.mine.draft})
    reply = message_in(circle, request.GET.get("reply", ""))
    return _talk_page(request, circle, form, talk=talk, reply=reply)


@login_required
@require_POST
def send(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Send one message; what was typed stays in the box when it was not taken."""
    found = find_conversation(request, public_id)
    circle = circle_of(request.user, found)
    form = MessageForm(request.POST)
    reply = message_in(circle, request.POST.get("reply_to", ""))
    if not form.is_valid():
        return _not_sent(request, circle, form.again(), reply=reply, status=400)
    try:
        message = actions.send(
            by=request.user,
            conversation=found,
            client_id=form.cleaned_data["client_id"],
            text=form.cleaned_data["text"],
            reply_to=reply,
        )
    except Refused as refusal:
        if request.htmx and isinstance(refusal, RateLimited):
            raise
        form.add_error("text", refusal.sentence)
        response = _not_sent(request, circle, form.again(), reply=reply, status=refusal.status)
        if isinstance(refusal, RateLimited):
            response.headers["Retry-After"] = str(refusal.retry_after)
        return response
    if not request.htmx:
        return redirect(f"{found.get_absolute_url()}#newest")
    after = place_in(request, "after", found, among="POST")
    circle = circle_of(request.user, found)
    talk = newer(circle, after=message.number - 1 if after is None else after)
    actions.mark_read(by=request.user, conversation=found, upto=talk.last)
    return render(request, "messaging/_sent.html", talk_context(circle, talk))


@login_required
@require_POST
def start(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Begin, or go on with, a conversation with somebody who may be written to."""
    profile = get_object_or_404(
        Profile.objects.visible_to(request.user).others_than(request.user).select_related("user"),
        user__public_id=public_id,
    )

    def work() -> str:
        begun = actions.start(by=request.user, person=profile.user)
        return begun.get_absolute_url()

    return redirect(
        once(by=request.user, key=read_key(request), action=f"start:{public_id}", work=work)
    )


def talk_context(circle: Circle, talk: Talk) -> dict[str, Any]:
    """What the lines of a conversation need, on the page and as a fragment."""
    return {
        "circle": circle,
        "conversation": circle.conversation,
        "talk": talk,
        "standing": standing_in(circle.viewer, circle.conversation),
        "today": timezone.localdate(),
    }


def _talk_page(
    request: MemberRequest,
    circle: Circle,
    form: MessageForm,
    *,
    talk: Talk | None = None,
    reply: Message | None = None,
    status: int = 200,
) -> HttpResponse:
    talk = talk or latest(circle)
    context = talk_context(circle, talk)
    zone = None if circle.conversation.is_group else circle.other.zone
    page = threads_page(request.user, request.GET.get("from", ""))
    context |= {
        "nav": "messages",
        "form": form,
        "reply": _quoted(circle, reply),
        "last_change": last_change(circle) if talk.is_newest else "",
        "page": page,
        "threads": threads(request.user, page, current=circle.conversation),
        "waiting": waiting_for(request.user),
        # A time alone: templates turn a moment into the viewer's zone.
        "their_time": timezone.localtime(timezone=zone).time() if zone else None,
    }
    return render(request, "messaging/conversation.html", context, status=status)


def _not_sent(
    request: MemberRequest,
    circle: Circle,
    form: MessageForm,
    *,
    reply: Message | None,
    status: int,
) -> HttpResponse:
    if not request.htmx:
        return _talk_page(request, circle, form, reply=reply, status=status)
    context = {
        "circle": circle,
        "conversation": circle.conversation,
        "form": form,
        "reply": _quoted(circle, reply),
        "standing": standing_in(circle.viewer, circle.conversation),
    }
    return render(request, "messaging/_compose.html", context, status=status)


def _quoted(circle: Circle, reply: Message | None) -> dict[str, Any] | None:
    """The message that the box answers."""
    if reply is None:
        return None
    return {"public_id": reply.public_id, "quote": quote_of(circle, reply)}
