"""Where a person stands: what moderators decided about her, why, until when, and her one appeal.

Somebody suspended reads this, too.
"""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from profiles.requests import MemberRequest
from safety import decisions
from safety.idempotency import once, read_key
from safety.models import Decision

from .forms import AppealForm
from .wording import answer_in_words, stands


@login_required
@require_safe
def standing(request: MemberRequest) -> HttpResponse:
    """Everything decided about the viewer, the latest first."""
    return _page(request)


@login_required
@require_POST
def appeal(request: MemberRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask another moderator to look again, once."""
    found = get_object_or_404(Decision.objects.visible_to(request.user), public_id=public_id)
    form = AppealForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=400)

    def work() -> str:
        decisions.appeal(by=request.user, decision=found, words=form.cleaned_data["words"])
        return reverse("moderation:standing")

    url = once(by=request.user, key=read_key(request), action=f"appeal:{found.pk}", work=work)
    messages.success(request, _("Sent. A moderator who did not decide this reads it."))
    return redirect(url)


def _page(
    request: MemberRequest,
    refused: Decision | None = None,
    form: AppealForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    rows = Decision.objects.visible_to(request.user).select_related("appeal")
    lines = []
    for row in rows:
        line = stands(row, now=now)
        its_form = form if refused == row else AppealForm(auto_id=f"id_{row.public_id}_%s")
        there = getattr(row, "appeal", None)
        lines.append((line, its_form, there, answer_in_words(there.state) if there else ""))
    context = {"nav": "me", "lines": lines}
    return render(request, "moderation/standing.html", context, status=status)
