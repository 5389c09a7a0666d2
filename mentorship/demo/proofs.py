"""Most of the demo's mentors have shown who they are, by their institution or by ORCID; a few have
not, so that both are met.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from profiles.actions.proving import digest
from profiles.choices import ProofKind
from profiles.models import InstitutionDomain, Proof, User

from .shapes import Person

ONE_WITHOUT_IN = 6  # of so many mentors one has no proof
ONE_BY_ORCID_IN = 5
SPREAD = 90  # days over which people confirmed
# Beyond the iDs that ORCID gives out, with their check digit (ISO 7064, 11-2).
FIRST_ORCID = 900_000_000_000_000


def seed_proofs(people: Iterable[Person], users: Mapping[str, User], *, now: datetime) -> None:
    """Write the proofs; the institutions and their domains are there."""
    mentors = [person for person in people if "mentor" in person.roles]
    rows = InstitutionDomain.objects.values_list("institution__name", "domain")
    domains: dict[str, str] = dict(rows)
    proofs = []
    for number, person in enumerate(mentors):
        user, at = users[person.slug], now - timedelta(days=3 + number * 7 % SPREAD)
        domain = domains.get(person.institution_name)
        if domain and number % ONE_WITHOUT_IN != ONE_WITHOUT_IN - 1:
            holder = digest(ProofKind.INSTITUTION, user.email)
            proofs.append(_proof(user, ProofKind.INSTITUTION, domain, holder, at))
        if number % ONE_BY_ORCID_IN == 0:
            orcid = _orcid(FIRST_ORCID + number)
            holder = digest(ProofKind.ORCID, orcid)
            proofs.append(_proof(user, ProofKind.ORCID, orcid, holder, at))
    Proof.objects.bulk_create(proofs)


def _proof(user: User, kind: ProofKind, shown: str, holder: str, at: datetime) -> Proof:
    return Proof(user=user, kind=kind, shown=shown, holder=holder, confirmed_at=at)


def _orcid(number: int) -> str:
    digits = f"{number:015d}"
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    whole = digits + ("X" if check == 10 else str(check))
    return "-".join(whole[start : start + 4] for start in range(0, 16, 4))
