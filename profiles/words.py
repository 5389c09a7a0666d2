"""Words in what people write of themselves: how they are kept, and how they are asked for.

The database keeps `Listing.words`: name (weight A), headline (B) and bio (C) as they are written
("simple": a name is never stemmed away), headline and bio by their English stems as well, so that
"transplants" finds "transplant". `profiles_folded`, a function that a migration makes, takes off
case, accents and punctuation, in the texts and in what is asked for alike.
"""

import re
from typing import Any

from django.contrib.postgres.search import (
    CombinedSearchQuery,
    SearchQuery,
)
from django.db.models import Func, TextField, Value

BETWEEN = re.compile(r"""[\s!-/:-@\[-`{-~\u2010-\u2027¡§«·»¿]+""")
MOST_WORDS = 8
# They stand between the words that matter, and are left out where any of those is left.
SMALL_WORDS = frozenset("a an and as at by for from in is of on or that the to who with".split())


class Folded(Func):
    """A text without case, accents and punctuation."""

    function = "profiles_folded"
    output_field = TextField()


class Begun(SearchQuery):
    """The question for a word of which only the beginning was typed; nothing where it has none."""

    def __init__(self, text: Folded) -> None:
        super().__init__(text, config="simple", search_type="plain")

    def as_sql(self, *args: Any, **kwargs: Any) -> tuple[str, Any]:
        """As the whole word, and with everything that goes on so."""
        sql, params = super().as_sql(*args, **kwargs)
        return f"(nullif(({sql})::text, '') || ':*')::tsquery", params


def words_in(typed: str) -> list[str]:
    """The words that are asked for, in order, each once; the small ones only if there is no
    other."""
    parts = dict.fromkeys(BETWEEN.split(typed))
    words = [part for part in parts if any(map(str.isalnum, part))]
    return [word for word in words if word.lower() not in SMALL_WORDS] or words


def question_for(typed: str) -> "SearchQuery | CombinedSearchQuery | None":
    """What finds every one of the words, the last one also by its beginning; None without any."""
    question: SearchQuery | CombinedSearchQuery | None = None
    words = words_in(typed)[:MOST_WORDS]
    for number, word in enumerate(words, start=1):
        text = Folded(Value(word))
        begun = number == len(words) and (len(word) > 1 or not word.isascii())
        as_typed: SearchQuery = Begun(text) if begun else SearchQuery(text, config="simple")
        either = as_typed | SearchQuery(text, config="english")
        question = either if question is None else question & either
    return question
