"""Keeping people apart: block and unblock, and who grades, supervises or selects me.

A person whom the viewer may not see answers as one who never was, on each of these pages. The
lists of one's own blocks is the one place that names people past the gate: they are those whom the
viewer herself blocked, and nothing but the name she knew them by is shown.
"""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from profiles import actions
from profiles.models import Profile, TagHiding, User
from profiles.requests import MemberRequest
from safety.idempotency import once, read_key


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def block(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask once more, then keep the two apart; the other is not told."""
    by = request.user
    if request.method != "POST":
        profile = _other(by, public_id)
        return render(request, "profiles/block.html", {"nav": "mentors", "profile": profile})

    def work() -> str:
        actions.block(by=by, person=_other(by, public_id).user)
        return reverse("profiles:blocked_people")

    url = once(by=by, key=read_key(request), action=f"block:{public_id}", work=work)
    messages.success(request, _("Blocked. You no longer meet on Kindred, and nobody is told."))
    return redirect(url)


@login_required
@require_POST
def unblock(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Lift one's own block."""
    by = request.user

    def work() -> str:
        person = get_object_or_404(User, public_id=public_id, blocks_met__blocker=by)
        actions.unblock(by=by, person=person)
        return reverse("profiles:blocked_people")

    url = once(by=by, key=read_key(request), action=f"unblock:{public_id}", work=work)
    messages.success(
        request,
        _("Unblocked. You can find each other again; what the block ended stays ended."),
    )
    return redirect(url)


@login_required
@require_safe
def blocked_people(request: MemberRequest) -> HttpResponse:
    """Whom I blocked, who grades, supervises or selects me, and whom I hide under a hashtag."""
    context = {
        "nav": "me",
        "blocked": Profile.objects.filter(user__blocks_met__blocker=request.user)
        .select_related("user")
        .order_by("name", "pk"),
        "evaluators": Profile.objects.visible_to(request.user)
        .filter(user__marked_as_evaluator__holder=request.user)
        .select_related("user")
        .order_by("name", "pk"),
        "hidden": TagHiding.objects.visible_to(request.user).select_related(
            "hashtag", "person__profile"
        ),
    }
    return render(request, "profiles/blocked.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def evaluator(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say that somebody grades, supervises or selects me: we are never suggested to each other."""
    by = request.user
    if request.method != "POST":
        profile = _other(by, public_id)
        return render(request, "profiles/evaluator.html", {"nav": "mentors", "profile": profile})

    def work() -> str:
        profile = _other(by, public_id)
        actions.mark_evaluator(by=by, person=profile.user)
        return profile.get_absolute_url()

    url = once(by=by, key=read_key(request), action=f"evaluator:{public_id}", work=work)
    messages.success(
        request, _("Noted. You are not suggested to each other, and only you know why.")
    )
    return redirect(url)


@login_required
@require_POST
def unmark_evaluator(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take the mark back."""
    by = request.user

    def work() -> str:
        profile = _other(by, public_id)
        if not actions.unmark_evaluator(by=by, person=profile.user):
            raise Http404
        return profile.get_absolute_url()

    url = once(by=by, key=read_key(request), action=f"unmark:{public_id}", work=work)
    messages.success(request, _("Taken back. You can be suggested to each other again."))
    return redirect(url)


def _other(viewer: User, public_id: uuid.UUID) -> Profile:
    """Somebody else whom the viewer may see; 404 otherwise."""
    rows = Profile.objects.visible_to(viewer).others_than(viewer).select_related("user")
    return get_object_or_404(rows, user__public_id=public_id)
