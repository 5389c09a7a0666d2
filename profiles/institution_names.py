"""Names of institutions in plain text: two spellings are one name when their keys are equal.

Text in, text out; only the standard library. "St. Mary's Hosp." and "Saint Marys Hospital" have one
key: accents, case, punctuation and apostrophes count for nothing, common abbreviations are written
out, and the small words between (the, of, and, for, at) are left out. Words keep their order:
Boston University is not the University of Boston.

Every function takes any `str`, raises nothing, and works in time linear in the length of the text.
"""

import re
import unicodedata
from collections.abc import Iterator

from profiles.hashtags import hashtag_key

MAX_KEY = 255
MAX_WORD = 100
MOST_WORDS = 40
MOST_READ = 600  # characters of a text that are looked at: a name is far shorter

# What people write for a word, by the word it stands for. British spellings are among them.
_SHORT_FOR = {
    "center": ("centre", "ctr", "cntr"),
    "children": ("childrens", "childs", "chldrn"),
    "clinic": ("clin",),
    "college": ("coll", "clg"),
    "community": ("cmty",),
    "department": ("dept",),
    "foundation": ("fdn", "fndn"),
    "fort": ("ft",),
    "general": ("gen",),
    "health": ("hlth",),
    "hospital": ("hosp", "hsp", "hospitals"),
    "infirmary": ("infirm",),
    "institute": ("inst", "instit"),
    "international": ("intl", "internat"),
    "laboratory": ("lab", "labs", "laboratories"),
    "medical": ("med",),
    "memorial": ("mem", "meml"),
    "mount": ("mt",),
    "national": ("natl", "nat"),
    "regional": ("reg", "regl"),
    "saint": ("st", "snt"),
    "sainte": ("ste",),
    "school": ("sch",),
    "science": ("sci", "sciences"),
    "service": ("svc", "services"),
    "system": ("sys", "systems"),
    "technology": ("technol",),
    "university": ("univ", "uni", "universities"),
}
_WRITTEN_OUT = {short: word for word, shorts in _SHORT_FOR.items() for short in shorts}
# Words that many names have; what is left without them is what tells one place from another.
_COMMON = frozenset(
    "center clinic college faculty general health hospital infirmary institute medical medicine "
    "memorial national regional school system teaching trust university".split()
)
_SMALL = frozenset({"the", "of", "and", "for", "at"})

_APOSTROPHES = re.compile("['\u2018\u2019\u201b\u02bc\u02b9\u2032`\u00b4\uff07]")
_BETWEEN = re.compile("[^A-Za-z0-9]+")
# "U.S.", "H.M.C.": letters with a full stop after each are one word.
_INITIALS = re.compile(r"(?<![^\W_])((?:[^\W\d_]\.){2,})")


def institution_key(name: str) -> str:
    """What makes two spellings one name; "" for a text without a letter or a number.

    Equal to its own key, and at most MAX_KEY characters long.
    """
    written = list(_words(name))
    words = [word for word in written if word not in _SMALL] or written
    key = " ".join(_WRITTEN_OUT.get(word, word) for word in words[:MOST_WORDS])
    return key[:MAX_KEY].rstrip()


def words_typed(text: str) -> list[tuple[str, ...]]:
    """The words of a text somebody is typing, each as the beginnings that may be meant by it.

    "st mary" is [("st", "saint"), ("mary",)]: a word still being typed may be an abbreviation, or
    the beginning of another ("Stanford").
    """
    words = [word for word in _words(text) if word not in _SMALL][:MOST_WORDS]
    return [tuple(dict.fromkeys((word, _WRITTEN_OUT.get(word, word)))) for word in words]


def telling_words(typed: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Of typed words those that few names have: ("saint",), ("marys",) of "Saint Mary's Hosp."."""
    return [word for word in typed if not _COMMON.intersection(word)]


def _words(text: str) -> Iterator[str]:
    """The words in small letters without accents; apostrophes join what they stand between."""
    joined = _APOSTROPHES.sub("", text[:MOST_READ])
    joined = _INITIALS.sub(lambda match: match[1].replace(".", "") + " ", joined)
    for part in _parted(joined).split():
        folded = hashtag_key(part)[:MAX_WORD]
        if folded:
            yield folded


def _parted(text: str) -> str:
    """The text with a space for everything that no word is written with; marks belong to words."""
    if text.isascii():
        return _BETWEEN.sub(" ", text)
    return "".join(
        char if char.isalnum() or unicodedata.category(char).startswith("M") else " "
        for char in text
    )
