"""The moderators' queue, and one case. For everybody else, and for whoever has a part in a case,
these pages are not there."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from profiles.models import User
from profiles.photos import send_photo
from profiles.requests import MemberRequest
from safety import decisions
from safety.choices import AppealState, CaseState, Outcome
from safety.idempotency import once, read_key
from safety.models import Appeal, Case, Decision, Report, ReportedPhoto
from safety.querysets import ABOUT_A_PERSON, CaseQuerySet, moderates

from .forms import DecisionForm
from .wording import DECISIONS, kind_of, shown

CASES_A_PAGE = 25
LISTS = ("open", "mine", "decided")


@login_required
@require_safe
def queue(request: MemberRequest) -> HttpResponse:
    """What waits for a decision, the soonest first; whom it is about is read in the case itself."""
    if not moderates(request.user):
        raise Http404
    which = request.GET.get("show", "")
    which = which if which in LISTS else LISTS[0]
    rows = _listed(request, which).annotate(count=Count("reports")).select_related("moderator")
    rows = rows.prefetch_related(Prefetch("reports", Report.objects.order_by("pk")))
    page = Paginator(rows, CASES_A_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    lines = [(row, sorted({kind_of(one) for one in row.reports.all()}), row.due_at < now)
             for row in page]  # fmt: skip
    context = frame(request) | {"page": page, "lines": lines, "which": which}
    return render(request, "moderation/queue.html", context)


@login_required
@require_safe
def case(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """One case."""
    return _page(request, _find(request, public_id))


@login_required
@require_safe
def photo(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """The photo that somebody had when it was reported, as part of a case that was opened."""
    kept = get_object_or_404(ReportedPhoto.objects.visible_to(request.user), public_id=public_id)
    return send_photo(bytes(kept.picture))


@login_required
@require_POST
def take(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Read it from now on."""
    found = _find(request, public_id)
    return _once(request, found, "take", lambda: decisions.take(by=request.user, case=found))


@login_required
@require_POST
def put_back(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Leave it to the others."""
    found = _find(request, public_id)
    return _once(
        request, found, "put back", lambda: decisions.put_back(by=request.user, case=found)
    )


@login_required
@require_POST
def decide(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """What it comes to."""
    found = _find(request, public_id)
    form = DecisionForm(request.POST, outcomes=decisions.outcomes_for(found))
    if not form.is_valid():
        return _page(request, found, form, status=400)

    def work() -> None:
        decisions.decide(
            by=request.user,
            case=found,
            outcome=Outcome(form.cleaned_data["outcome"]),
            reason=form.cleaned_data.get("reason", ""),
            hours=form.hours_or_none(),
        )

    try:
        response = _once(request, found, "decide", work)
    except decisions.NotSo as refusal:
        form.add_error("reason" if "reason" in form.fields else None, refusal.sentence)
        return _page(request, found, form, status=refusal.status)
    if form.cleaned_data["outcome"] in ABOUT_A_PERSON:
        messages.success(
            request, _("Decided. Whoever reported it, and whom it is about, are told.")
        )
    else:
        messages.success(request, _("Decided. Who reported it is told."))
    return response


def waiting_for(moderator: User) -> int:
    """How many cases and appeals this moderator could decide; asked of nobody else."""
    if not moderates(moderator):
        return 0
    to_be_answered = Q(decision__appeal__state=AppealState.WAITING) & ~Q(decision__by=moderator)
    rows = Case.objects.visible_to(moderator)
    return rows.filter(~Q(state=CaseState.DECIDED) | to_be_answered).count()


def _listed(request: MemberRequest, which: str) -> CaseQuerySet:
    rows = Case.objects.visible_to(request.user)
    if which == "decided":
        return rows.filter(state=CaseState.DECIDED).order_by("-decided_at", "-pk")
    rows = rows.undecided().soonest_first()
    return rows.filter(moderator=request.user) if which == "mine" else rows


def frame(request: MemberRequest) -> dict[str, Any]:
    """What the tabs of every page of moderators say."""
    rows = Case.objects.visible_to(request.user).undecided()
    return {
        "nav": "moderation",
        "waiting": {
            "open": rows.count(),
            "mine": rows.filter(moderator=request.user).count(),
            "appeals": Appeal.objects.visible_to(request.user).waiting().count(),
        },
    }


def _find(request: MemberRequest, public_id: uuid.UUID) -> Case:
    rows = Case.objects.visible_to(request.user).select_related(
        "subject__profile", "moderator__profile", "decision__by__profile"
    )
    return get_object_or_404(rows, public_id=public_id)


def _once(
    request: MemberRequest, found: Case, what: str, work: Callable[[], object]
) -> HttpResponse:
    def answer() -> str:
        try:
            work()
        except Case.DoesNotExist:  # taken back in the meantime, or by now one has a part in it
            raise Http404 from None
        return reverse("moderation:case", args=[found.public_id])

    key = read_key(request)
    return redirect(once(by=request.user, key=key, action=f"{what}:{found.pk}", work=answer))


def _page(
    request: MemberRequest, found: Case, form: DecisionForm | None = None, *, status: int = 200
) -> HttpResponse:
    is_mine = found.state == CaseState.READ and found.moderator_id == request.user.pk
    context = frame(request) | case_context(request, found)
    context |= {
        "is_mine": is_mine,
        "form": form or DecisionForm(outcomes=decisions.outcomes_for(found)),
    }
    return render(request, "moderation/case.html", context, status=status)


def case_context(request: MemberRequest, found: Case) -> dict[str, Any]:
    """What a moderator reads of a case: what was reported as it was, what was sent along, and what
    was decided about the same person before. That it was read is noted, whatever was asked for."""
    if request.method != "HEAD":
        decisions.note_reading(by=request.user, case=found)
    before = Decision.objects.filter(
        subject=found.subject_id,
        subject__isnull=False,
        case__in=Case.objects.without_part_of(request.user),
    ).exclude(case=found)
    return {
        "case": found,
        "is_late": found.decided_at is None and found.due_at < timezone.now(),
        "reports": [shown(row) for row in Report.objects.with_photos().filter(case=found)],
        "before": [(row, DECISIONS[Outcome(row.outcome)]) for row in before],
        "decision": getattr(found, "decision", None),
    }
