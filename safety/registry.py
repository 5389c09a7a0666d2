"""Questions that safety asks of the apps above: what does a block end, what can be reported, and
what follows from a decision?

Apps register in their `apps.py`; safety calls them inside the transaction of the block, the report
or the decision.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.functional import Promise

from .live import STANDING, knock

if TYPE_CHECKING:
    from .models import Appeal, Case, Decision


class EndedByABlock(Protocol):
    """Ends what stands between two people, silently, inside the caller's transaction."""

    def __call__(self, *, by: AbstractBaseUser, person: AbstractBaseUser) -> None: ...


@dataclass(frozen=True)
class Piece:
    """Something beside a reported thing, which its reporter may send with it: `words` is how the
    form shows it, `data` what is kept of it, and `people` whose it is."""

    key: str
    who: str
    words: str
    at: datetime | None
    data: Mapping[str, Any]
    people: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Thing:
    """Something that `viewer` sees and may report, as it is now.

    `id` is the one that it is kept under, however it was spelled. `subject` is whom it is about, or
    None for what is nobody's; `name` what the form calls it ("a message from Dr Aziz"); `person`
    what to call the subject; `url` where it stands. `data` is kept with the report and shown again
    by the kind's `show`; `pieces` are offered as context. `people` are others who stand in it.
    `photo` reads the picture that belongs to it, if there is one: kept with the report, too, and
    shown to moderators alone.
    """

    id: str
    subject: AbstractBaseUser | None
    name: str
    url: str
    data: Mapping[str, Any]
    person: str = ""
    pieces: Sequence[Piece] = ()
    people: frozenset[int] = frozenset()
    photo: Callable[[], bytes] | None = None


Lines = Sequence[tuple[str, str]]
# In a line: what to call a thing, and how it begins ("" where there is nothing to quote).
Called = tuple[str, str]


class Removes(Protocol):
    """Takes a thing away, inside the caller's transaction."""

    def __call__(self, *, thing: str, by: AbstractBaseUser) -> None: ...


class Settles(Protocol):
    """A held thing may go on its way (`released`), or never will."""

    def __call__(self, *, thing: str, released: bool, by: AbstractBaseUser) -> None: ...


@dataclass(frozen=True)
class Reportable:
    """A kind of thing that can be reported.

    `find` gives it as the viewer sees it, or None where she does not; `show` words what was kept,
    as (label, text) pairs, whatever became of the thing since, and `called` tells it from others of
    its kind, as its reporter saw it. Either is asked of nothing at all once what was kept is wiped.
    `remove` takes away a thing that is nobody's; `settle` is told what became of one that was held.
    `is_open` is true of what any member may come to read, so that quoting it tells nothing of who
    reported it.
    """

    kind: str
    label: str | Promise
    find: Callable[[AbstractBaseUser, str], Thing | None]
    show: Callable[[Mapping[str, Any]], Lines]
    called: Callable[[Mapping[str, Any]], Called] | None = None
    remove: Removes | None = None
    settle: Settles | None = None
    is_open: bool = False


class UnknownThing(LookupError):
    """Nothing of that kind can be reported."""


class Herald(Protocol):
    """Tells people what became of a case, inside the transaction in which it did."""

    def opened(self, case: "Case") -> None:
        """The moderators, of a case that cannot wait."""

    def grown(self, case: "Case") -> None:
        """Nobody: but whoever was told of the case and has a part in it by now is told no more."""

    def decided(self, decision: "Decision") -> None:
        """The reporters, and the person it is about."""

    def answered(self, appeal: "Appeal") -> None:
        """Who appealed."""

    def taken_back(self, case: "Case", *, gone: bool) -> None:
        """The moderators, of a case in which a report was taken back; `gone` when it was the only
        one, and the case goes with it."""

    def late(self, case: "Case") -> None:
        """The moderators, of a case whose deadline has gone by."""


# What an app keeps of what somebody wrote and chose, as plain values.
Gathers = Callable[[AbstractBaseUser], object]
Follows = Callable[[AbstractBaseUser], None]
Knows = Callable[[AbstractBaseUser], "set[int]"]


_ended_by_a_block: list[EndedByABlock] = []
_reportable: dict[str, Reportable] = {}
_when_standing_changes: list[Follows] = []
_acquainted: list[Knows] = []
_heralds: list[Herald] = []
_exported: dict[str, Gathers] = {}


def a_block_ends(end: EndedByABlock) -> None:
    """Register something that a block ends; registering twice counts once."""
    if end not in _ended_by_a_block:
        _ended_by_a_block.append(end)


def ended_by_a_block() -> tuple[EndedByABlock, ...]:
    """What a block ends, in the order of registration."""
    return tuple(_ended_by_a_block)


def can_be_reported(thing: Reportable) -> None:
    """Make a kind of thing known; the same kind again replaces it."""
    _reportable[thing.kind] = thing


def reportable(kind: str) -> Reportable:
    """The kind of that name. Raises UnknownThing."""
    try:
        return _reportable[kind]
    except KeyError:
        raise UnknownThing(kind) from None


def when_standing_changes(follow: Follows) -> None:
    """Call `follow(person)` when a decision about somebody begins or ends, in its transaction;
    registering twice counts once."""
    if follow not in _when_standing_changes:
        _when_standing_changes.append(follow)


def standing_changed(person: AbstractBaseUser) -> None:
    """What is decided about somebody has changed, or its term is over: apps follow, and pages that
    stand open look again."""
    for follow in _when_standing_changes:
        follow(person)
    knock([person.pk], STANDING)


def are_acquainted(knows: Knows) -> None:
    """Ask `knows(person)` for the ids of those who have to do with somebody already; registering
    twice counts once."""
    if knows not in _acquainted:
        _acquainted.append(knows)


def acquaintances_of(person: AbstractBaseUser) -> set[int]:
    """The accounts that have to do with somebody already, as every app knows it."""
    return {pk for knows in _acquainted for pk in knows(person)} - {person.pk}


def tells_of_cases(herald: Herald) -> None:
    """Register who tells people of decisions; registering twice counts once."""
    if herald not in _heralds:
        _heralds.append(herald)


def heralds() -> tuple[Herald, ...]:
    """Who tells people, in the order of registration."""
    return tuple(_heralds)


def an_export_holds(section: str, gather: Gathers) -> None:
    """Register what somebody takes along when she asks for her words; the same section again
    replaces it. It is her own alone: nothing that others wrote, reported or decided in private."""
    _exported[section] = gather


def export_of(person: AbstractBaseUser) -> dict[str, object]:
    """Everything of hers, by section."""
    return {section: gather(person) for section, gather in sorted(_exported.items())}
