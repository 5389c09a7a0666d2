"""What one keeps for oneself: drafts, muting, what one shows of reading and writing."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from messaging import actions
from messaging.forms import DraftForm, MessagingForm
from messaging.models import MessagingSettings
from profiles.requests import MemberRequest
from safety.idempotency import once, read_key
from safety.ratelimits import hit

from .finding import find_conversation

DRAFTS_A_MINUTE = 60
KNOCKS_A_MINUTE = 30


@login_required
@require_POST
def draft(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Keep what was typed and not sent: 204; 205 when it was sent meanwhile; 400 when it could
    not be sent."""
    found = find_conversation(request, public_id)
    form = DraftForm(request.POST)
    if not form.is_valid():
        return render(request, "messaging/_not_kept.html", {"form": form}, status=400)
    hit(scope="draft", who=request.user.pk, limit=DRAFTS_A_MINUTE, seconds=60)
    kept = actions.keep_draft(
        by=request.user,
        conversation=found,
        client_id=form.cleaned_data["client_id"],
        text=form.cleaned_data["text"],
    )
    return HttpResponse(status=204 if kept else 205)


@login_required
@require_POST
def typing(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Somebody is writing here; the answer tells nothing of who is told."""
    found = find_conversation(request, public_id)
    hit(scope="typing", who=request.user.pk, limit=KNOCKS_A_MINUTE, seconds=60)
    actions.tell_typing(by=request.user, conversation=found)
    return HttpResponse(status=204)


@login_required
@require_POST
def mute(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """No more news of this conversation."""
    found = find_conversation(request, public_id)

    def work() -> str:
        actions.mute(by=request.user, conversation=found)
        return found.get_absolute_url()

    url = once(by=request.user, key=read_key(request), action=f"mute:{found.pk}", work=work)
    messages.success(
        request, _("Muted: no bell, no mail, no count. Nobody is told. Unmute under More.")
    )
    return redirect(url)


@login_required
@require_POST
def unmute(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """News of this conversation again."""
    found = find_conversation(request, public_id)

    def work() -> str:
        actions.unmute(by=request.user, conversation=found)
        return found.get_absolute_url()

    url = once(by=request.user, key=read_key(request), action=f"unmute:{found.pk}", work=work)
    messages.success(request, _("You hear of new messages here again."))
    return redirect(url)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def messaging_settings(request: MemberRequest) -> HttpResponse:
    """Read receipts and typing: each off is off both ways."""
    if request.method != "POST":
        mine = MessagingSettings.objects.filter(user=request.user).first()
        form = MessagingForm.showing(mine or MessagingSettings(user=request.user))
        return render(request, "messaging/settings.html", {"nav": "me", "form": form})
    form = MessagingForm(request.POST)
    form.is_valid()  # two boxes to tick: nothing of it can be wrong

    def work() -> str:
        actions.set_messaging(
            by=request.user,
            receipts=form.cleaned_data["receipts"],
            typing=form.cleaned_data["typing"],
        )
        return request.path

    url = once(by=request.user, key=read_key(request), action="set_messaging", work=work)
    messages.success(request, _("Saved. It holds from now on."))
    return redirect(url)
