"""A mentor's answer, from the page and from the mail; and what comes after a yes."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from profiles.requests import MemberRequest
from relationships import actions
from relationships.forms import AcceptForm, DeclineForm
from relationships.links import NOT_NOW, BadLink, read_link
from relationships.models import RequestState
from safety.errors import InFlight, Refused

from ._find import do_once, find_request, show_request


@login_required
@require_POST
def accept(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say yes."""
    found = find_request(request, public_id, mentor=request.user)
    form = AcceptForm(request.POST)
    if not form.is_valid():
        return show_request(request, found, accept_form=form, status=400)

    def work() -> str:
        made = actions.accept(by=request.user, request=found, note=form.cleaned_data["note"])
        return f"{made.get_absolute_url()}?accepted=1"

    try:
        return redirect(do_once(request, f"accept:{public_id}", work))
    except InFlight:
        raise
    except Refused as refusal:
        now = find_request(request, public_id, mentor=request.user)
        return show_request(request, now, refusal=refusal, accept_form=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say "not now", with or without a reason."""
    found = find_request(request, public_id, mentor=request.user)
    if request.method != "POST":
        if found.state != RequestState.OPEN:
            return redirect(found)
        return show_request(request, found, template="relationships/decline.html")
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return show_request(
            request, found, template="relationships/decline.html", decline_form=form, status=400
        )

    def work() -> str:
        return actions.decline(
            by=request.user, request=found, **form.cleaned_data
        ).get_absolute_url()

    try:
        url = do_once(request, f"decline:{public_id}", work)
    except InFlight:
        raise
    except Refused as refusal:
        now = find_request(request, public_id, mentor=request.user)
        return show_request(request, now, refusal=refusal, decline_form=form)
    messages.success(request, _("Answered. They read it in kind words."))
    return redirect(url)


@login_required
@require_safe
def answer(request: MemberRequest, token: str) -> HttpResponse:
    """Where the mail's link leads: a page that asks once more. Fetching it changes nothing."""
    try:
        link = read_link(token)
    except BadLink:
        raise Http404 from None
    if link.mentor != request.user.public_id:
        raise Http404
    found = find_request(request, link.request, mentor=request.user)
    if link.is_over or found.state != RequestState.OPEN:
        return redirect(found)
    declines = request.GET.get("say") == NOT_NOW
    template = "relationships/decline.html" if declines else "relationships/accept.html"
    return show_request(request, found, template=template)
