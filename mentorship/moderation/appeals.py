"""Appeals, as moderators who did not decide read and answer them."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from profiles.requests import MemberRequest
from safety import decisions
from safety.choices import AppealState
from safety.idempotency import once, read_key
from safety.models import Appeal
from safety.querysets import moderates

from .cases import CASES_A_PAGE, case_context, frame
from .forms import AnswerForm


@login_required
@require_safe
def appeals(request: MemberRequest) -> HttpResponse:
    """Those that wait for somebody other than who decided, the oldest first."""
    if not moderates(request.user):
        raise Http404
    rows = Appeal.objects.visible_to(request.user).waiting().select_related("decision__case")
    page = Paginator(rows.order_by("sent_at", "pk"), CASES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "moderation/appeals.html", frame(request) | {"page": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """One appeal with its case: keep the decision, or take it back."""
    rows = Appeal.objects.visible_to(request.user).select_related(
        "decision__by__profile", "decision__case__subject__profile", "reader__profile"
    )
    found = get_object_or_404(rows, public_id=public_id)
    if request.method != "POST":
        return _page(request, found, AnswerForm())
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=400)

    def work() -> str:
        decisions.answer_appeal(
            by=request.user,
            appeal=found,
            lift=form.cleaned_data["verdict"] == AppealState.LIFTED,
            answer=form.cleaned_data["answer"],
        )
        return reverse("moderation:appeals")

    try:
        url = once(by=request.user, key=read_key(request), action=f"answer:{found.pk}", work=work)
    except decisions.NotSo as refusal:
        form.add_error("answer", refusal.sentence)
        return _page(request, found, form, status=refusal.status)
    messages.success(request, _("Answered. Who appealed is told."))
    return redirect(url)


def _page(
    request: MemberRequest, found: Appeal, form: AnswerForm, *, status: int = 200
) -> HttpResponse:
    context = frame(request) | case_context(request, found.decision.case)
    context |= {"appeal": found, "form": form, "is_open": found.state == AppealState.WAITING}
    return render(request, "moderation/appeal.html", context, status=status)
