"""Proofs whose domain staff take off an institution: they prove nothing any more."""

from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from profiles import registry
from profiles.choices import ProofKind
from profiles.models import PendingProof, Proof, User
from profiles.proofs import known_domain
from safety import audit


@transaction.atomic
def end_proofs(*, domains: Collection[str], by: User) -> int:
    """Take away what was confirmed by these domains, and the links on their way, where no
    institution has the domain or one above it any more; each person is told. Returns how many."""
    gone = [domain for domain in domains if known_domain(domain) is None]
    PendingProof.objects.filter(domain__in=gone).delete()
    rows = Proof.objects.filter(kind=ProofKind.INSTITUTION, shown__in=gone).select_related("user")
    ended = list(rows.order_by("pk"))
    for proof in ended:
        _tell(proof)
        audit.record("end_proof", by=by, subject=proof.user, about=proof, kind=proof.kind)
    rows.delete()
    return len(ended)


def _tell(proof: Proof) -> None:
    context = {"domain": proof.shown, "url": f"{settings.SITE_URL}{reverse('profiles:proof')}"}
    text = render_to_string("emails/proof_over.txt", context)
    paragraphs = [part.strip() for part in text.split("\n\n") if part.strip()]
    look = {"paragraphs": paragraphs, "site_url": settings.SITE_URL}
    registry.send_mail(
        key=f"proof_over:{proof.pk}:{proof.confirmed_at.isoformat()}",
        to=proof.user.email,
        subject=_("Your institution is not confirmed any more"),
        text=text,
        html=render_to_string("emails/account.html", look),
    )
