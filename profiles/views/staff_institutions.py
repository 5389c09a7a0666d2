"""Moderators look after institutions. For everybody else these pages are not there."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from profiles import actions
from profiles.forms.institutions import Decision, InstitutionForm, NameForm
from profiles.institution_proposals import proposals
from profiles.models import Institution, InstitutionVerdict
from profiles.permissions import may_curate
from profiles.requests import MemberRequest
from safety.errors import InFlight, Refused
from safety.idempotency import once, read_key
from safety.text import clean_line

PER_PAGE = 25
MOST_ASKED = 160
MOST_OF_A_NAME = 120  # what people can type into their profile
LISTS = ("waiting", "decided", "all")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def institutions(request: MemberRequest) -> HttpResponse:
    """Names that people typed, what was decided about others, and all institutions."""
    if not may_curate(request.user):
        raise Http404
    if request.method != "POST":
        return _list(request)
    name = clean_line(request.POST.get("name", "")[:MOST_ASKED])
    form = NameForm.deciding(name, request.POST)
    if not form.is_valid():
        return _one(request, name, form)
    try:
        return _decide(request, form.cleaned_data)
    except InFlight:
        raise
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return _one(request, name, form)


@login_required
@require_POST
def undo_name(request: MemberRequest, number: int) -> HttpResponse:
    """Take a decision about a name back."""
    if not may_curate(request.user):
        raise Http404

    def work() -> str:
        rows = InstitutionVerdict.objects.select_related("institution")
        verdict = get_object_or_404(rows, pk=number)
        actions.undo_verdict(verdict=verdict, by=request.user)
        messages.success(
            request, _("Undone. “%(name)s” waits for a decision again.") % {"name": verdict.name}
        )
        return reverse("profiles:staff_institutions")

    try:
        url = once(by=request.user, key=read_key(request), action=f"undo:{number}", work=work)
    except InFlight:
        raise
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect(f"{reverse('profiles:staff_institutions')}?show=decided")
    return redirect(url)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def institution(request: MemberRequest, number: int) -> HttpResponse:
    """One institution: what it is called, where it belongs, and its mail domains."""
    if not may_curate(request.user):
        raise Http404
    rows = Institution.objects.select_related("parent__parent")
    row: Institution = get_object_or_404(rows, pk=number)
    form = InstitutionForm(
        request.POST if request.method == "POST" else None, initial=InstitutionForm.initial_of(row)
    )
    if form.is_valid() and _save(request, row, form):
        messages.success(request, _("Saved. Who works there is matched by it from now on."))
        return redirect("profiles:staff_institution", row.pk)
    context = {
        "nav": "me",
        "form": form,
        "institution": row,
        "people": row.people.count(),
        "children": row.children.order_by("name", "pk")[:PER_PAGE],
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "profiles/staff_institution.html", context, status=status)


def _decide(request: MemberRequest, said: dict[str, Any]) -> HttpResponse:
    name, by = said["name"], request.user

    def work() -> str:
        if said["decision"] == Decision.MERGE:
            actions.merge_name(name=name, into=said["into"], by=by)
        elif said["decision"] == Decision.ACCEPT:
            actions.accept_name(typed=name, name=said["called"], country=said["country"], by=by)
        else:
            actions.dismiss_name(name=name, by=by)
        return reverse("profiles:staff_institutions")

    action = f"name:{said['decision']}"
    url = once(by=by, key=read_key(request), action=action, work=work)
    messages.success(
        request, _("“%(name)s” is decided. It can be undone under Decided.") % {"name": name}
    )
    return redirect(url)


def _save(request: MemberRequest, row: Institution, form: InstitutionForm) -> bool:
    """Save the valid form, or say in it why not."""

    def work() -> str:
        actions.edit_institution(institution=row, by=request.user, **form.cleaned_data)
        return ""

    try:
        once(by=request.user, key=read_key(request), action=f"institution:{row.pk}", work=work)
    except InFlight:
        raise
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return False
    return True


def _one(request: MemberRequest, name: str, form: NameForm) -> HttpResponse:
    """One name alone, with what is wrong with the decision."""
    alone = {"spellings": [name], "people": 0}
    context = {"nav": "me", "rows": [(alone, form)], "shown": LISTS[0], "one": name}
    return render(request, "profiles/staff_institutions.html", context, status=400)


def _list(request: MemberRequest) -> HttpResponse:
    shown = request.GET.get("show", "")
    shown = shown if shown in LISTS else LISTS[0]
    asked = clean_line(request.GET.get("q", "")[: 4 * MOST_ASKED])[:MOST_ASKED]
    rows = {"waiting": proposals, "decided": _decided, "all": lambda: _all(asked)}[shown]()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"nav": "me", "page": page, "shown": shown, "asked": asked}
    if shown == "waiting":
        context["rows"] = [(row, NameForm.deciding(row["spellings"][0])) for row in page]
    if asked and not page.object_list:
        context["adding"] = NameForm.deciding(asked[:MOST_OF_A_NAME])
    return render(request, "profiles/staff_institutions.html", context)


def _decided() -> Any:
    return InstitutionVerdict.objects.select_related("institution")


def _all(asked: str) -> Any:
    rows = Institution.objects.typed(asked) if asked else Institution.objects.order_by("key", "pk")
    return rows.select_related("parent").annotate(staff_count=Count("people", distinct=True))
