"""The list of conversations, one conversation, and sending."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from messaging import actions
from messaging.forms import MessageForm
from messaging.models import Conversation
from messaging.people import Person, people_beside
from messaging.talk import Talk, latest, newer
from messaging.threads import threads, threads_page
from profiles.models import Profile
from profiles.requests import MemberRequest
from safety.errors import RateLimited, Refused
from safety.idempotency import once, read_key

MOST_DIGITS = 9


@login_required
@require_safe
def inbox(request: MemberRequest) -> HttpResponse:
    """Every conversation, the newest first."""
    page = threads_page(request.user, request.GET.get("page"))
    context = {
        "nav": "messages",
        "page": page,
        "threads": threads(request.user, page),
        "today": timezone.localdate(),
    }
    return render(request, "messaging/inbox.html", context)


@login_required
@require_safe
def conversation(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """One conversation: its newest messages, or those before a number."""
    found = _find(request, public_id)
    talk = latest(request.user, found, before=_number(request, "before"))
    if request.method == "GET" and talk.is_newest:
        actions.mark_read(by=request.user, conversation=found, upto=talk.last)
    return _talk_page(request, found, MessageForm(), talk=talk)


@login_required
@require_safe
def newer_messages(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """A fragment for the open page: what came after a number; 204 when nothing changed."""
    found = _find(request, public_id)
    after, seen = _number(request, "after") or 0, _number(request, "seen") or 0
    talk = newer(request.user, found, after=after)
    if not talk.lines and talk.seen == seen:
        return HttpResponse(status=204)
    if request.method == "GET":
        actions.mark_read(by=request.user, conversation=found, upto=talk.last)
    return render(request, "messaging/_newer.html", _talk_context(request, found, talk))


@login_required
@require_POST
def send(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Send one message; what was typed stays in the box when it was not taken."""
    found = _find(request, public_id)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _not_sent(request, found, form.again(), status=400)
    try:
        message = actions.send(
            by=request.user,
            conversation=found,
            client_id=form.cleaned_data["client_id"],
            text=form.cleaned_data["text"],
        )
    except Refused as refusal:
        if request.htmx and isinstance(refusal, RateLimited):
            raise
        form.add_error("text", refusal.sentence)
        response = _not_sent(request, found, form.again(), status=refusal.status)
        if isinstance(refusal, RateLimited):
            response.headers["Retry-After"] = str(refusal.retry_after)
        return response
    if not request.htmx:
        return redirect(f"{found.get_absolute_url()}#newest")
    after = _number(request, "after", among="POST")
    talk = newer(request.user, found, after=message.number - 1 if after is None else after)
    actions.mark_read(by=request.user, conversation=found, upto=talk.last)
    context = _talk_context(request, found, talk) | {"form": MessageForm(), "just_sent": True}
    return render(request, "messaging/_sent.html", context)


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


def _find(request: MemberRequest, public_id: uuid.UUID) -> Conversation:
    return get_object_or_404(Conversation.objects.visible_to(request.user), public_id=public_id)


def _number(request: MemberRequest, name: str, among: str = "GET") -> int | None:
    """A message number out of the address or form; None when there is none or it is no number."""
    text = getattr(request, among).get(name, "")
    readable = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return int(text) if readable else None


def _talk_context(request: MemberRequest, found: Conversation, talk: Talk) -> dict[str, Any]:
    other_id = found.other_than(request.user.pk)
    people = people_beside(request.user, [other_id])
    return {
        "conversation": found,
        "talk": talk,
        "person": people.get(other_id, Person(name="")),
        "today": timezone.localdate(),
    }


def _talk_page(
    request: MemberRequest,
    found: Conversation,
    form: MessageForm,
    *,
    talk: Talk | None = None,
    status: int = 200,
) -> HttpResponse:
    context = _talk_context(request, found, talk or latest(request.user, found))
    person: Person = context["person"]
    page = threads_page(request.user, request.GET.get("page"))
    context |= {
        "nav": "messages",
        "form": form,
        "page": page,
        "threads": threads(request.user, page, current=found),
        # A time alone: templates turn a moment into the viewer's zone.
        "their_time": timezone.localtime(timezone=person.zone).time() if person.zone else None,
    }
    return render(request, "messaging/conversation.html", context, status=status)


def _not_sent(
    request: MemberRequest, found: Conversation, form: MessageForm, *, status: int
) -> HttpResponse:
    if request.htmx:
        other_id = found.other_than(request.user.pk)
        person = people_beside(request.user, [other_id]).get(other_id, Person(name=""))
        context = {"conversation": found, "form": form, "person": person, "live": True}
        return render(request, "messaging/_compose.html", context, status=status)
    return _talk_page(request, found, form, status=status)
