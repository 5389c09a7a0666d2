"""Questions that profiles asks of the apps above: what follows when somebody has arrived, who
carries a mail, who tells people what moderators did about their hashtags, whom has somebody
shortlisted, and what else stands on a person's page?

Apps register in their `apps.py`. What follows an arrival runs after the commit; if it fails, that
is logged, the person goes on, and a sweep makes it good. The end of a pause is told inside its
transaction. A mail is queued, and news is written, in
the transaction of what it tells of.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from django.db import transaction

from .models import Hashtag, Profile, TagSteward, User

Follows = Callable[[User], None]
Shortlists = Callable[[User, Sequence[int]], Collection[int]]
Stands = Callable[[User, Profile], object]
TellsOfAsk = Callable[[TagSteward], None]
TellsOfMerge = Callable[[Hashtag, Hashtag, Sequence[int]], None]


class Carrier(Protocol):
    """Queues one worded mail; the same key again is the same mail."""

    def __call__(self, *, key: str, to: str, subject: str, text: str, html: str) -> object: ...


_when_welcomed: list[Follows] = []
_when_reopened: list[Follows] = []
_carriers: list[Carrier] = []
_shortlists: list[Shortlists] = []
_on_a_page: dict[str, Stands] = {}
_who_tell_stewards: list[TellsOfAsk] = []
_who_tell_of_merges: list[TellsOfMerge] = []


def when_welcomed(follow: Follows) -> None:
    """Call `follow(user)` when somebody has left the welcome; registering twice counts once."""
    if follow not in _when_welcomed:
        _when_welcomed.append(follow)


def when_reopened(follow: Follows) -> None:
    """Call `follow(user)` when somebody's pause has ended by itself."""
    if follow not in _when_reopened:
        _when_reopened.append(follow)


def mails_go_by(carrier: Carrier) -> None:
    """Mails of profiles are queued by `carrier`; registering twice counts once."""
    if carrier not in _carriers:
        _carriers.append(carrier)


def shortlists_are_known_by(known: Shortlists) -> None:
    """`known(viewer, people)` says whom of these, by account id, the viewer has shortlisted."""
    if known not in _shortlists:
        _shortlists.append(known)


def shortlisted(viewer: User, people: Sequence[int]) -> set[int]:
    """Whom of these the viewer has shortlisted; one query an app that keeps such a list."""
    return {pk for known in _shortlists for pk in known(viewer, people)}


def stands_on_a_page(name: str, stands: Stands) -> None:
    """`stands(viewer, profile)` is what a person's page knows under `name` for somebody else who
    may see it; the same name again replaces it."""
    _on_a_page[name] = stands


def on_page_of(profile: Profile, *, viewer: User) -> dict[str, object]:
    """What the apps above put there; one query each."""
    return {name: stands(viewer, profile) for name, stands in _on_a_page.items()}


def stewards_are_told_by(tells: TellsOfAsk) -> None:
    """Call `tells(row)` when a moderator asks somebody to look after a hashtag."""
    if tells not in _who_tell_stewards:
        _who_tell_stewards.append(tells)


def merges_are_told_by(tells: TellsOfMerge) -> None:
    """Call `tells(hashtag, into, people)` when a hashtag has come to mean another; `people` are
    the ids of those who stood under it."""
    if tells not in _who_tell_of_merges:
        _who_tell_of_merges.append(tells)


def asked_to_steward(row: TagSteward) -> None:
    """A moderator has asked: told in the transaction."""
    for tells in _who_tell_stewards:
        tells(row)


def hashtag_merged(hashtag: Hashtag, *, into: Hashtag, people: Sequence[int]) -> None:
    """A hashtag means another now: told in the transaction."""
    for tells in _who_tell_of_merges:
        tells(hashtag, into, people)


def send_mail(*, key: str, to: str, subject: str, text: str, html: str) -> None:
    """Queue a worded mail, inside the transaction of what it tells of."""
    for carrier in _carriers:
        carrier(key=key, to=to, subject=subject, text=text, html=html)


def welcomed(user: User) -> None:
    """Somebody has left the welcome: called inside the transaction, answered after it."""
    _after_commit(_when_welcomed, user)


def reopened(user: User) -> None:
    """A pause has ended by itself: called and answered inside the transaction, so that nobody whose
    worker is killed in between is left untold."""
    for follow in _when_reopened:
        follow(user)


def _after_commit(follows: list[Follows], user: User) -> None:
    def tell(follow: Follows) -> Callable[[], None]:
        # A function of its own, for Django logs a failing one by its name.
        def after_commit() -> None:
            follow(user)

        return after_commit

    for follow in follows:
        transaction.on_commit(tell(follow), robust=True)
