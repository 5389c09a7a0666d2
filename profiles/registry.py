"""Questions that profiles asks of the apps above: what follows when somebody has arrived, and who
carries a mail?

Apps register in their `apps.py`. What follows an arrival runs after the commit; if it fails, that
is logged, the person goes on, and a sweep makes it good. A mail is queued in the transaction of
what it tells of.
"""

from collections.abc import Callable
from typing import Protocol

from django.db import transaction

from .models import User

Follows = Callable[[User], None]


class Carrier(Protocol):
    """Queues one worded mail; the same key again is the same mail."""

    def __call__(self, *, key: str, to: str, subject: str, text: str, html: str) -> object: ...


_when_welcomed: list[Follows] = []
_when_reopened: list[Follows] = []
_carriers: list[Carrier] = []


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


def send_mail(*, key: str, to: str, subject: str, text: str, html: str) -> None:
    """Queue a worded mail, inside the transaction of what it tells of."""
    for carrier in _carriers:
        carrier(key=key, to=to, subject=subject, text=text, html=html)


def welcomed(user: User) -> None:
    """Somebody has left the welcome: called inside the transaction, answered after it."""
    _after_commit(_when_welcomed, user)


def reopened(user: User) -> None:
    """A pause has ended by itself: called inside the transaction, answered after it."""
    _after_commit(_when_reopened, user)


def _after_commit(follows: list[Follows], user: User) -> None:
    def tell(follow: Follows) -> Callable[[], None]:
        # A function of its own, for Django logs a failing one by its name.
        def after_commit() -> None:
            follow(user)

        return after_commit

    for follow in follows:
        transaction.on_commit(tell(follow), robust=True)
