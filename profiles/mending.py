"""Closing the seam where words were taken out of a sentence.

Pure text work over the standard library; English for the one pair of words it knows.
"""

import re

_PAIRS = {
    "(": ")",
    "[": "]",
    "{": "}",
    "“": "”",
    "\u2018": "\u2019",
    "«": "»",
    "「": "」",
    "\uff08": "\uff09",
}
_CLOSERS = frozenset(_PAIRS.values())
_LIST_SIGNS = frozenset(",;/|·•&+、\uff0c\uff1b")
_SENTENCE_ENDS = frozenset(".!?…。\uff01\uff1f")
_NO_SPACE_BEFORE = _CLOSERS | _SENTENCE_ENDS | frozenset(",;:")
_HASHES = "#\uff03"
_AT_SIGNS = "@\uff20"
_AND = re.compile(r"(?:and|or)[ \t]+")
# What hangs on the word itself: a possessive, the hyphen of a compound.
_ENDING = re.compile("['\u2019]s(?!\\w)|[-\u2010\u2011](?=\\w)")
_EDGES = frozenset({"", "\n"})


def close_seam(out: list[str], text: str, at: int) -> int:
    """Join `out` (the characters kept so far) to `text[at:]`; return where `text` goes on.

    Drops from both sides what only served the words between them: spaces, a list's comma or
    slash, a last "and", brackets around nothing, a line of its own. May shorten `out` and add one
    space to it. The text left and right of that stays as it was typed.
    """
    gap = False
    ending = _ENDING.match(text, at)
    at = ending.end() if ending else at
    while True:
        spaced, at = _skip_spaces(out, text, at)
        gap = gap or spaced
        left = out[-1] if out else ""
        right = text[at : at + 1]
        dropped_left, dropped_right = _servants(out, text, at, left, right)
        if not dropped_left and not dropped_right:
            break
        del out[len(out) - dropped_left :]
        at += dropped_right
    if not right:
        while out and out[-1].isspace():
            out.pop()
    elif left in _EDGES:
        return at + (right == "\n")
    elif (gap or _would_merge(left, right)) and not _sits_close(left, right):
        out.append(" ")
    return at


def _skip_spaces(out: list[str], text: str, at: int) -> tuple[bool, int]:
    """Take the spaces of this line from both sides; whether there were any, and the new `at`."""
    kept, begin = len(out), at
    while out and out[-1].isspace() and out[-1] != "\n":
        out.pop()
    while at < len(text) and text[at].isspace() and text[at] != "\n":
        at += 1
    return len(out) < kept or at > begin, at


def _servants(out: list[str], text: str, at: int, left: str, right: str) -> tuple[int, int]:
    """How many characters to drop from the end of `out` and from `text[at:]`."""
    if left and _PAIRS.get(left) == right:
        return 1, 1
    sentence_begins = left in _EDGES or left in _SENTENCE_ENDS
    list_begins = sentence_begins or left in _PAIRS or left in _LIST_SIGNS or left == ":"
    if (right in _LIST_SIGNS and list_begins) or (right in _SENTENCE_ENDS and sentence_begins):
        return 0, 1
    if right in _EDGES or right in _CLOSERS or right in _SENTENCE_ENDS:
        return (1 if left in _LIST_SIGNS else _dangling_word(out)), 0
    following = _AND.match(text, at)
    if following:
        next_is_hashtag = text[following.end() : following.end() + 1] in tuple(_HASHES)
        if next_is_hashtag or left in _EDGES:
            return 0, following.end() - at
    return 0, 0


def _dangling_word(out: list[str]) -> int:
    """The length of a last "and" or "or" that would hang in the air."""
    tail = "".join(out[-4:])
    for word in (" and", " or"):
        if tail.endswith(word):
            return len(word)
    return 0


def _sits_close(left: str, right: str) -> bool:
    """Whether no space stands between the two in any case."""
    return left in _PAIRS or right == "\n" or right in _NO_SPACE_BEFORE


def _would_merge(left: str, right: str) -> bool:
    """Whether the two would read as one word, or stop a hashtag from being one."""
    return all(char.isalnum() or char in "_&" + _AT_SIGNS + _HASHES for char in (left, right))
