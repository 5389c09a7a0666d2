"""Institutions as somebody typing finds them."""

from typing import TYPE_CHECKING

from django.contrib.postgres.search import SearchQueryField, SearchVectorField
from django.db import models
from django.db.models import BooleanField, Case, F, Func, Value, When
from django.db.models.functions import Length

from .institution_names import institution_key, telling_words, words_typed

if TYPE_CHECKING:
    from .models import Institution

    InstitutionBase = models.QuerySet[Institution]
else:
    InstitutionBase = models.QuerySet


def words_of(column: str) -> Func:
    """The words of a column that separates them by single spaces, as an index can hold them.

    No parser of PostgreSQL's: the words are ours (profiles/institution_names.py), in any script.
    """
    return Func(
        F(column),
        template="array_to_tsvector(string_to_array(%(expressions)s, ' '))",
        output_field=SearchVectorField(),
    )


class InstitutionQuerySet(InstitutionBase):
    """Institutions."""

    def typed(self, text: str) -> "InstitutionQuerySet":
        """Those with every word of `text` in their names, the last ones perhaps half typed; the
        nearest to what was typed first. Nobody for a text without a word."""
        return self._with_words(words_typed(text), text)

    def near(self, text: str) -> "InstitutionQuerySet":
        """Those with every telling word of `text`, whatever kind of house it calls itself; nobody
        where that leaves all the words, or none."""
        words = words_typed(text)
        telling = telling_words(words)
        return self._with_words(telling if len(telling) < len(words) else [], text)

    def _with_words(self, words: list[tuple[str, ...]], text: str) -> "InstitutionQuerySet":
        if not words:
            return self.none()
        asked = " & ".join("(" + " | ".join(f"'{one}':*" for one in each) + ")" for each in words)
        query = Func(
            Value(asked), template="(%(expressions)s)::tsquery", output_field=SearchQueryField()
        )
        found = Func(
            words_of("spellings"),
            query,
            template="%(expressions)s",
            arg_joiner=" @@ ",
            output_field=BooleanField(),
        )
        key = institution_key(text)
        nearness = Case(
            When(key=key, then=Value(0)),
            When(key__startswith=key, then=Value(1)),
            default=Value(2),
        )
        return self.filter(found).order_by(nearness, Length("name"), "name", "pk")
