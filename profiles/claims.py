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
# Letters of Latin, Cyrillic, Greek, Armenian, Cherokee, Lisu and the Canadian syllables, and signs,
# by the letter they look like; Cherokee in its capitals, which its folding gives.
LOOK_LIKE = {
    "a": "\u0430\u03b1\u0251\u1d00\ua4ee\u13aa\u15e94@",
    "b": "\u042c\u044c\u0299\ua4d0\u13f4\u15f7",
    "c": "\u0441\u03f2\u1d04\ua4da\u13df\u1455",
    "d": "\u0501\u0257\u0256\u1d05\u0111\u00f0\u0221\ua77a\ua4d3\u13a0\u15ea",
    "e": "\u0435\u04bd\u04bf\u03b5\u1d07\u0454\u0247\u01dd\u0258\u0259\u025b\u025c\u03be\u0437"
    "\u044d\uab32\u212e\ua4f0\u13ac\u15f4\u0511\u22ff3\u20ac",
    "f": "\u0493\u0192\ua730\u017f\u03dd\u0586\uab35\ua799\ua4dd\u15b4",
    "i": "\u0456\u0457\u03b9\u0131\u026a\u0269\u0268\u0142\u04cf\u01c0\ua647\u16c1\u06f1\u0661"
    "\u05d5\u05df\ua4f2\u13c6\u13a5\u00a1l1!|",
    "k": "\u043a\u03ba\u1d0b\ua4d7\u13e6",
    "m": "\u043c\u1d0d\ua4df\u13b7",
    "n": "\u03b7\u0274\u0438\u0578\ua4e0",
    "o": "\u043e\u03bf\u0585\u1d0f\ua4f30",
    "r": "\u0433\u044f\u0280\u027e\u027d\u027c\u0279\u024d\ua75b\uab47\uab48\ua4e3\u13a1\u13d2"
    "\u1587",
    "s": "\u0455\ua731\ua4e2\u13da\u15005$",
    "t": "\u0442\u03c4\u1d1b\ua4d4\u13a2",
    "v": "\u0475\u03bd\u1d20\u028b\u028c\u2c71\ua75f\u2228\ua4e6\u13d9\u142f",
    "y": "\u0443\u028f\ua4ec",
    "z": "\u1d22\ua4dc\u13c3",
}
LETTERS = str.maketrans({sign: letter for letter, signs in LOOK_LIKE.items() for sign in signs})
LONG_S = "\u017f\u1e9b"  # folded to an s, and read as an f
# In plain letters, where an l has become an i.
CLAIM = re.compile(
    r"verified|verifiee?s?$|verifieerd|verifiziert|verificad[ao]|verificat[ao]|certifiedbykindred"
    r"|kindred(?:staff|team|officiai|support|moderators?)"
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
    for sign in LONG_S:
        word = word.replace(sign, "f")
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", word).casefold())
    bare = "".join(one for one in folded if not unicodedata.combining(one))
    return HYPHENS.sub("", bare.translate(LETTERS))


def _is_sign(character: str) -> bool:
    category = unicodedata.category(character)
    return category in NOT_IN_A_NAME or (category == "Sk" and ord(character) > 0xFFFF)
