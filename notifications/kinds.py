"""Kinds of notification: apps register theirs in `apps.py`, with the question this app cannot
answer: may this person still see it?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import Notification


@dataclass(frozen=True)
class Told:
    """What a notification says to its reader at this moment.

    `sentence` is one line for the bell and the mail's subject; `lines` are further paragraphs of
    the mail; `url` is the site path it leads to; `actions` are further (label, path) pairs that
    the mail offers, for instance a signed link to a confirm page.
    """

    sentence: str
    url: str
    lines: tuple[str, ...] = ()
    actions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of news. `tell` returns None when the reader may no longer see it."""

    name: str
    label: str
    tell: "Callable[[Notification], Told | None]"
    mailed: bool = True


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known; the same name again replaces it."""
    _kinds[kind.name] = kind


def kind_named(name: str) -> Kind | None:
    """The kind, or None when the app that knew it is gone."""
    return _kinds.get(name)


def tell(notification: "Notification") -> Told | None:
    """What to say, or None when nothing may be said any more."""
    kind = kind_named(notification.kind)
    return kind.tell(notification) if kind else None
