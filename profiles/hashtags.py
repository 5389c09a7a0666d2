"""Hashtags and mentions in plain text: found, keyed, and taken out again.

Text in, text out; only the standard library. The rule, in short:

- Text is first cleaned: invisible and control characters go (joiners stay), what is left is in
  NFC, and addresses (URLs, domains with a path, e-mail) are blanked, for a "#" in them is no tag.
- A hashtag is "#" (also full-width) that follows no letter, digit, "_", "&" or "#"; then
  letters, marks, numbers and the joiners of some scripts, with at least one letter and at most 64
  graphemes. A hyphen belongs to it only where the hyphenated run holds a digit: #COVID-19, but
  #pre of #pre-reg.
- Two spellings are one hashtag when `hashtag_key` of both is equal.

Sources: Unicode UAX #15 (normal forms, the stream-safe limit of 30 marks), UAX #29 (graphemes,
approximated here), UAX #31 (hashtag identifiers). Every function takes any `str`, lone surrogates
and NUL included, raises nothing, and works in time linear in the length of the text.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from profiles.mending import close_seam

MAX_GRAPHEMES = 64
# 64 graphemes can be any number of code points; a database column cannot.
MAX_LENGTH = 255
MENTION_LENGTHS = range(2, 31)
# Written like a mention, but nobody may bear these names.
GROUP_WORDS = frozenset({"everyone", "here", "all"})

_HASHES = "#\uff03"
_AT_SIGNS = "@\uff20"
_HYPHENS = "-\u2010\u2011"
_JOINERS = "\u200c\u200d"
# Middle dots, then what Japanese, Hebrew and Tibetan write inside one word.
_BODY_SIGNS = frozenset("_\u00b7\u30fb\uff65\uff5e\u301c\u309b\u309c\u30a0\u3003") | frozenset(
    "\u05be\u05f3\u05f4\u0f0b\u0f0c" + _JOINERS
)
_BLANK = "\0"
_MAX_MARKS = 30

_VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_INVISIBLE = re.compile(
    "[\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b"
    "\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff\ud800-\udfff]"
)
# Mongolian needs its selectors in the text, but they never make another tag.
_NOT_IN_KEY = re.compile("[\u180b-\u180d\u180f]")

# Quotes, brackets and the sentence signs of Chinese and Japanese end an address; a pair of
# parentheses may stand in it.
_IN_PATH = r"[^\s()<>\"“”«»「」『』【】、。\uff01\uff08\uff09\uff0c\uff1b\uff1f]"
_PATH = rf"(?:\({_IN_PATH}*\)|{_IN_PATH})*"
_DOMAIN = r"(?:[^\W_][\w\-]{0,62}+\.)++[^\W\d_]{2,63}+"
# Possessive, and each alternative begins at a word's first character only: no text, however
# long and however nested, is read more than a few times.
_ADDRESS = re.compile(
    rf"(?<![A-Za-z0-9])[A-Za-z0-9]++://{_PATH}"
    rf"|(?<![\w.+%\-])[\w.+%\-]++@{_DOMAIN}(?:[/?#]{_PATH})?"
    rf"|(?<![\w@\uff20#\uff03.\-]){_DOMAIN}(?::[0-9]{{1,5}})?[/?#]{_PATH}"
)
_HASH = re.compile(f"[{_HASHES}]")
_MENTION = re.compile(f"[{_AT_SIGNS}]([A-Za-z0-9_]++)")
_FOLDED_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "\u0131": "i"})
_ACCENTS_OFF = frozenset({"LATIN", "GREEK", "CYRILLIC", "DIGIT"})
# By the first words of their letters' names; CANADIAN are the aboriginal syllables.
_ALIKE_SCRIPTS = frozenset(
    {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU", "CANADIAN"}
)
# Greek letters that no word of medicine has beside Latin ones: capitals, then iota, nu, omicron,
# rho, upsilon, the lunate sigma and yot.
_PASS_FOR_LATIN = frozenset(
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
    "\u03b9\u03bd\u03bf\u03c1\u03c5\u03f2\u03f3"
)


class _Clean(NamedTuple):
    """Cleaned text; character i of it comes from original[starts[i]:ends[i]]."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def extract_hashtags(text: str) -> list[str]:
    """The hashtags of `text` without "#", as written (in NFC), in order, repeats included."""
    return [name for _, _, name in hashtag_spans(text)]


def hashtag_spans(text: str) -> list[tuple[int, int, str]]:
    """Where the hashtags of `text` stand: (start, end, name), in order, never overlapping.

    `text[start:end]` is the tag as typed, its "#" included; `name` is what `extract_hashtags`
    gives. Offsets count code points of `text` itself, so slices of it can be linked.
    """
    return list(_find_hashtags(_clean(text)))


