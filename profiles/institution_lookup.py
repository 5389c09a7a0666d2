"""Names that people typed, held against the institutions: reading only."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from .countries import COUNTRIES
from .domains import plain_domain
from .institution_names import institution_key
from .models import Institution, InstitutionAlias, InstitutionDomain

# "St. Mary's University (Canada)": which one of several is meant.
_WHICH = re.compile(r"(?P<name>.+)\((?P<which>[^()]+)\)\s*")
_CODES = {institution_key(name): code for code, name in COUNTRIES.items()}


@dataclass(frozen=True, kw_only=True)
class Offer:
    """An institution as it is offered to somebody typing.

    `text` is what the field then holds; `where` says which one of several of the name it is.
    """

    name: str
    text: str
    where: str


def understood(names: Iterable[str]) -> dict[str, int]:
    """For each name that means one institution and no other, the id of that institution.

    An alias goes before a name, so that staff can say which one of several a name means. Three
    queries at most, however many names.
    """
    asked = {name: _asked(name) for name in names}
    keys = {key for name, which in asked.values() for key in (name, which and which[0]) if key}
    if not keys:
        return {}
    by_alias = dict(
        InstitutionAlias.objects.filter(key__in=keys).values_list("key", "institution_id")
    )
    by_name: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for key, number, country in (
        Institution.objects.filter(key__in=keys).order_by().values_list("key", "pk", "country")
    ):
        by_name[key].append((number, country))
    domains = _owners(which[1] for _key, which in asked.values() if which)
    found = {}
    for name, (key, which) in asked.items():
        meant = _meant(key, by_alias, by_name)
        if meant is None and which is not None:
            meant = _which(which, by_name, domains)
        if meant is not None:
            found[name] = meant
    return found


def institution_named(name: str) -> Institution | None:
    """The institution that a text means, if it means one."""
    number = understood([name]).get(name)
    return None if number is None else Institution.objects.get(pk=number)


def offers(typed: str, *, most: int) -> list[Offer]:
    """Institutions with the words somebody typed, the nearest first; three queries at most."""
    return _offered(Institution.objects.typed(typed)[:most])


def near_offers(typed: str, *, most: int) -> list[Offer]:
    """Institutions with the telling words alone: a hospital's university, for instance."""
    return _offered(Institution.objects.near(typed)[:most])


def _offered(rows: Iterable[Institution]) -> list[Offer]:
    """Where several have one name, the text of each says which one it means."""
    found = list(rows)
    if not found:
        return []
    namesakes: dict[str, list[str]] = defaultdict(list)
    for key, country in (
        Institution.objects.filter(key__in={one.key for one in found})
        .order_by()
        .values_list("key", "country")
    ):
        namesakes[key].append(country)
    twins = [one.pk for one in found if namesakes[one.key].count(one.country) > 1]
    domains: dict[int, str] = {}
    if twins:
        named = InstitutionDomain.objects.filter(institution__in=twins).order_by("-pk")
        domains = dict(named.values_list("institution_id", "domain"))
    return [
        Offer(
            name=one.name,
            text=_text(one, namesakes[one.key], domains.get(one.pk, "")),
            where=" \u00b7 ".join(
                part for part in (COUNTRIES.get(one.country), domains.get(one.pk)) if part
            ),
        )
        for one in found
    ]


def text_for(institution: Institution) -> str:
    """What to type for this institution and no other; its name where nothing tells it apart."""
    rows = Institution.objects.filter(key=institution.key).order_by()
    domain = institution.domains.order_by("pk").values_list("domain", flat=True).first()
    return _text(institution, list(rows.values_list("country", flat=True)), domain or "")


def _text(one: Institution, namesakes: list[str], domain: str) -> str:
    if len(namesakes) < 2:
        return one.name
    if namesakes.count(one.country) == 1 and one.country in COUNTRIES:
        return f"{one.name} ({COUNTRIES[one.country]})"
    return f"{one.name} ({domain})" if domain else one.name


def _asked(name: str) -> tuple[str, tuple[str, str] | None]:
    """The key of the whole text; and, where it says which one, the key without that."""
    match = _WHICH.fullmatch(name)
    which = None
    if match is not None and (key := institution_key(match["name"])):
        which = (key, match["which"].strip())
    return institution_key(name), which


def _meant(
    key: str, by_alias: dict[str, int], by_name: dict[str, list[tuple[int, str]]]
) -> int | None:
    if key in by_alias:
        return by_alias[key]
    named = by_name.get(key, [])
    return named[0][0] if len(named) == 1 else None


def _which(
    which: tuple[str, str], by_name: dict[str, list[tuple[int, str]]], domains: dict[str, int]
) -> int | None:
    key, said = which
    country = said.upper() if said.upper() in COUNTRIES else _CODES.get(institution_key(said), "")
    owner = domains.get(plain_domain(said))
    named = by_name.get(key, [])
    fitting = [number for number, home in named if number == owner or (country and home == country)]
    return fitting[0] if len(fitting) == 1 else None


def _owners(said: Iterable[str]) -> dict[str, int]:
    wanted = {domain for text in said if (domain := plain_domain(text))}
    if not wanted:
        return {}
    rows = InstitutionDomain.objects.filter(domain__in=wanted)
    return dict(rows.values_list("domain", "institution_id"))
