"""Two institutions that are one: everything that stands for the one stands for the other then."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.errors import Circle, GoneMeanwhile, SameInstitution
from profiles.institution_lookup import text_for, understood
from profiles.institution_names import institution_key
from profiles.models import Institution, InstitutionAlias, User
from safety import audit

from .families import below, move
from .naming import one_after_the_other, respell
from .workplaces import link_people


@dataclass(frozen=True)
class InstitutionMerge:
    """What a merge moves: people, other names, mail domains, institutions below; and whether it
    brings them into another family."""

    people: int
    aliases: int
    domains: int
    children: int
    other_family: bool


def look_at_institution_merge(*, institution: Institution, into: Institution) -> InstitutionMerge:
    """What merging would move. Raises SameInstitution, and Circle where `into` stands below."""
    if institution.pk == into.pk:
        raise SameInstitution(_("That is this institution itself. Nothing was changed."))
    if into.pk in below(institution):
        raise Circle(
            _(
                "%(into)s belongs to %(name)s. Merge the other way round, or let it belong to "
                "another one first; nothing was changed."
            )
            % {"into": into.name, "name": institution.name}
        )
    return InstitutionMerge(
        people=institution.people.count(),
        aliases=institution.aliases.count(),
        domains=institution.domains.count(),
        children=institution.children.count(),
        other_family=institution.family_id != into.family_id,
    )


@transaction.atomic
def merge_institutions(*, institution: Institution, into: Institution, by: User) -> Institution:
    """Let `institution` be `into` from now on, with its people, names, domains and children.

    Its name, and the words by which people were linked to it, mean `into`. Whoever confirmed an
    address there stays confirmed. Raises GoneMeanwhile, and what `look_at_institution_merge` does.
    """
    one_after_the_other()
    rows = Institution.objects.select_for_update(no_key=True).order_by("pk")
    locked = rows.in_bulk([institution.pk, into.pk])
    if not {institution.pk, into.pk} <= locked.keys():
        raise GoneMeanwhile(
            _("One of the two is there no more: somebody has merged it. Nothing was changed.")
        )
    gone, kept = locked[institution.pk], locked[into.pk]
    merge = look_at_institution_merge(institution=gone, into=kept)
    typed = gone.people.order_by().values_list("institution", flat=True).distinct()
    said = {gone.name, text_for(gone), *typed}
    for child in gone.children.order_by("pk"):
        move(child, kept)
    gone.aliases.update(institution=kept)
    gone.domains.update(institution=kept)
    gone.verdicts.update(institution=kept)
    gone.people.update(workplace=kept, changed_at=timezone.now())
    kept.merged_sources += [source for source in (gone.source, *gone.merged_sources) if source]
    kept.save(update_fields=["merged_sources"])
    number = gone.pk
    gone.delete()
    _let_mean(kept, said)
    respell(kept)
    link_people(keys={kept.key, *kept.aliases.values_list("key", flat=True)})
    audit.record("merge_institutions", by=by, about=kept, merged=number, people=merge.people)
    return kept


def _let_mean(kept: Institution, said: set[str]) -> None:
    """Those of these names that mean nothing now become its other names; what several are called
    stays open."""
    meant = understood(said)
    for name in sorted(said - meant.keys()):
        key = institution_key(name)
        if key and not Institution.objects.filter(key=key).exists():
            InstitutionAlias.objects.get_or_create(
                key=key, defaults={"institution": kept, "name": name}
            )
