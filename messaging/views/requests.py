"""What waits for an answer: strangers who wrote, and groups that ask one in."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from messaging import actions
from messaging.models import Conversation
from messaging.permissions import is_request_to
from messaging.requests import MOST_SHOWN, invitations_of, requests_of
from profiles.models import User
from profiles.requests import MemberRequest
from safety.idempotency import once, read_key

ACCEPT, DECLINE, BLOCK = "accept", "decline", "block"


@login_required
@require_safe
def requests(request: MemberRequest) -> HttpResponse:
    """Everything that waits for the viewer, to be answered where it stands."""
    viewer = request.user
    asking = Conversation.objects.requests_to(viewer).order_by("-last_at", "-pk")
    inviting = Conversation.objects.inviting(viewer).order_by("-pk")
    rows, groups = list(asking[: MOST_SHOWN + 1]), list(inviting[: MOST_SHOWN + 1])
    if request.method == "GET":
        actions.look_through_requests(by=viewer)
    context = {
        "nav": "messages",
        "requests": requests_of(viewer, rows[:MOST_SHOWN]),
        "invitations": invitations_of(viewer, groups[:MOST_SHOWN]),
        "is_more": max(len(rows), len(groups)) > MOST_SHOWN,
        "today": timezone.localdate(),
    }
    return render(request, "messaging/requests.html", context)


def request_page(request: MemberRequest, found: Conversation) -> HttpResponse:
    """One first contact alone, where its conversation will be; also one that was declined."""
    shown = requests_of(request.user, [found])
    if not shown:
        raise Http404
    declined = not Conversation.objects.requests_to(request.user).filter(pk=found.pk).exists()
    context = {
        "nav": "messages",
        "one": shown[0],
        "is_declined": declined,
        "today": timezone.localdate(),
    }
    return render(request, "messaging/request.html", context)


@login_required
@require_POST
def answer(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Accept, decline or block who wrote; one press, and nobody is told of the last two."""
    by, said = request.user, request.POST.get("answer", "")
    url = once(
        by=by,
        key=read_key(request),
        action=f"answer:{public_id}",
        work=lambda: _answered(by, public_id, said),
    )
    _say(request, said)
    return redirect(url)


def _answered(by: User, public_id: uuid.UUID, said: str) -> str:
    group = Conversation.objects.inviting(by).filter(public_id=public_id).first()
    if group is not None:
        return _answered_group(by, group, said)
    found = get_object_or_404(Conversation.objects.visible_to(by), public_id=public_id)
    if not is_request_to(by, found):
        return found.get_absolute_url()
    if said == ACCEPT:
        actions.accept_request(by=by, conversation=found)
        return found.get_absolute_url()
    if said == DECLINE:
        actions.decline_request(by=by, conversation=found)
    elif said == BLOCK:
        actions.block_stranger(by=by, conversation=found)
    return reverse("messaging:requests")


def _answered_group(by: User, found: Conversation, said: str) -> str:
    if said == ACCEPT:
        actions.join(by=by, group=found)
        return found.get_absolute_url()
    if said == DECLINE:
        actions.decline_invitation(by=by, group=found)
    elif said == BLOCK:
        actions.block_inviter(by=by, group=found)
    return reverse("messaging:requests")


def _say(request: MemberRequest, said: str) -> None:
    if said == ACCEPT:
        messages.success(request, _("Accepted. You can write to each other now."))
    elif said == DECLINE:
        messages.info(request, _("Declined. They are not told, and cannot ask again."))
    elif said == BLOCK:
        messages.success(
            request, _("Blocked, and nobody is told. You can undo that under Me, Blocked people.")
        )
    else:
        messages.error(request, _("Nothing was changed: please press one of the buttons."))