def hashtag_key(name: str) -> str:
    """What makes two spellings one hashtag; equal to its own key; "" if nothing is left.

    NFKC and case folding; accents off for Latin, Greek and Cyrillic; ø ł đ æ œ ß and the dotless i
    folded; everything that is no letter, mark or number dropped: "COVID-19" is "covid19".
    """
    if name.isascii():
        return "".join(char for char in name.lower() if char.isalnum())
    key = _stream_safe(name)
    # One pass can leave something the next would fold (a fraction's letters, a rare ligature).
    for _ in range(4):
        folded = _fold(key)
        if folded == key:
            break
        key = folded
    return key


def is_hashtag_name(name: str) -> bool:
    """Whether "#" and exactly `name` (no "#" of its own, in NFC) is one whole hashtag."""
    return hashtag_spans("#" + name) == [(0, len(name) + 1, name)]


def is_mixed_script(name: str) -> bool:
    """Whether letters of two scripts that look alike stand in one name; such a tag waits for
    review (UTS #39, section 5, for the scripts that pass for Latin).

    A Cyrillic letter hidden in a Latin word looks the same and is another tag. Greek letters
    beside Latin ones are ordinary in medicine (TNF with an alpha) and are fine, but for those that
    only pass for a Latin one.
    """
    letters = [unicodedata.normalize("NFKD", char)[0] for char in name if char.isalpha()]
    scripts = _ALIKE_SCRIPTS.intersection(map(_script, letters))
    if scripts == {"LATIN", "GREEK"}:
        return not _PASS_FOR_LATIN.isdisjoint(letters)
    return len(scripts) > 1


def extract_mentions(text: str) -> list[str]:
    """The names mentioned in `text` without "@", as written, in order, repeats included.

    `GROUP_WORDS` are found too: whoever looks names up must know that nobody bears them.
    """
    return [name for _, _, name in mention_spans(text)]


def mention_spans(text: str) -> list[tuple[int, int, str]]:
    """Where the mentions of `text` stand: (start, end, name), in order, never overlapping.

    `text[start:end]` is the mention as typed, its "@" included.
    """
    clean = _clean(text)
    return [
        (clean.starts[match.start()], clean.ends[match.end() - 1], match[1])
        for match in _MENTION.finditer(clean.text)
        if len(match[1]) in MENTION_LENGTHS
        and not _refuses_mention_after(clean.text[match.start() - 1 : match.start()])
        and not _refuses_mention_before(clean.text, match.end())
    ]


def remove_hashtags(text: str, keys: Collection[str]) -> str:
    """`text` without every hashtag whose key is in `keys`, mended where one was taken out.

    Spaces, list commas, a final "and", brackets and lines that a removed tag leaves empty go with
    it; the rest stays as typed. Nothing that `extract_hashtags` finds in the result has such a key.
    """
    while spans := list(_find_hashtags(_clean(text), keys)):
        out: list[str] = []
        at = 0
        for start, end, _ in spans:
            out.extend(text[at:start])
            at = end
            while at < len(text) and (text[at] in _JOINERS or _INVISIBLE.match(text[at])):
                at += 1
            at = close_seam(out, text, at)
        text = "".join(out) + text[at:]
    return text


def _find_hashtags(
    clean: _Clean, removing: Collection[str] | None = None
) -> Iterator[tuple[int, int, str]]:
    """Spans and names in original offsets; with `removing`, only tags with such a key.

    A tag typed right after one that is being removed ("#one#two") is looked at as well: it
    becomes a tag once the first is gone.
    """
    text = clean.text
    removed_until = -1
    for match in _HASH.finditer(text):
        at = match.start()
        if at and at != removed_until and _refuses_hashtag_after(text[at - 1]):
            continue
        end = _body_end(text, at + 1)
        name = text[at + 1 : end].strip(_JOINERS)
        key = _key_if_hashtag(name)
        if not key or (removing is not None and key not in removing):
            continue
        removed_until = end if removing is not None else -1
        last = end - 1
        while text[last] in _JOINERS:
            last -= 1
        yield clean.starts[at], clean.ends[last], name


def _body_end(text: str, begin: int) -> int:
    """Where the run of body characters from `begin` ends, hyphens taken as the rule says."""
    size = len(text)
    # A mark here belongs to the "#": the keycap emoji, for one.
    if begin < size and _is_mark(text[begin]):
        return begin
    first_part = 0
    digit = False
    at = begin
    while at < size:
        char = text[at]
        if _in_body(char):
            digit = digit or char.isdigit()
        elif char in _HYPHENS and begin < at < size - 1 and _in_body(text[at + 1]):
            first_part = first_part or at
        else:
            break
        at += 1
    return first_part if first_part and not digit else at


def _key_if_hashtag(name: str) -> str:
    """The key, or "" where `name` (body characters only) is no hashtag."""
    if not any(char.isalpha() for char in name):
        return ""
    if len(name) > MAX_LENGTH or sum(not _extends(char) for char in name) > MAX_GRAPHEMES:
        return ""
    key = hashtag_key(name)
    if len(key) > MAX_LENGTH or not any(char.isalpha() for char in key):
        return ""
    return "" if len(key) == 1 and _script(key) == "LATIN" else key


