"""Kinds of notification: apps register theirs in `apps.py`, with the question this app cannot
answer: what may this person be told of it now?"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from profiles.models import User

from .choices import How

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from .models import Notification


@dataclass(frozen=True)
class Told:
    """What a notification says to its reader at this moment.

    `sentence` is one line for the bell and the mail's subject, so it holds names and no words
    that somebody wrote in confidence; `lines` are further paragraphs of the mail, `brief` those
    of a mail that gathers several; `url` is the site path it leads to; `actions` are further
    (label, path) pairs that the mail offers, for instance a signed link to a confirm page.
    `mailed` is False when the news has gone stale: it may stand in the list, and is no longer
    worth a mail.
    """

    sentence: str
    url: str
    lines: tuple[str, ...] = ()
    brief: tuple[str, ...] = ()
    actions: tuple[tuple[str, str], ...] = ()
    mailed: bool = True

    def __post_init__(self) -> None:
        for path in (self.url, *(path for _label, path in self.actions)):
            if not path.startswith("/") or path[1:2] in {"/", "\\"}:
                raise ValueError(f"news leads to a path of this site, not to {path!r}")


# For one reader and any number of their notifications of one kind: the words by notification id,
# in a fixed number of queries. An id left out may not be told.
Teller = Callable[[User, "Sequence[Notification]"], Mapping[int, Told]]


@dataclass(frozen=True)
class Section:
    """A part of a mail that gathers news, and of the page where one chooses; lowest first."""

    name: str
    title: str | Promise
    order: int


ELSE = Section("else", gettext_lazy("Also new"), 90)


@dataclass(frozen=True)
class Kind:
    """A kind of news: its label in settings and lists, its words, and how it is mailed.

    `how` holds for whoever chose nothing, `offers` is what may be chosen; what `is_of_staff` is
    offered to nobody else. `together` is how long a mail waits for others to go with it. What
    `stays` stands in each digest until it is read. `waits` gives the ids of those for whom
    something of this kind is not settled yet: that stands in each digest, read or not, until the
    teller calls it stale, and is a reason to send one. What comes `unasked`, from people whom its
    reader never met, is hers for as long as she may see them, and no longer.
    """

    name: str
    label: str | Promise
    tell: Teller
    mailed: bool = True
    how: How = How.WEEKLY
    offers: tuple[How, ...] = tuple(How)
    section: Section = ELSE
    together: timedelta = timedelta(0)
    stays: bool = False
    is_of_staff: bool = False
    unasked: bool = False
    waits: Callable[[], "QuerySet[Any, int]"] | None = None


class UnknownKind(LookupError):
    """News was written under a name that no app registered."""


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known; the same name again replaces it."""
    _kinds[kind.name] = kind


def kind_named(name: str) -> Kind:
    """The kind of that name. Raises UnknownKind."""
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKind(name) from None


def mailed_kinds(*, staff: bool = True) -> list[Kind]:
    """Every kind that is mailed, in the order in which people choose."""
    found = [kind for kind in _kinds.values() if kind.mailed and (staff or not kind.is_of_staff)]
    return sorted(found, key=lambda kind: (kind.section.order, kind.section.name))


def unasked_kinds() -> list[str]:
    """The names of those that tell of people whom the reader never met."""
    return sorted(kind.name for kind in _kinds.values() if kind.unasked)


def waiting_kinds() -> list[Kind]:
    """The kinds of which something stands in each digest until it is settled."""
    return [kind for kind in mailed_kinds() if kind.waits is not None]


def staying_kinds() -> list[Kind]:
    """The kinds of which something stands in each digest until it is read."""
    return [kind for kind in mailed_kinds() if kind.stays]


def tell_all(reader: User, notifications: "Iterable[Notification]") -> dict[int, Told]:
    """The words of each notification of `reader` that may be told now, by its id.

    Takes a fixed number of queries for each teller among them, however many rows there are.
    Kinds whose app is gone tell nothing.
    """
    by_teller: dict[Teller, list[Notification]] = defaultdict(list)
    for notification in notifications:
        if notification.kind in _kinds:
            by_teller[_kinds[notification.kind].tell].append(notification)
    told: dict[int, Told] = {}
    for teller, rows in by_teller.items():
        told.update(teller(reader, rows))
    return told


def tell(notification: "Notification") -> Told | None:
    """What one notification says, or None when nothing may be said any more."""
    return tell_all(notification.recipient, [notification]).get(notification.pk)
