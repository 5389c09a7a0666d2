"""Asking somebody, and taking it back."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from messaging.people import people_beside
from profiles.actions import mark_evaluator
from profiles.cards import Reader, card_of
from profiles.institutions import house_in_common
from profiles.models import Profile
from profiles.requests import MemberRequest
from relationships import actions
from relationships.forms import WORDS, AskForm
from relationships.models import ASK_LENGTH, MentorshipRequest
from relationships.permissions import (
    can_withdraw,
    kinds_of,
    open_asks,
    takes_waiting,
    why_no_more,
    why_not_ask,
)
from safety.errors import InFlight, Refused

from ._find import do_once, find_request, places_of, show_request, with_refusal


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """The form of an ask, and sending it."""
    profile = get_object_or_404(
        Profile.objects.visible_to(request.user).others_than(request.user).for_cards(),
        user__public_id=public_id,
    )
    if request.method != "POST":
        return _form(request, profile, None)
    form = AskForm(request.POST, kinds=kinds_of(profile))
    try:
        if form.says_conflict:
            return redirect(_stop_for_conflict(request, profile))
        if not form.is_valid():
            return _form(request, profile, form, status=400)
        return redirect(_send(request, profile, form))
    except InFlight:
        raise
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return _form(request, profile, form, refusal=refusal)


def _send(request: MemberRequest, profile: Profile, form: AskForm) -> str:
    data = form.cleaned_data
    words = {name: data[name] for name in WORDS}

    def work() -> str:
        made = actions.ask(by=request.user, mentor=profile.user, kind=data["kind"], **words)
        return made.get_absolute_url()

    try:
        url = do_once(request, f"ask:{profile.user.public_id}", work)
    except Profile.DoesNotExist:
        # A block came between the page and the press.
        raise Http404 from None
    messages.success(request, _("Sent. You will be told when there is an answer."))
    return url


def _stop_for_conflict(request: MemberRequest, profile: Profile) -> str:
    """Whoever grades, supervises or selects is never asked, whatever else the form says."""

    def work() -> str:
        mark_evaluator(by=request.user, person=profile.user)
        return request.path

    url = do_once(request, f"conflict:{profile.user.public_id}", work)
    messages.info(
        request,
        _("Thank you for saying so. Nothing was sent, and %(name)s is not told.")
        % {"name": profile.name},
    )
    return url


def _form(
    request: MemberRequest,
    profile: Profile,
    form: AskForm | None,
    *,
    status: int = 200,
    refusal: Refused | None = None,
) -> HttpResponse:
    viewer = request.user
    places = places_of(profile.user_id)
    why_not = why_not_ask(viewer, profile, places)
    no_more = "" if why_not else why_no_more(viewer)
    waiting = MentorshipRequest.objects.open().filter(mentor=profile.user_id).count()
    context = {
        "nav": "mentors",
        "profile": profile,
        "person": people_beside(viewer, [profile.user_id])[profile.user_id],
        "card": card_of(profile, reader=Reader.of(viewer)),
        "form": form or AskForm(kinds=kinds_of(profile), initial=_earlier(request, profile)),
        "why_not": "" if form is not None else why_not or no_more,
        "open_asks": open_asks(viewer).select_related("mentor__profile") if no_more else (),
        "most": ASK_LENGTH,
        "house": "" if why_not else house_in_common(viewer.profile, profile),
        "waiting": waiting if takes_waiting(places) else None,
    }
    response = render(request, "relationships/ask.html", context, status=status)
    return with_refusal(response, refusal)


def _earlier(request: MemberRequest, profile: Profile) -> dict[str, Any]:
    """The words of one's last ask of this person, to go on from."""
    last = MentorshipRequest.objects.filter(mentee=request.user, mentor=profile.user_id).first()
    return {name: getattr(last, name) for name in (*WORDS, "kind")} if last else {}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Asks once more, then takes a request back."""
    found = find_request(request, public_id, mentee=request.user)
    if request.method != "POST":
        if not can_withdraw(request.user, found):
            return redirect(found)
        return show_request(
            request,
            found,
            template="relationships/withdraw.html",
            action=request.path,
            label=_("Take it back"),
            back=found.get_absolute_url(),
            back_label=_("Leave it open"),
        )

    def work() -> str:
        return actions.withdraw(by=request.user, request=found).get_absolute_url()

    try:
        url = do_once(request, f"withdraw:{public_id}", work)
    except InFlight:
        raise
    except Refused as refusal:
        return show_request(request, find_request(request, public_id), refusal=refusal)
    messages.success(request, _("Taken back. You can ask again whenever you like."))
    return redirect(url)
