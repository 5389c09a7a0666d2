"""Certificates with the names of people instead of their numbers, and back."""

from collections.abc import Mapping, Sequence
from typing import Any

from matching.engine.cohort import Certificate
from matching.engine.door.errors import BadFile

PRICES = ("prices", "bound")
COVERS = ("cover", "wish_cover", "tighter")
# In what, below a certificate, which side is priced or listed.
PRICED = {"mentees": 0, "mentors": 1, "first_seats": 1}
LISTED = {"mentees": 0, "mentors": 1}
Names = Sequence[str]


def written(certificate: Certificate, mentees: Names, mentors: Names) -> dict[str, Any]:
    """A certificate as JSON: prices by name, those of 0 left out; covers as lists of names."""
    sides = mentees, mentors
    plain = certificate.as_dict()
    for field in PRICES:
        for part, side in PRICED.items() if field in plain else ():
            numbers = zip(sides[side], plain[field][part], strict=True)
            plain[field][part] = {name: number for name, number in numbers if number}
    for field in COVERS:
        for part, side in LISTED.items() if field in plain else ():
            plain[field][part] = [sides[side][person] for person in plain[field][part]]
    if "placed" in plain:
        plain["placed"] = [mentees[person] for person in plain["placed"]]
    return plain


def read(plain: Any, mentees: Names, mentors: Names) -> Certificate:
    """The certificate that `written` wrote. Raises BadFile, or BadTerms for what is inside."""
    if not isinstance(plain, dict):
        raise BadFile("certificate", "is missing or is no object")
    sides = _numbered(mentees), _numbered(mentors)
    made = dict(plain)
    try:
        for field in PRICES:
            for part, side in PRICED.items() if field in made else ():
                made[field] = {**made[field], part: _row(made[field][part], sides[side])}
        for field in COVERS:
            for part, side in LISTED.items() if field in made else ():
                at = [sides[side][name] for name in made[field][part]]
                made[field] = {**made[field], part: at}
        if "placed" in made:
            made["placed"] = [sides[0][name] for name in made["placed"]]
    except (KeyError, TypeError, AttributeError) as problem:
        raise BadFile("certificate", f"cannot be read ({problem})") from None
    return Certificate.from_dict(made)


def _numbered(names: Names) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}


def _row(prices: Mapping[str, int], number: Mapping[str, int]) -> list[int]:
    row = [0] * len(number)
    for name, price in prices.items():
        row[number[name]] = price
    return row
