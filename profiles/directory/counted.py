"""How many each filter would find, with everything else that is asked for.

Counted for the viewer, through the gate, and only as far as a figure says something: where many are
found, "100+" takes the place of a number, and the database stops there.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL
from psycopg2.sql import SQL

from profiles import clocks
from profiles.choices import Kind, Stage
from profiles.institutions import house_of
from profiles.querysets import ListingQuerySet

from .asked import HOURS
from .found import FEW, Question, Row

MOST_OF_ONE = 100
LANGUAGES_SHOWN = 6
FLAGS = ("open", "elsewhere")
FACETS = (*FLAGS, "hours", "stage", "kind", "language")


@dataclass(frozen=True)
class Figure:
    """A number of people, or only that there are more than are counted."""

    count: int
    most: int

    def __str__(self) -> str:
        return f"{self.most:,}+" if self.count > self.most else f"{self.count:,}"


class Option(NamedTuple):
    """One value of a filter: whom it lets through, by a flag, a mark or one of some time zones."""

    value: str
    flag: str = ""
    mark: str = ""
    zones: frozenset[str] = frozenset()

    def lets(self, row: Row) -> bool:
        """Whether it lets somebody through who was read."""
        if self.flag:
            return bool(getattr(row, self.flag))
        return self.mark in row.marks if self.mark else row.zone in self.zones

    def condition(self, question: Question) -> Q:
        """The same as a condition on listings."""
        if self.flag:
            return question.elsewhere if self.flag == "elsewhere" else Q(open=True)
        return Q(marks__contains=[self.mark]) if self.mark else Q(zone__in=sorted(self.zones))


def facets(question: Question, rows: Sequence[Row]) -> dict[str, dict[str, Figure]]:
    """For every filter its values, with how many they would find.

    `rows` are those that the whole search found. One query more for each filter that is set, and
    one in all where many are found.
    """
    found: dict[str, dict[str, Figure]] = {}
    many: list[tuple[str, Option]] = []
    for part in FACETS:
        among = question.read(leaving_out=part) if part in question.conditions else rows
        options = _options(question, part, among)
        some = {option.value: sum(map(option.lets, among)) for option in options}
        few = len(among) <= FEW
        most = FEW if few else MOST_OF_ONE
        found[part] = {value: Figure(count, most) for value, count in some.items()}
        if not few:
            # Those who were read are enough to tell what many have.
            many += [(part, option) for option in options if some[option.value] <= MOST_OF_ONE]
    for (part, option), count in zip(many, _counts(question, many), strict=True):
        found[part][option.value] = Figure(count, MOST_OF_ONE)
    return found


def without_each(question: Question) -> dict[str, Figure]:
    """For each part of a search, how many it would find without it; a query for each."""
    return {
        part: Figure(question.rows(leaving_out=part)[: MOST_OF_ONE + 1].count(), MOST_OF_ONE)
        for part in question.conditions
    }


def _options(question: Question, part: str, among: Iterable[Row]) -> list[Option]:
    """The values of a filter that are offered."""
    if part == "elsewhere" and not house_of(question.viewer.profile):
        return []
    if part in FLAGS:
        return [Option("1", part)]
    if part == "hours":
        zone = question.viewer.profile.zone
        return [
            Option(
                str(hours),
                zones=frozenset(clocks.zones_sharing(hours, zone=zone, at=question.at)),
            )
            for hours in HOURS
        ]
    codes = {"stage": Stage.values, "kind": Kind.values}.get(part)
    if codes is None:
        codes = _languages(question, among)
    return [Option(code, mark=f"{part}:{code}") for code in codes]


def _languages(question: Question, among: Iterable[Row]) -> list[str]:
    """What most of these speak, what the viewer speaks and what is asked for."""
    spoken = Counter(
        mark.removeprefix("language:")
        for row in among
        for mark in row.marks
        if mark.startswith("language:")
    )
    most = sorted(spoken, key=lambda code: (-spoken[code], code))[:LANGUAGES_SHOWN]
    mine = question.viewer.profile.languages
    return list(dict.fromkeys([*most, *mine, *question.search.language]))


def _counts(question: Question, wanted: Sequence[tuple[str, Option]]) -> list[int]:
    """How many each lets through: one statement for all marks asked of the same people."""
    found: dict[tuple[str, Option], int] = {}
    groups: dict[str, list[tuple[str, Option]]] = {}
    for part, option in wanted:
        if option.mark:
            groups.setdefault(part if part in question.conditions else "", []).append(
                (part, option)
            )
        else:
            rows = question.rows(leaving_out=part).filter(option.condition(question))
            found[part, option] = rows[: MOST_OF_ONE + 1].count()
    for part, some in groups.items():
        marks = [option.mark for _part, option in some]
        found.update(zip(some, count_marks(question.rows(leaving_out=part), marks), strict=True))
    return [found[one] for one in wanted]


def count_marks(rows: ListingQuerySet, marks: Sequence[str]) -> list[int]:
    """How many of `rows` carry each mark, up to one more than are counted; one query."""
    if not marks:
        return []
    one = rows.filter(marks__contains=RawSQL("ARRAY[asked.mark]", ())).values("pk")
    try:
        sql, params = one[: MOST_OF_ONE + 1].query.sql_with_params()
    except EmptyResultSet:
        return [0] * len(marks)
    with connection.cursor() as cursor:
        cursor.execute(
            SQL(
                "SELECT (SELECT count(*) FROM ({}) AS found)"
                " FROM unnest(%s::text[]) WITH ORDINALITY AS asked(mark, place) ORDER BY place"
            ).format(SQL(sql)),
            [*params, list(marks)],
        )
        return [count for (count,) in cursor.fetchall()]
