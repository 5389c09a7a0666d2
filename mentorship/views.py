"""Pages that combine every app, and the project's own: home, health, the demo's outbox, errors."""

import logging
import sys
import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from notifications.kinds import UnknownKind, kind_named
from notifications.models import Mail
from notifications.wording import word
from profiles.requests import MemberRequest

from .front_page import front_page

logger = logging.getLogger("kindred.failures")

MAILS_A_PAGE = 30
RETRY_AFTER = 5  # seconds
SECURITY_TXT_HOLDS = timedelta(days=90)


@login_required
@require_safe
def home(request: MemberRequest) -> HttpResponse:
    """What is new, or what to do first."""
    if not request.user.profile.is_welcomed:
        return redirect("profiles:welcome", request.user.profile.welcome_step)
    return render(request, "mentorship/home.html", {"nav": "home", **front_page(request.user)})


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answers "ok" when a page could be served: the database is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read the front door and nothing else."""
    return HttpResponse(
        "User-agent: *\nAllow: /$\nDisallow: /\n", content_type="text/plain; charset=utf-8"
    )


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116); nothing where the operator named no place."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    until = timezone.now().replace(microsecond=0) + SECURITY_TXT_HOLDS
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {until.isoformat()}",
        "Preferred-Languages: en",
        f"Canonical: {request.build_absolute_uri(request.path)}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The demo's mails, newest first: there is no mail server behind a demo."""
    mails = Mail.objects.select_related("notification").order_by("-pk")
    page = Paginator(mails, MAILS_A_PAGE).get_page(request.GET.get("page"))
    lines = [(mail, mail.subject or _kind_of(mail)) for mail in page]
    return render(request, "mentorship/outbox.html", {"page": page, "lines": lines})


def _kind_of(mail: Mail) -> str:
    """What a mail that has no words yet is to tell."""
    try:
        return str(kind_named(mail.notification.kind).label) if mail.notification else "…"
    except UnknownKind:
        return "…"


@never_cache
@require_safe
def outbox_mail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One of the demo's mails, as it went out or as it would go now."""
    mail: Mail = get_object_or_404(
        Mail.objects.select_related("reader__profile"), public_id=public_id
    )
    if not mail.text:
        words = word(mail)
        if words is not None:
            mail.subject, mail.text, mail.html = words.subject, words.text, words.html
    return render(request, "mentorship/outbox_mail.html", {"mail": mail})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request could not be read."""
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Refused."""
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same answer for what does not exist and for what the viewer may not know."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """A failure on our side: no trace, an id of its own, and nothing that needs the database.

    Where the database was away, or gave up on two who waited for each other, it says "in a moment".
    """
    reference = uuid.uuid4().hex[:8]
    logger.error("failure shown as %s", reference)  # beside the trace that Django logs
    if _is_the_database_away(sys.exc_info()[1]):
        resting = render(None, "503.html", status=503)
        resting.headers["Retry-After"] = str(RETRY_AFTER)
        return resting
    return render(None, "500.html", {"reference": reference}, status=500)


def _is_the_database_away(error: BaseException | None) -> bool:
    """What Django raises then: one of two kinds, or the bare one for a connection that broke."""
    return isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token did not fit: most often a page that stood open for long."""
    return render(request, "403_csrf.html", status=403)
