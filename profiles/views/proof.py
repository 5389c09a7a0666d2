"""/settings/proof/: showing who one is, by the mail of an institution or by ORCID."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from profiles import actions
from profiles.errors import CannotConfirm, LinkIsOver, UnknownDomain
from profiles.forms.proof import InstitutionAddressForm, WithdrawForm
from profiles.mailboxes import domain_of
from profiles.models import PendingProof
from profiles.proofs import proof_page
from profiles.requests import MemberRequest
from safety.errors import Refused
from safety.idempotency import once, read_key


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: MemberRequest) -> HttpResponse:
    """What others read of me, and the ways to confirm it."""
    if request.method != "POST":
        return _page(request, InstitutionAddressForm())
    form = InstitutionAddressForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    try:
        return _ask(request, form.cleaned_data["address"])
    except CannotConfirm as refusal:
        if isinstance(refusal, UnknownDomain):
            domain = domain_of(form.cleaned_data["address"])
            actions.propose_domain(by=request.user, domain=domain)
        form.add_error("address", refusal.sentence)
        return _page(request, form, status=refusal.status)


@login_required
@require_POST
def resend_proof(request: MemberRequest) -> HttpResponse:
    """One more mail to the address that waits, with a link that replaces the one before."""
    pending = PendingProof.objects.filter(user=request.user).first()
    if pending is None:
        raise LinkIsOver(_("No link is on its way any more. Please type the address again."))
    return _ask(request, pending.address)


@login_required
@require_POST
def give_up_proof(request: MemberRequest) -> HttpResponse:
    """Forget the address that waits for its link."""

    def work() -> str:
        actions.give_up_proof(by=request.user)
        return reverse("profiles:proof")

    url = once(by=request.user, key=read_key(request), action="give_up_proof", work=work)
    messages.success(request, _("Forgotten. The link opens nothing any more."))
    return redirect(url)


@login_required
@require_POST
def withdraw_proof(request: MemberRequest) -> HttpResponse:
    """Take a proof back."""
    kind = WithdrawForm(request.POST).chosen()
    if kind is None:
        raise Refused(
            _("This form was incomplete and nothing was changed. Please reload the page.")
        )

    def work() -> str:
        actions.withdraw_proof(by=request.user, kind=kind)
        return reverse("profiles:proof")

    url = once(by=request.user, key=read_key(request), action=f"withdraw:{kind}", work=work)
    messages.success(request, _("Removed. Nobody reads it any more."))
    return redirect(url)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_proof(request: MemberRequest, token: str) -> HttpResponse:
    """Where the mail leads: asks once more, for programs that read mail open links too."""
    if request.method != "POST":
        pending = actions.pending_of(request.user, token)
        context = {"nav": "me", "pending": pending, "token": token}
        return render(request, "profiles/confirm_proof.html", context)

    def work() -> str:
        actions.confirm_institution(by=request.user, token=token)
        return reverse("profiles:proof")

    url = once(by=request.user, key=read_key(request), action="confirm_proof", work=work)
    messages.success(request, _("Confirmed. Others read the domain and the date."))
    return redirect(url)


def _ask(request: MemberRequest, address: str) -> HttpResponse:
    def work() -> str:
        actions.ask_for_proof(by=request.user, address=address)
        return reverse("profiles:proof")

    url = once(by=request.user, key=read_key(request), action="ask_for_proof", work=work)
    messages.success(request, _("Done. The mail should be there within a few minutes."))
    return redirect(url)


def _page(
    request: MemberRequest, form: InstitutionAddressForm, *, status: int = 200
) -> HttpResponse:
    context = {"nav": "me", "form": form} | proof_page(request.user)
    return render(request, "profiles/proof.html", context, status=status)
