"""Cleaning what people type: nothing invisible, nothing that turns the line around, one form.

Lengths are counted after cleaning.
"""

import re
import unicodedata

# Soft hyphen, zero-width space, bidi marks, embeddings, overrides and isolates, BOM, invisible
# operators, interlinear and tag characters: they show nothing and can make a text lie.
INVISIBLE = re.compile(
    "[\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\U0001d159\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
SURROGATE = re.compile("[\ud800-\udfff]")
# No script stacks more than a handful of marks on one letter; hundreds break the page.
MARK_PILE = re.compile(
    "(?P<kept>[\u0300-\u036f\u0489\u1ab0-\u1aff\u20d0-\u20ff]{4})"
    "[\u0300-\u036f\u0489\u1ab0-\u1aff\u20d0-\u20ff]+"
)
# A joiner means something only between two characters that join.
STRAY_JOINER = re.compile("(?:^|(?<=\\s))[\u200c\u200d]+|[\u200c\u200d]+(?=\\s|$)")


# A mark or a selector without a letter to stand on shows nothing, however many there are.
UNSEEN = frozenset({"Mn", "Me", "Cf", "Zs", "Cc"})


def clean_text(text: str) -> str:
    """A text of several lines: NFC, visible, LF line ends, at most one empty line in a row; empty
    where there is nothing to see."""
    text = SURROGATE.sub("\ufffd", text).replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFC", text.replace("\u2028", "\n").replace("\u2029", "\n"))
    text = INVISIBLE.sub("", CONTROL.sub("", text.replace("\t", " ")))
    text = STRAY_JOINER.sub("", MARK_PILE.sub(r"\g<kept>", text))
    lines = [line.rstrip() for line in text.split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return "" if all(unicodedata.category(sign) in UNSEEN for sign in text) else text


def clean_line(text: str) -> str:
    """A text of one line: as clean_text, and every run of white space is one space."""
    return " ".join(clean_text(text).split())
