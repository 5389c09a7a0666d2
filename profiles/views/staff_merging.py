"""Moderators merge an institution into the one that it is. For everybody else this is not there."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from profiles import actions
from profiles.errors import Circle, GoneMeanwhile, SameInstitution
from profiles.forms.institutions import InstitutionMergeForm
from profiles.models import Institution
from profiles.permissions import may_curate
from profiles.requests import MemberRequest
from safety.idempotency import once, read_key


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def merge_institution(request: MemberRequest, number: int) -> HttpResponse:
    """Say into which other one; see what moves; then do it."""
    if not may_curate(request.user):
        raise Http404
    posted = request.method == "POST"
    sent = request.POST if posted else request.GET
    if "into" not in sent:
        return _page(request, number, InstitutionMergeForm())
    form = InstitutionMergeForm(sent)
    if not form.is_valid():
        return _page(request, number, form, status=400)
    into: Institution = form.cleaned_data["into"]
    try:
        if not posted:
            merge = actions.look_at_institution_merge(institution=_row(number), into=into)
            return _page(request, number, form, into=into, merge=merge)
        return redirect(_merge(request, number, into))
    except (SameInstitution, Circle, GoneMeanwhile) as refused:
        form.add_error("into", refused.sentence)
        return _page(request, number, form, status=400)


def _merge(request: MemberRequest, number: int, into: Institution) -> str:
    """Sent twice, the second is answered as the first was, though the institution is gone."""

    def work() -> str:
        row = _row(number)
        actions.merge_institutions(institution=row, into=into, by=request.user)
        messages.success(
            request,
            _("“%(one)s” means %(other)s from now on.") % {"one": row.name, "other": into.name},
        )
        return reverse("profiles:staff_institution", args=[into.pk])

    action = f"merge_institution:{number}:{into.pk}"
    return once(by=request.user, key=read_key(request), action=action, work=work)


def _row(number: int) -> Institution:
    return get_object_or_404(Institution, pk=number)


def _page(
    request: MemberRequest,
    number: int,
    form: InstitutionMergeForm,
    *,
    into: Institution | None = None,
    merge: actions.InstitutionMerge | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "nav": "me",
        "institution": _row(number),
        "form": form,
        "into": into,
        "merge": merge,
    }
    return render(request, "profiles/merge_institution.html", context, status=status)
