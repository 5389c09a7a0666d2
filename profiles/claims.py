"""What would pass for a badge: check marks, seals, and the word "verified" in whatever letters.

Kindred writes what was confirmed beside a name (`profiles/proofs.py`); so nobody may type it into
one. Pure text work. The look-alikes follow the idea of Unicode Technical Standard 39, section 4,
for the letters of a few words.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

# Signs, symbols and emoji are no part of a name; an enclosing mark makes a seal of any letter.
NOT_IN_A_NAME = frozenset({"So", "Sm", "Sc", "Co", "Cn", "Me"})
# Check marks, seals, medals and shields; some of them are letters or accents by rights.
BADGES = frozenset(
    "\u2713\u2714\u2611\u2612\u2705\u221a\u237b\u2b55\u2b50\u2605\u2606\u272a\u24cb\u24e5\u00ae"
    "\uaa9c\u02ec\u02c5\u02c7\u1433"
    "\U0001f5f8\U0001f5f9\U0001f5f5\U0001f197\U0001f396\U0001f3c5\U0001f3f5\U0001f530\U0001f6e1"
    "\U0001f4a0\U0001f535\U0001f7e2\U0001f7e6\U0001f518\U0001f947\U0001f48e\U0001f145\U0001f165"
    "\U0001f185\U00010102"
)
# Small letters of Latin, Cyrillic, Greek and Cherokee, and signs, by the letter they look like.
LOOK_LIKE = {
    "a": "\u0430\u03b1\u0251\u1d004@",
    "b": "\u042c\u044c\u0299",
    "c": "\u0441\u03f2\u1d04",
    "d": "\u0501\u0257\u0256\u1d05\uab70",
    "e": "\u0435\u04bd\u03b5\u1d07\u0454\uab7c3\u20ac",
    "f": "\u0493\u0192\ua730",
    "i": "\u0456\u0457\u03b9\u0131\u026a\u0269\u04cf\uab75l1!|",
    "k": "\u043a\u03ba\u1d0b",
    "n": "\u03b7\u0274\u0438",
    "r": "\u0433\u0280\u027e\u027d\uaba2",
    "t": "\u0442\u03c4\u1d1b",
    "v": "\u0475\u03bd\u1d20\u028b\u2c71\uaba9\u2228",
    "y": "\u0443\u028f",
    "z": "\u1d22",
}
LETTERS = str.maketrans({sign: letter for letter, signs in LOOK_LIKE.items() for sign in signs})
CLAIM = re.compile(
    r"verified|verifie$|verifiziert|verificad[ao]|verificat[ao]|certifiedbykindred"
    r"|kindred(?:staff|team)"
)
HYPHENS = re.compile(r"[^\w]+|_")


def has_badge(text: str) -> bool:
    """Whether a check mark, a seal or another sign of a badge stands in `text`."""
    return any(character in BADGES or unicodedata.category(character) == "Me" for character in text)


def has_sign(text: str) -> bool:
    """Whether a sign, a symbol or an emoji stands in `text`, as in no name."""
    return has_badge(text) or any(_is_sign(character) for character in text)


def claims_a_check(text: str) -> bool:
    """Whether `text` says "verified", in some letters and some spacing, or names Kindred's own.

    >>> [claims_a_check(name) for name in ("Ana (V3rified)", "v e r i f i e d", "Vera Field")]
    [True, True, False]
    """
    words = list(_words(text))
    pairs = [one + two for one, two in pairwise(words)]
    three = ["".join(words[at : at + 3]) for at in range(len(words) - 2)]
    if any(CLAIM.search(word) for word in words):
        return True
    return any(CLAIM.fullmatch(joined) for joined in pairs + three)


def _words(text: str) -> Iterator[str]:
    """The words as plain letters that they look like; letters that stand apart make one word."""
    apart = ""
    for word in text.split():
        plain = _plain(word)
        if len(plain) == 1:
            apart += plain
            continue
        if apart:
            yield apart
            apart = ""
        if plain:
            yield plain
    if apart:
        yield apart


def _plain(word: str) -> str:
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", word).casefold())
    bare = "".join(one for one in folded if not unicodedata.combining(one))
    return HYPHENS.sub("", bare.translate(LETTERS))


def _is_sign(character: str) -> bool:
    category = unicodedata.category(character)
    return category in NOT_IN_A_NAME or (category == "Sk" and ord(character) > 0xFFFF)
