"""What shows that somebody is who they say: a fact with its date, and what is still to be opened.

A proof is made by a confirmed address at an institution or by a sign-in with ORCID, by nobody's
hand, and is gone when its holder takes it back. The address itself stands only in the row that
waits for its link to be opened; what stays is a keyed digest, so that it serves one account.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from profiles.choices import ProofKind


class Proof(models.Model):
    """One confirmed fact: `shown` is the institution's domain, or the ORCID iD."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="proofs"
    )
    kind = models.CharField(max_length=12, choices=ProofKind)
    shown = models.CharField(max_length=253)
    holder = models.CharField(max_length=64)  # a digest of what was confirmed: serves one account
    confirmed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["kind"]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="proof_once_a_kind"),
            models.UniqueConstraint(fields=["kind", "holder"], name="proof_of_one_account"),
            models.CheckConstraint(
                condition=Q(kind__in=ProofKind.values), name="proof_of_a_known_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"proof {self.pk}"


class PendingProof(models.Model):
    """A link on its way to an address at an institution; a newer one takes its place."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="pending_proof"
    )
    address = models.EmailField(max_length=254)
    domain = models.CharField(max_length=253)
    nonce = models.CharField(max_length=43)
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"pending proof {self.pk}"


class DomainAsk(models.Model):
    """Somebody would have confirmed an address at a domain that no institution has yet.

    It stands for one person, so that a proposal is gone with the last who made it; the address is
    not kept. `is_set_aside` once staff found that it is no institution's.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="domain_asks"
    )
    domain = models.CharField(max_length=253)
    is_set_aside = models.BooleanField(default=False)
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "domain"], name="domain_asked_once"),
        ]
        indexes = [models.Index(fields=["domain"], name="domain_ask_by_domain")]

    def __str__(self) -> str:
        return f"domain ask {self.pk}"
