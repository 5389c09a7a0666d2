"""Domains that people would confirm and no institution has. For members this page is not there."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from profiles import actions
from profiles.errors import DomainTaken
from profiles.forms.institutions import DomainForm
from profiles.models import DomainAsk, InstitutionDomain
from profiles.permissions import may_curate
from profiles.requests import MemberRequest
from safety.idempotency import once, read_key

PER_PAGE = 25


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def domains(request: MemberRequest) -> HttpResponse:
    """Those that wait, how many people stand behind each, and what each is."""
    if not may_curate(request.user):
        raise Http404
    if request.method != "POST":
        return _list(request, None)
    form = DomainForm.deciding("", request.POST)
    if form.is_valid():
        try:
            return _decide(request, form)
        except DomainTaken as refused:
            form.add_error(None, refused.sentence)
    return _list(request, form, status=400)


def _decide(request: MemberRequest, form: DomainForm) -> HttpResponse:
    domain, institution = form.cleaned_data["domain"], form.cleaned_data["into"]

    def work() -> str:
        if institution is None:
            actions.set_domain_aside(by=request.user, domain=domain)
        else:
            actions.give_domain(by=request.user, domain=domain, institution=institution)
        return reverse("profiles:staff_domains")

    action = f"domain:{form.cleaned_data['decision']}"
    url = once(by=request.user, key=read_key(request), action=action, work=work)
    messages.success(request, _("%(domain)s is decided.") % {"domain": domain})
    return redirect(url)


def _list(request: MemberRequest, tried: DomainForm | None, *, status: int = 200) -> HttpResponse:
    known = InstitutionDomain.objects.filter(domain=OuterRef("domain"))
    waiting = (
        DomainAsk.objects.filter(~Exists(known), is_set_aside=False)
        .values("domain")
        .annotate(people=Count("user"))
        .order_by("-people", "domain")
    )
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(row, _form_of(row["domain"], tried)) for row in page]
    context = {"nav": "me", "page": page, "rows": rows, "tried": tried}
    return render(request, "profiles/staff_domains.html", context, status=status)


def _form_of(domain: str, tried: DomainForm | None) -> DomainForm:
    return tried if tried and tried.about == domain else DomainForm.deciding(domain)
