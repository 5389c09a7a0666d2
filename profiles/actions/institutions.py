"""The institutions, brought from a file: once, quickly, and never over what staff changed."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from profiles.countries import COUNTRIES
from profiles.domains import plain_domain
from profiles.errors import BadInstitutions
from profiles.institution_names import institution_key
from profiles.models import Institution, InstitutionDomain, User
from profiles.models.institution import NAME_LENGTH
from safety import audit
from safety.text import clean_line

from .workplaces import link_people

COLUMNS = ("name", "country_code", "domains")
AT_ONCE = 5000


@dataclass(frozen=True)
class Seed:
    """One line of the file. `source` is what the line is known by when it is read again."""

    name: str
    country: str
    domains: tuple[str, ...]

    @property
    def source(self) -> str:
        first = self.domains[0] if self.domains else ""
        return f"{self.country} {first} {self.name}"


@dataclass(frozen=True)
class Seeded:
    """What an import came to: lines read, rows that are new, people linked to an institution."""

    institutions: int
    new: int
    domains: int
    people: int


def read_institutions(lines: Iterable[str]) -> list[Seed]:
    """The lines of a CSV with the columns name, country_code, domains (spaces between).

    Raises BadInstitutions with the line number; nothing is half read.
    """
    reader = csv.DictReader(lines, strict=True)
    try:
        missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
        if missing:
            raise BadInstitutions(f"Line 1: the column {missing[0]} is missing.")
        return [_read_seed(row, reader.line_num) for row in reader]
    except csv.Error as error:
        raise BadInstitutions(f"Line {reader.reader.line_num}: {error}.") from None


@transaction.atomic
def import_institutions(*, seeds: Iterable[Seed], by: User | None = None) -> Seeded:
    """Bring in the lines that were never brought in, and link the people whose words they mean.

    A line that was is left alone with all its domains, whatever staff made of it since. A domain
    that is somebody's already stays there.
    """
    lines = {seed.source: seed for seed in seeds}
    known = set(
        Institution.objects.exclude(source=None).order_by().values_list("source", flat=True)
    )
    merged = Institution.objects.exclude(merged_sources=[]).order_by()
    for sources in merged.values_list("merged_sources", flat=True):
        known.update(sources)
    new = [seed for source, seed in lines.items() if source not in known]
    made = Institution.objects.bulk_create(
        [
            Institution(
                name=seed.name,
                country=seed.country,
                spellings=institution_key(seed.name),
                source=seed.source,
            )
            for seed in new
        ],
        batch_size=AT_ONCE,
    )
    taken = set(InstitutionDomain.objects.order_by().values_list("domain", flat=True))
    domains = []
    for seed, institution in zip(new, made, strict=True):
        for domain in seed.domains:
            if domain not in taken:
                taken.add(domain)
                domains.append(InstitutionDomain(institution=institution, domain=domain))
    InstitutionDomain.objects.bulk_create(domains, batch_size=AT_ONCE)
    people = link_people()
    if new:
        audit.record("import_institutions", by=by, new=len(new), domains=len(domains))
    return Seeded(institutions=len(lines), new=len(new), domains=len(domains), people=people)


def _read_seed(row: dict[str, str], line: int) -> Seed:
    if None in row or None in row.values():
        raise BadInstitutions(f"Line {line}: expected {len(COLUMNS)} columns.")
    name = clean_line(row["name"])
    if not any(character.isalnum() for character in name):
        raise BadInstitutions(f"Line {line}: “{name}” is no name.")
    if len(name) > NAME_LENGTH:
        raise BadInstitutions(f"Line {line}: the name is longer than {NAME_LENGTH} characters.")
    country = row["country_code"].strip().upper()
    if country not in COUNTRIES:
        raise BadInstitutions(f"Line {line}: “{country}” is the code of no country.")
    words = row["domains"].split()
    domains = tuple(plain_domain(word) for word in words)
    if not all(domains):
        wrong = words[domains.index("")]
        raise BadInstitutions(f"Line {line}: “{wrong}” is no mail domain.")
    return Seed(name=name, country=country, domains=tuple(dict.fromkeys(domains)))
