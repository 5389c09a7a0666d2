"""Saying "curious" or "thank you" on somebody's page, and taking it back."""

import uuid
from typing import Protocol

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from messaging import actions
from messaging.models import SignalKind
from profiles.models import Profile, User
from profiles.requests import MemberRequest
from safety.errors import Refused
from safety.idempotency import once, read_key


class _Does(Protocol):
    """Changes one signal."""

    def __call__(self, *, by: User, person: User, kind: SignalKind) -> None: ...


@login_required
@require_POST
def give(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """One press, and the person's page says that it was said."""
    answer = _pressed(request, public_id, "signal", actions.give_signal)
    messages.success(request, _("Sent."))
    return answer


@login_required
@require_POST
def take_back(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """One press, and it was not said."""
    answer = _pressed(request, public_id, "take_back", actions.take_back_signal)
    messages.info(request, _("Taken back."))
    return answer


def _pressed(request: MemberRequest, public_id: uuid.UUID, verb: str, do: _Does) -> HttpResponse:
    profile = get_object_or_404(
        Profile.objects.visible_to(request.user).others_than(request.user).select_related("user"),
        user__public_id=public_id,
    )
    kind = _read_kind(request)

    def work() -> str:
        do(by=request.user, person=profile.user, kind=kind)
        return profile.get_absolute_url()

    action = f"{verb}:{kind}:{public_id}"
    return redirect(once(by=request.user, key=read_key(request), action=action, work=work))


def _read_kind(request: MemberRequest) -> SignalKind:
    try:
        return SignalKind(request.POST.get("kind", ""))
    except ValueError:
        raise Refused(_("Nothing was changed: please press one of the buttons.")) from None
