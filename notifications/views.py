"""The list of news and the door each one leads through; what is mailed, and how that is ended."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from profiles.actions import set_quiet_mode
from profiles.requests import MemberRequest
from safety.idempotency import once, read_key

from . import actions
from .forms import MailsForm
from .kinds import tell, tell_all
from .models import Notification
from .paging import page_of
from .preferences import has_bounced, settings_of
from .stopping import BadLink, read_stop_link

NEWS_A_PAGE = 30


@login_required
@require_safe
def inbox(request: MemberRequest) -> HttpResponse:
    """What the viewer should know, newest first, each worded as it may be told now."""
    viewer = request.user
    rows = Notification.objects.visible_to(viewer)
    before = request.GET.get("before", "")
    page = page_of(rows, before=before, size=NEWS_A_PAGE)
    told = tell_all(viewer, page.rows)
    context = {
        "nav": "news",
        "page": page,
        "is_older": bool(before),
        "news": [(row, told[row.pk]) for row in page.rows if row.pk in told],
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


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: MemberRequest) -> HttpResponse:
    """What is mailed, kind by kind, and when."""
    viewer = request.user
    now = settings_of(viewer)
    form = MailsForm.showing(viewer, now, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {
            "nav": "me",
            "form": form,
            "bounced": now if has_bounced(viewer, now) else None,
            "quiet_mode": viewer.profile.quiet_mode,
        }
        status = 400 if request.method == "POST" else 200
        return render(request, "notifications/settings.html", context, status=status)

    def work() -> str:
        actions.choose(by=viewer, wishes=form.wishes())
        return ""

    once(by=viewer, key=read_key(request), action="choose_mails", work=work)
    messages.success(request, _("Saved. It holds for what waits already, too."))
    return redirect("notifications:settings")


@login_required
@require_POST
def quiet_mode(request: MemberRequest) -> HttpResponse:
    """Turn quiet mode on or off."""
    viewer, wished = request.user, request.POST.get("wished") == "on"

    def work() -> str:
        set_quiet_mode(by=viewer, wished=wished)
        return ""

    once(by=viewer, key=read_key(request), action="quiet_mode", work=work)
    if wished:
        messages.success(request, _("Quiet mode is on: no numbers, and one mail a week at most."))
    else:
        messages.success(request, _("Quiet mode is off. Mails go again as you chose below."))
    return redirect("notifications:settings")


@login_required
@require_POST
def mail_again(request: MemberRequest) -> HttpResponse:
    """Try the address again that mail came back from."""
    viewer = request.user

    def work() -> str:
        actions.mail_again(by=viewer)
        return ""

    once(by=viewer, key=read_key(request), action="mail_again", work=work)
    messages.success(request, _("Mail goes to your address again, from the next news on."))
    return redirect("notifications:settings")


@csrf_exempt  # a mail program sends this form for its reader, without a page of ours
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End mails by the link in one: signed out too, and good for nothing else."""
    try:
        link = read_stop_link(token)
    except BadLink:
        raise Http404 from None
    if request.method == "POST":
        actions.stop_mails(by=link.user, kinds=link.kinds, digest=link.digest)
    context = {"done": request.method == "POST", "link": link}
    return render(request, "notifications/stop.html", context)
