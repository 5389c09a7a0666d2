"""Domains that people would confirm and no institution has: asked for, given a place, set aside."""

from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from profiles import registry
from profiles.errors import DomainTaken
from profiles.mailboxes import and_above
from profiles.models import DomainAsk, Institution, InstitutionDomain, User
from safety import audit
from safety.ratelimits import hit

ASKS_A_DAY = 5
DAY = 24 * 60 * 60


@transaction.atomic
def propose_domain(*, by: User, domain: str) -> DomainAsk:
    """Let staff look at a domain; what they set aside once stays so. Raises RateLimited."""
    there = DomainAsk.objects.filter(user=by, domain=domain).first()
    if there is not None:
        return there
    hit(scope="propose_domain", who=by.pk, limit=ASKS_A_DAY, seconds=DAY)
    aside = DomainAsk.objects.filter(domain=domain, is_set_aside=True).exists()
    return DomainAsk.objects.create(user=by, domain=domain, is_set_aside=aside)


@transaction.atomic
def give_domain(*, by: User, domain: str, institution: Institution) -> InstitutionDomain:
    """The domain is this institution's from now on, and whoever asked is told.

    Raises DomainTaken.
    """
    row, _created = InstitutionDomain.objects.get_or_create(
        domain=domain, defaults={"institution": institution}
    )
    if row.institution_id != institution.pk:
        raise DomainTaken(
            _("%(domain)s is %(institution)s's already. Nothing was changed.")
            % {"domain": domain, "institution": row.institution.name}
        )
    audit.record("give_domain", by=by, about=row)
    tell_askers([domain])
    return row


@transaction.atomic
def set_domain_aside(*, by: User, domain: str) -> None:
    """It is no institution's: it is listed no more."""
    moved = DomainAsk.objects.filter(domain=domain).update(is_set_aside=True)
    audit.record("set_domain_aside", by=by, people=moved)


def tell_askers(domains: Collection[str]) -> int:
    """Mail whoever waited for one of these domains, or one below; returns how many people."""
    known = set(domains)
    told = 0
    for ask in DomainAsk.objects.select_related("user").order_by("pk"):
        if known.isdisjoint(and_above(ask.domain)):
            continue
        _tell(ask)
        ask.delete()
        told += 1
    return told


def _tell(ask: DomainAsk) -> None:
    path = reverse("profiles:proof")
    subject = _("You can confirm your institution now")
    context = {"subject": subject, "domain": ask.domain, "url": f"{settings.SITE_URL}{path}"}
    text = render_to_string("emails/domain_known.txt", context)
    paragraphs = [part.strip() for part in text.split("\n\n") if part.strip()]
    look = {"paragraphs": paragraphs, "site_url": settings.SITE_URL, **context}
    registry.send_mail(
        key=f"domain:{ask.pk}",
        to=ask.user.email,
        subject=subject,
        text=text,
        html=render_to_string("emails/account.html", look),
    )
