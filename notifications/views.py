"""The list of news, and the door each one leads through."""

import uuid

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from profiles.requests import MemberRequest
from safety.idempotency import once, read_key

from . import actions, digest
from .kinds import tell, tell_all
from .models import Notification

NEWS_A_PAGE = 30


@login_required
@require_safe
def inbox(request: MemberRequest) -> HttpResponse:
    """What the viewer should know, newest first, each worded as it may be told now."""
    viewer = request.user
    rows = Notification.objects.visible_to(viewer)
    page = Paginator(rows, NEWS_A_PAGE).get_page(request.GET.get("page"))
    told = tell_all(viewer, page.object_list)
    context = {
        "nav": "news",
        "page": page,
        "news": [(row, told[row.pk]) for row in page.object_list if row.pk in told],
        "any_unread": rows.unread().exists(),
    }
    return render(request, "notifications/inbox.html", context)


@login_required
@require_safe
def open_one(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Mark one as read and go where it leads, a path of this site."""
    notification = get_object_or_404(
        Notification.objects.visible_to(request.user), public_id=public_id
    )
    told = tell(notification)
    if told is None:
        raise Http404
    if request.method == "GET":
        actions.mark_read(notification=notification, by=request.user)
    return redirect(told.url)


@login_required
@require_POST
def read_all(request: MemberRequest) -> HttpResponse:
    """Everything is read."""
    viewer = request.user

    def work() -> str:
        actions.mark_all_read(by=viewer)
        return ""

    once(by=viewer, key=read_key(request), action="read_all", work=work)
    return redirect("notifications:inbox")


@csrf_exempt  # a mail program sends this form for its reader, without a page of ours
@require_http_methods(["GET", "HEAD", "POST"])
def stop_digest(request: HttpRequest, token: str) -> HttpResponse:
    """End the digest by its mail's link: signed out too, and good for nothing else."""
    try:
        reader = digest.read_stop_link(token)
    except digest.BadLink:
        raise Http404 from None
    if request.method == "POST":
        digest.stop_digest(by=reader)
    context = {"done": request.method == "POST"}
    return render(request, "notifications/stop_digest.html", context)
