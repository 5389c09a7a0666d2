"""What staff set about an institution: its name, country, parent, other names and mail domains."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.errors import Circle, DomainTaken
from profiles.institution_names import institution_key
from profiles.models import Institution, InstitutionDomain, Profile, User
from safety import audit

from .domain_asks import tell_askers
from .ending_proofs import end_proofs
from .naming import add_alias, one_after_the_other, refuse_taken, respell
from .workplaces import link_people


@transaction.atomic
def edit_institution(
    *,
    institution: Institution,
    name: str,
    country: str,
    parent: Institution | None,
    aliases: Sequence[str],
    domains: Sequence[str],
    by: User,
) -> Institution:
    """Set everything that is known of it; who works there is looked at again.

    A name that it loses becomes an alias, so that who typed it stays linked. Raises NameTaken,
    DomainTaken, and Circle where the parent stands below it.
    """
    one_after_the_other()
    row = Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)
    keys = {row.key, *row.aliases.values_list("key", flat=True)}
    was = row.parent_id
    row.country = country
    kept = _renamed(row, name, aliases)
    row.save()
    _set_aliases(row, kept)
    _set_domains(row, domains, by=by)
    if was != (parent.pk if parent else None):
        move(row, parent)
    respell(row)
    keys |= {row.key, *row.aliases.values_list("key", flat=True)}
    people = link_people(keys=keys)
    audit.record(
        "edit_institution", by=by, about=row, parent_was=was, parent=row.parent_id, people=people
    )
    return row


def _renamed(row: Institution, name: str, aliases: Sequence[str]) -> list[str]:
    """Set the name; the aliases with the old one among them, where it is free."""
    kept = list(aliases)
    key = institution_key(name)
    if key != row.key:
        if not Institution.objects.filter(key=row.key).exclude(pk=row.pk).exists():
            kept.append(row.name)
        row.aliases.filter(key=key).delete()
        refuse_taken(name, row)
    row.name = name
    return kept


def _set_aliases(row: Institution, names: Sequence[str]) -> None:
    wanted: dict[str, str] = {}
    for name in names:
        wanted.setdefault(institution_key(name), name)
    row.aliases.exclude(key__in=wanted).delete()
    for name in wanted.values():
        add_alias(row, name)
    row.verdicts.filter(verdict="merged").exclude(key__in=wanted).delete()


def _set_domains(row: Institution, domains: Sequence[str], *, by: User) -> None:
    taken = InstitutionDomain.objects.filter(domain__in=domains).exclude(institution=row)
    other = taken.select_related("institution").first()
    if other is not None:
        raise DomainTaken(
            _("%(domain)s is %(institution)s's already. Nothing was changed.")
            % {"domain": other.domain, "institution": other.institution.name}
        )
    off = row.domains.exclude(domain__in=domains)
    taken_off = list(off.values_list("domain", flat=True))
    off.delete()
    there = set(row.domains.values_list("domain", flat=True))
    InstitutionDomain.objects.bulk_create(
        InstitutionDomain(institution=row, domain=domain)
        for domain in dict.fromkeys(domains)
        if domain not in there
    )
    tell_askers([domain for domain in domains if domain not in there])
    end_proofs(domains=taken_off, by=by)


def move(row: Institution, parent: Institution | None) -> None:
    """Put it, with everything below it, under `parent`; whoever works there is matched again."""
    above = Institution.objects.get(pk=parent.pk) if parent else None
    inside = below(row)
    if above is not None and above.pk in inside:
        raise Circle(
            _("%(parent)s belongs to %(name)s already, so it cannot be its parent.")
            % {"parent": above.name, "name": row.name}
        )
    head = above.family_id if above else None
    row.parent, row.head_id = above, head
    row.save(update_fields=["parent", "head"])
    Institution.objects.filter(pk__in=inside - {row.pk}).update(head=head or row.pk)
    Profile.objects.filter(workplace__in=inside).update(changed_at=timezone.now())


def below(row: Institution) -> set[int]:
    """The ids of an institution and of everything below it; a query a level."""
    found = {row.pk}
    level = found
    while level:
        rows = Institution.objects.filter(parent__in=level).values_list("pk", flat=True)
        level = set(rows) - found
        found |= level
    return found