def _clean(text: str) -> _Clean:
    """Invisible characters out, NFC, addresses blanked; with the way back to `text`."""
    if text.isascii() and not _INVISIBLE.search(text):
        return _Clean(_blanked(text), range(len(text)), range(1, len(text) + 1))
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def close(cluster: str, places: list[int]) -> None:
        composed = unicodedata.normalize("NFC", cluster)
        chars.append(composed)
        if composed == cluster:
            starts.extend(places)
            ends.extend(place + 1 for place in places)
        elif places:
            starts.extend([places[0]] * len(composed))
            ends.extend([places[-1] + 1] * len(composed))

    cluster, places = "", list[int]()
    for place, char in enumerate(text):
        if _INVISIBLE.match(char):
            # Right after "#" a variation selector makes an emoji of it; elsewhere it only hides.
            if not (_VARIATION.match(char) and cluster and cluster in _HASHES):
                continue
        elif not (_is_mark(char) or _is_trailing_jamo(char)):
            close(cluster, places)
            cluster, places = "", []
        # Normalizing is quadratic in a run of marks, and nothing legible has so many.
        if len(cluster) <= _MAX_MARKS:
            cluster += char
            places.append(place)
    close(cluster, places)
    return _Clean(_blanked("".join(chars)), starts, ends)


def _blanked(text: str) -> str:
    return _ADDRESS.sub(lambda match: _BLANK * len(match[0]), text)


def _stream_safe(name: str) -> str:
    """Letters, marks and numbers of `name`, at most 30 marks in a row."""
    kept: list[str] = []
    marks = 0
    for char in name:
        if unicodedata.category(char)[0] not in "LMN" or _INVISIBLE.match(char):
            continue
        marks = marks + 1 if _is_mark(char) else 0
        if marks <= _MAX_MARKS and not _NOT_IN_KEY.match(char):
            kept.append(char)
    return "".join(kept)


def _fold(key: str) -> str:
    """One pass of folding case, compatibility forms, accents and separators."""
    folded = unicodedata.normalize("NFKC", key).casefold()
    kept: list[str] = []
    accents_off = True
    for char in unicodedata.normalize("NFKD", folded):
        kind = unicodedata.category(char)[0]
        if kind not in "LMN":
            continue
        if kind != "M":
            accents_off = _script(char) in _ACCENTS_OFF
        elif accents_off:
            continue
        kept.append(char)
    return unicodedata.normalize("NFKC", "".join(kept).translate(_FOLDED_LETTERS))


@lru_cache(maxsize=8192)
def _script(char: str) -> str:
    """First word of the base letter's Unicode name: "LATIN", "GREEK", "CYRILLIC", …"""
    return unicodedata.name(unicodedata.normalize("NFKD", char)[0], "").partition(" ")[0]


@lru_cache(maxsize=8192)
def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] == "M"


@lru_cache(maxsize=8192)
def _in_body(char: str) -> bool:
    return char in _BODY_SIGNS or unicodedata.category(char)[0] in "LMN"


def _is_trailing_jamo(char: str) -> bool:
    return "\u1160" <= char <= "\u11ff" or "\ud7b0" <= char <= "\ud7fb"


def _extends(char: str) -> bool:
    """Whether `char` continues the grapheme before it (UAX #29, for what a body can hold)."""
    joins = char in "\u200c\u200d\u0e33\u0eb3\uff9e\uff9f"
    return joins or _is_mark(char) or _is_trailing_jamo(char)


@lru_cache(maxsize=8192)
def _refuses_hashtag_after(char: str) -> bool:
    """Whether a "#" right after `char` begins no hashtag."""
    if char in "_&" + _HASHES + _BLANK:
        return True
    return unicodedata.category(char) in {"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd"}


def _refuses_mention_after(char: str) -> bool:
    """Whether an "@" right after `char` ("" at the start) begins no mention."""
    if not char:
        return False
    return char in "_/=$%&!" + _AT_SIGNS + _HASHES + _BLANK or char.isdecimal() or _spaced(char)


def _refuses_mention_before(text: str, end: int) -> bool:
    """Whether what follows a name that ends at `end` shows it to be something else."""
    after = text[end : end + 3]
    if not after:
        return False
    if after[0] in _AT_SIGNS or after == "://" or _spaced(after[0]):
        return True
    return after[0] in ".-" and (after[1:2].isalnum() or after[1:2] == "_")


@lru_cache(maxsize=8192)
def _spaced(char: str) -> bool:
    """Whether `char` is a letter or mark of a script that puts spaces between its words."""
    if char.isalpha():
        return _script(char) in {"LATIN", "GREEK", "CYRILLIC"}
    name = unicodedata.name(char, "")
    return _is_mark(char) and name.startswith("COMBINING") and "KATAKANA" not in name
