"""Reporting something, and reading what became of it."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from profiles import actions as people
from profiles.models import User
from profiles.requests import MemberRequest
from safety import cases
from safety.cases import NotThere, open_report, thing_seen_by
from safety.choices import Severity, what_can_be_wrong
from safety.errors import InFlight, RateLimited, Refused
from safety.evidence import seal_thing, thing_as_seen
from safety.idempotency import may_be_sent_again, once, read_key
from safety.models import Report
from safety.permissions import is_blocked
from safety.registry import Thing, reportable

from .forms import ReportForm
from .wording import called, photo_in_words, shown, status_of, term

REPORTS_A_PAGE = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: MemberRequest, kind: str, public_id: str) -> HttpResponse:
    """What is wrong with a thing that the viewer sees: one press sends it, as it is now."""
    by = request.user
    if request.method != "POST":
        return _page(request, kind, public_id, ReportForm())
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _page(request, kind, public_id, form, status=400)
    said = form.cleaned_data

    def work() -> str:
        seen = _seen(request, kind, public_id)
        subject = seen.subject
        sent = open_report(
            by=by,
            kind=kind,
            public_id=public_id,
            category=said["category"],
            words=said["words"],
            with_pieces=request.POST.getlist("pieces"),
            seen=seen,
        )
        if said["block"] and subject is not None:
            people.block(by=by, person=User.objects.get(pk=subject.pk))
        return reverse("moderation:reported", args=[sent.public_id])

    try:
        url = once(by=by, key=read_key(request), action=f"report:{kind}"[:60], work=work)
    except InFlight:
        raise
    except Refused as refusal:
        form.add_error("words", refusal.sentence)
        response = _page(request, kind, public_id, form, status=refusal.status)
        if isinstance(refusal, RateLimited):
            response.headers["Retry-After"] = str(refusal.retry_after)
        return response
    messages.success(request, _("Thank you. Moderators have it now, and only they read it."))
    return redirect(url)


@login_required
@require_safe
def mine(request: MemberRequest) -> HttpResponse:
    """What the viewer reported, and where each report stands."""
    rows = Report.objects.visible_to(request.user).select_related("case__decision")
    page = Paginator(rows.order_by("-sent_at", "-pk"), REPORTS_A_PAGE).get_page(
        request.GET.get("page")
    )
    lines = [(row, *called(row), status_of(row)) for row in page]
    return render(request, "moderation/reports.html", {"nav": "me", "page": page, "lines": lines})


@login_required
@require_safe
def reported(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """One report: what was sent, and what came of it."""
    row = get_object_or_404(
        Report.objects.visible_to(request.user).with_photos().select_related("case__decision"),
        public_id=public_id,
    )
    sent = shown(row)
    context = {
        "nav": "me",
        "sent": sent,
        "lines": [*sent.lines, *([photo_in_words()] if sent.photo else [])],
        "status": status_of(row),
        "where": _where_it_stands(request.user, row),
        "can_be_taken_back": cases.can_be_taken_back(row, row.case),
    }
    return render(request, "moderation/reported.html", context)


@login_required
@require_POST
def take_back(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Pressed by mistake: moderators no longer have it, and the viewer is where she was."""
    by = request.user

    def work() -> str:
        try:
            row = cases.take_back(by=by, public_id=public_id)
        except Report.DoesNotExist:
            raise Http404 from None
        may_be_sent_again(by=by, answer=reverse("moderation:reported", args=[public_id]))
        return _where_it_stands(by, row) or reverse("moderation:reports")

    url = once(by=by, key=read_key(request), action=f"take back:{public_id}", work=work)
    messages.success(request, _("Taken back: moderators no longer have your report."))
    return redirect(url)


def _thing(viewer: User, kind: str, public_id: str) -> Thing:
    """What the viewer may report; 404 where she sees none, as for what never was or is her own."""
    try:
        thing = thing_seen_by(viewer, kind, public_id)
    except NotThere:
        raise Http404 from None
    if thing.subject is not None and thing.subject.pk == viewer.pk:
        raise Http404
    return thing


def _seen(request: MemberRequest, kind: str, public_id: str) -> Thing:
    """What the viewer saw when she opened the form, else what she sees now; 404 as for _thing."""
    sealed = request.POST.get("seen", "")
    kept = thing_as_seen(sealed, by=request.user, kind=kind, public_id=public_id)
    return kept or _thing(request.user, kind, public_id)


def _where_it_stands(viewer: User, report: Report) -> str:
    """The page of what was reported; "" where the viewer does not see it any more."""
    try:
        return thing_seen_by(viewer, report.kind, report.thing).url
    except NotThere:
        return ""


def _page(
    request: MemberRequest, kind: str, public_id: str, form: ReportForm, *, status: int = 200
) -> HttpResponse:
    thing = _seen(request, kind, public_id)
    lines = reportable(kind).show(thing.data)
    offers_block = thing.subject is not None and not is_blocked(request.user, thing.subject)
    ticked = set(request.POST.getlist("pieces"))
    context = {
        "nav": "",
        "thing": thing,
        "seen": seal_thing(thing, by=request.user, kind=kind, public_id=public_id),
        "action": request.path,
        "form": form,
        "categories": what_can_be_wrong(),
        "lines": [*lines, *([photo_in_words()] if thing.photo else [])],
        "around": [(piece, piece.key in ticked) for piece in thing.pieces],
        "offers_block": offers_block,
        "urgent": term(settings.MODERATION_HOURS[Severity.URGENT]),
        "ordinary": term(settings.MODERATION_HOURS[Severity.ORDINARY]),
    }
    return render(request, "moderation/report.html", context, status=status)
