"""What moderators decide about names that people typed: an alias, a new institution, or neither."""

from django.db import connection, transaction
from django.utils.translation import gettext as _

from profiles.choices import NameVerdict
from profiles.errors import NameTaken, StillUsed
from profiles.institution_names import institution_key
from profiles.models import Institution, InstitutionAlias, InstitutionVerdict, User
from safety import audit

from .workplaces import link_people

INSTITUTIONS_LOCK = 4_000_117


@transaction.atomic
def merge_name(*, name: str, into: Institution, by: User) -> InstitutionVerdict:
    """Let the name mean `into` from now on, and link whoever typed it.

    Raises NameTaken for a name that is another institution's.
    """
    one_after_the_other()
    add_alias(into, name)
    respell(into)
    return _decided(name, NameVerdict.MERGED, institution=into, by=by)


@transaction.atomic
def accept_name(*, typed: str, name: str, country: str, by: User) -> Institution:
    """Make an institution, known by `name`; what people `typed` means it, too.

    Raises NameTaken when that name, or what was typed, is an institution's already.
    """
    one_after_the_other()
    refuse_taken(name, None)
    made = Institution.objects.create(name=name, country=country)
    if institution_key(typed) != made.key:
        add_alias(made, typed)
    respell(made)
    _decided(typed, NameVerdict.ACCEPTED, institution=made, by=by, also=made.key)
    return made


@transaction.atomic
def dismiss_name(*, name: str, by: User) -> InstitutionVerdict:
    """Leave it as people's own words: it is listed no more."""
    return _decided(name, NameVerdict.DISMISSED, institution=None, by=by)


@transaction.atomic
def undo_verdict(*, verdict: InstitutionVerdict, by: User) -> None:
    """Take a decision back: the name waits again, and whom it linked is linked no more.

    Raises StillUsed for an accepted institution that others were merged or put below, or that has
    domains: those are taken off first, knowingly.
    """
    one_after_the_other()
    institution = verdict.institution
    keys = {verdict.key}
    number = verdict.pk
    if verdict.verdict == NameVerdict.MERGED and institution is not None:
        institution.aliases.filter(key=verdict.key).delete()
        respell(institution)
    verdict.delete()
    if verdict.verdict == NameVerdict.ACCEPTED and institution is not None:
        keys |= {institution.key}
        _remove(institution, verdict.key)
    link_people(keys=keys)
    audit.record("undo_name_verdict", by=by, verdict=str(verdict.verdict), row=number)


def add_alias(institution: Institution, name: str) -> None:
    """One more name; its own name is none, unless others are called so too. Raises NameTaken."""
    key = institution_key(name)
    namesakes = Institution.objects.filter(key=key).exclude(pk=institution.pk)
    if key == institution.key and not namesakes.exists():
        return
    refuse_taken(name, institution)
    InstitutionAlias.objects.get_or_create(
        key=key, defaults={"institution": institution, "name": name}
    )


def refuse_taken(name: str, institution: Institution | None) -> None:
    """Raises NameTaken when another institution than this one is meant by the name.

    Where several have it as their name, and nobody is meant, it can become the alias of one.
    """
    key = institution_key(name)
    others = list(Institution.objects.filter(key=key)[:2])
    if institution is not None and institution.key == key:
        others = []
    aliased = InstitutionAlias.objects.filter(key=key).select_related("institution")
    other = aliased.exclude(institution=institution).first() if institution else aliased.first()
    if other is not None or len(others) == 1 or (others and institution is None):
        taken = other.institution if other else others[0]
        raise NameTaken(
            _("“%(name)s” is a name of %(institution)s already. Nothing was changed.")
            % {"name": name, "institution": taken.name}
        )


def respell(institution: Institution) -> None:
    """Write the words that the search finds it by: those of its name and of its aliases."""
    keys = [institution.key, *institution.aliases.order_by("key").values_list("key", flat=True)]
    institution.spellings = " ".join(dict.fromkeys(" ".join(keys).split()))
    institution.save(update_fields=["spellings", "key"])


def one_after_the_other() -> None:
    """Decisions about institutions are made one at a time: two at once could give one name to two,
    or put two families below each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [INSTITUTIONS_LOCK])


def _decided(
    name: str, verdict: NameVerdict, *, institution: Institution | None, by: User, also: str = ""
) -> InstitutionVerdict:
    key = institution_key(name)
    row, _made = InstitutionVerdict.objects.update_or_create(
        key=key, defaults={"name": name, "verdict": verdict, "institution": institution}
    )
    people = link_people(keys={key, also} - {""})
    audit.record(f"{verdict}_name", by=by, about=institution or row, row=row.pk, people=people)
    return row


def _remove(institution: Institution, key: str) -> None:
    others = institution.aliases.exclude(key=key)
    if (
        institution.children.exists()
        or institution.domains.exists()
        or institution.verdicts.exists()
        or others.exists()
    ):
        raise StillUsed(
            _(
                "%(name)s has other names, mail domains or institutions below it by now. Take "
                "those off first; nothing was changed."
            )
            % {"name": institution.name}
        )
    institution.delete()
