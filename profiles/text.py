"""What people wrote, as HTML: everything escaped, hashtags and addresses linked, isolated.

Mentions stay plain text unless the caller names those that its reader may follow, so that a name
that exists, one that does not and one that the reader may not know look the same.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol
from unicodedata import bidirectional
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .choices import TagKind
from .hashtags import hashtag_key, hashtag_spans, is_mixed_script, mention_spans

ELLIPSIS = "…"
LONGEST_WORD = 40  # a longer run without a space is cut where it stands
MOST_OF_AN_ADDRESS = 500
ADDRESS = re.compile(r"(?<![\w/])https?://[^\s<>\"“”«»`|\\^{}]+", re.IGNORECASE)
NOT_LAST = ".,;:!?'*_~…\u2019"
PAIRS = {")": "(", "]": "["}
FROM_THE_RIGHT = frozenset({"R", "AL"})
Piece = tuple[int, int, SafeString]


class Named(Protocol):
    """A hashtag as far as a link needs it."""

    name: str
    kind: str


def link_text(
    text: str, *, tags: Iterable[Named] = (), people: Mapping[str, str] | None = None
) -> SafeString:
    """`text` as safe HTML in its own <bdi>; line breaks stay for `white-space: pre-line`.

    A hashtag gets the kind of the one in `tags` that it spells, else that of any new hashtag: no
    table is asked, so that a link never tells whether others use the tag. `people` are the paths
    of those whom this reader may see, by handle in small letters; every other mention is text.
    """
    kinds = {hashtag_key(tag.name): tag.kind for tag in tags}
    links = [*_tag_links(text, kinds), *_address_links(text), *_mention_links(text, people or {})]
    pieces = sorted(links, key=lambda piece: piece[0])
    out: list[tuple[object]] = []
    at = 0
    for start, end, link in pieces:
        if start < at:
            continue
        out += [(text[at:start],), (link,)]
        at = end
    out.append((text[at:],))
    return format_html("<bdi>{}</bdi>", format_html_join("", "{}", out))


def isolate(text: str) -> SafeString:
    """`text` escaped in a <bdi>: its direction never turns what stands around it.

    Where it runs from the right, each hashtag is isolated in it, so that its "#" stays before it.
    """
    if text.isascii() or not any(bidirectional(letter) in FROM_THE_RIGHT for letter in text):
        return format_html("<bdi>{}</bdi>", text)
    out: list[tuple[object]] = []
    at = 0
    for start, end, _name in hashtag_spans(text):
        out += [(text[at:start],), (format_html("<bdi>{}</bdi>", text[start:end]),)]
        at = end
    out.append((text[at:],))
    return format_html("<bdi>{}</bdi>", format_html_join("", "{}", out))


def excerpt(text: str, length: int) -> str:
    """The beginning of `text`, about `length` characters: never half a word or half a hashtag."""
    if len(text) <= length:
        return text
    cut = length
    for start, end, _name in hashtag_spans(text):
        if start < cut < end:
            cut = start
    space = max(text.rfind(" ", 0, cut + 1), text.rfind("\n", 0, cut + 1))
    if space > max(0, cut - LONGEST_WORD):
        cut = space
    return text[:cut].rstrip(" \n.,;:-\u2013(") + ELLIPSIS


def address_link(address: str) -> SafeString:
    """A link to a web address that somebody gave, or the bare text where it is none."""
    if not is_web_address(address):
        return isolate(address)
    return format_html(
        '<a href="{}" rel="nofollow ugc noopener"><bdi>{}</bdi></a>',
        iri_to_uri(address),
        address,
    )


def is_web_address(address: str) -> bool:
    """True for http and https with a real host: no scripts, no names or passwords before an "@",
    no host that mixes Latin and Cyrillic letters."""
    if len(address) > MOST_OF_AN_ADDRESS or not ADDRESS.fullmatch(address):
        return False
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _port = parts.port
    except ValueError:
        return False
    return "." in host.strip(".") and "@" not in parts.netloc and not is_mixed_script(host)


def _tag_links(text: str, kinds: Mapping[str, str]) -> Iterator[Piece]:
    for start, end, name in hashtag_spans(text):
        link = format_html(
            '<a class="tag {}" href="{}"><bdi class="word">{}</bdi></a>',
            kinds.get(hashtag_key(name), TagKind.TOPIC.value),
            reverse("profiles:tag", args=[name]),
            text[start:end],
        )
        yield start, end, link


def _mention_links(text: str, people: Mapping[str, str]) -> Iterator[Piece]:
    for start, end, name in mention_spans(text) if people else ():
        if path := people.get(name.lower()):
            link = format_html('<a class="mention" href="{}">{}</a>', path, text[start:end])
            yield start, end, link


def _address_links(text: str) -> Iterator[Piece]:
    for match in ADDRESS.finditer(text):
        address = _without_ending(match[0])
        if is_web_address(address):
            yield match.start(), match.start() + len(address), address_link(address)


def _without_ending(address: str) -> str:
    """The address less what ends the sentence around it; a bracket stays if it was opened."""
    while address and len(address) <= 2 * MOST_OF_AN_ADDRESS:
        last = address[-1]
        opened = PAIRS.get(last, "")
        closes_outside = opened and address.count(opened) < address.count(last)
        if last not in NOT_LAST and not closes_outside:
            return address
        address = address[:-1]
    return address
