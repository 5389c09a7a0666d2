"""Proof of who one is, as others may read it: facts with their date, and who has none.

A card or a page takes `standing_of(profile)` of a profile out of `.for_cards()`; what has only
ids takes `proof_of`. Whoever asks has passed the gate for these people.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from .choices import ProofKind
from .mailboxes import and_above
from .models import InstitutionDomain, PendingProof, Profile, Proof, User

ORCID_PAGE = "https://orcid.org/"


@dataclass(frozen=True)
class Fact:
    """One confirmed fact: a domain, or an ORCID iD with the page that it names."""

    kind: str
    shown: str
    url: str
    confirmed_at: datetime


@dataclass(frozen=True)
class Standing:
    """What stands beside a name: the facts, or that a mentor has none yet."""

    facts: tuple[Fact, ...]
    is_missed: bool

    def __bool__(self) -> bool:
        return bool(self.facts) or self.is_missed


def proof_of(user_ids: Collection[int]) -> dict[int, tuple[Fact, ...]]:
    """The confirmed facts of these people by account id, in one query; nobody without any."""
    found: dict[int, list[Proof]] = defaultdict(list)
    for proof in Proof.objects.filter(user__in=user_ids):
        found[proof.user_id].append(proof)
    return {user_id: facts_of(proofs) for user_id, proofs in found.items()}


def standing_of(profile: Profile) -> Standing:
    """What stands beside this person's name; no query when the proofs came along.

    A mentor without a proof is told apart; who only looks for mentors needs none.
    """
    facts = facts_of(profile.user.proofs.all())
    return Standing(facts=facts, is_missed=profile.is_mentor and not facts)


def facts_of(proofs: Iterable[Proof]) -> tuple[Fact, ...]:
    """Rows as facts, an institution before an ORCID iD."""
    return tuple(
        Fact(
            kind=proof.kind,
            shown=proof.shown,
            url=f"{ORCID_PAGE}{proof.shown}" if proof.kind == ProofKind.ORCID else "",
            confirmed_at=proof.confirmed_at,
        )
        for proof in sorted(proofs, key=lambda proof: proof.kind)
    )


def known_domain(domain: str) -> str | None:
    """The domain of the institution that `domain` belongs to, itself or one above; or None."""
    known = InstitutionDomain.objects.filter(domain__in=and_above(domain))
    return max(known.values_list("domain", flat=True), key=len, default=None)


def proof_page(user: User) -> dict[str, Any]:
    """What the page about one's own proofs shows; `address` is what waits for its link."""
    pending = PendingProof.objects.filter(user=user.pk, expires_at__gt=timezone.now()).first()
    facts = proof_of([user.pk]).get(user.pk, ())
    return {
        "facts": facts,
        "pending": pending,
        "kinds": {fact.kind for fact in facts},
        "by_orcid": settings.ORCID_IS_OFFERED,
    }


def is_confirmed(user: User) -> bool:
    """Whether somebody has shown who they are."""
    return Proof.objects.filter(user=user.pk).exists()
