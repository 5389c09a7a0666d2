"""What is asked of the directory: read from an address, and written as one.

An address carries the whole search and nothing else. There is one address for each search: the
parts stand in a fixed order, and what says nothing is left out.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from profiles.choices import LANGUAGES, Kind, Stage
from profiles.hashtags import hashtag_key, is_hashtag_name
from profiles.limits import is_storable
from profiles.words import MOST_WORDS, words_in
from safety.text import clean_line

MOST_TAGS = 6
MOST_TYPED = 100  # characters of words
MOST_SHOWN = 40  # of what was typed wrongly, in a sentence about it
HOURS = (4, 6, 8)  # a day in common, at least
SEPARATORS = re.compile(r"[\s,;#\uff03]+")
CODES = {
    "stage": Stage.values,
    "kind": Kind.values,
    "language": [code for code, _name in LANGUAGES],
}
# The order in which an address says them.
PARTS = ("tags", "match", "q", "open", "stage", "kind", "language", "elsewhere", "hours")


@dataclass(frozen=True, kw_only=True)
class Search:
    """One search. `tags` are names without sign; with `any`, one of them is enough.

    `stage`, `kind` and `language` hold codes, one of which is enough each.
    """

    tags: tuple[str, ...] = ()
    any: bool = False
    q: str = ""
    open: bool = False
    stage: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    elsewhere: bool = False
    hours: int = 0

    def parts(self) -> dict[str, str]:
        """What the address says, in its order."""
        said = {
            "tags": " ".join(self.tags),
            "match": "any" if self.any and len(self.tags) > 1 else "",
            "q": self.q,
            "open": "1" if self.open else "",
            "stage": " ".join(self.stage),
            "kind": " ".join(self.kind),
            "language": " ".join(self.language),
            "elsewhere": "1" if self.elsewhere else "",
            "hours": str(self.hours or ""),
        }
        return {part: said[part] for part in PARTS if said[part]}

    def query(self, **more: str) -> str:
        """The search as the end of an address: "?tags=HemePath&open=1", or "" for everybody."""
        said = urlencode({**self.parts(), **{key: text for key, text in more.items() if text}})
        return f"?{said}" if said else ""

    def but(self, **changes: Any) -> Self:
        """The same search with something else in it."""
        return replace(self, **changes)

    def without(self, part: str, value: str = "") -> Self:
        """The same search without one of its parts, or without one value of a part."""
        kept: Any = getattr(self, part)
        rest = tuple(one for one in kept if one != value) if value else type(kept)()
        return self.but(**{part: rest})

    @property
    def more_filters(self) -> int:
        """How many of the filters are set that a phone folds away."""
        several = len(self.stage) + len(self.kind) + len(self.language)
        return several + bool(self.hours) + ("match" in self.parts())


@dataclass(frozen=True)
class Asked:
    """A search as it was read, what could not be understood of it, and what was typed."""

    search: Search
    problems: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)


def read(query: QueryDict) -> Asked:
    """Reads an address. Values that no filter has are left out; typed ones are told of."""
    typed = {part: clean_line(query.get(part, "")) for part in ("tags", "q")}
    names, wrong = _names(typed["tags"])
    problems = {}
    if wrong:
        problems["tags"] = _(
            "“%(word)s” is not a hashtag: it needs a letter, at most 64 characters and no "
            "punctuation. "
            "Please change it; the rest is kept."
        ) % {"word": wrong[0][:MOST_SHOWN]}
    elif len(names) > MOST_TAGS:
        problems["tags"] = _(
            "A search takes up to %(most)d hashtags, and these are %(count)d. "
            "Please leave some out."
        ) % {"most": MOST_TAGS, "count": len(names)}
    words = words_in(typed["q"])
    if len(typed["q"]) > MOST_TYPED or len(words) > MOST_WORDS:
        problems["q"] = _(
            "Please use up to %(words)d words and %(most)d characters. "
            "What you typed is still here."
        ) % {"words": MOST_WORDS, "most": MOST_TYPED}
    elif typed["q"] and not words:
        problems["q"] = _("There is no word in “%(typed)s” to look for.") % {
            "typed": typed["q"][:MOST_SHOWN]
        }
    hours = query.get("hours", "")
    search = Search(
        tags=() if "tags" in problems else tuple(names),
        any=query.get("match") == "any" and len(names) > 1,
        q="" if "q" in problems else typed["q"],
        open=query.get("open") == "1",
        elsewhere=query.get("elsewhere") == "1",
        hours=int(hours) if hours in map(str, HOURS) else 0,
        **{part: _codes(query.getlist(part), known) for part, known in CODES.items()},
    )
    return Asked(search, problems, typed)


def _names(typed: str) -> tuple[list[str], list[str]]:
    """Hashtags in the order typed, each once, and the words that are none."""
    names: dict[str, str] = {}
    wrong = []
    for word in filter(None, SEPARATORS.split(typed)):
        if is_hashtag_name(word) and is_storable(word):
            names.setdefault(hashtag_key(word), word)
        else:
            wrong.append(word)
    return list(names.values()), wrong


def _codes(said: Iterable[str], known: Sequence[str]) -> tuple[str, ...]:
    """Those codes of a list that are said, in the order of the list."""
    words = {word for text in said for word in text.split()}
    return tuple(code for code in known if code in words)
