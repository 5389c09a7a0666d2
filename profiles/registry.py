"""Questions that profiles asks of the apps above: what follows when somebody has arrived?

Apps register in their `apps.py`. What they registered runs after the commit; if it fails, that is
logged, the person goes on, and a sweep makes it good.
"""

from collections.abc import Callable

from django.db import transaction

from .models import User

Follows = Callable[[User], None]

_when_welcomed: list[Follows] = []
_when_reopened: list[Follows] = []


def when_welcomed(follow: Follows) -> None:
    """Call `follow(user)` when somebody has left the welcome; registering twice counts once."""
    if follow not in _when_welcomed:
        _when_welcomed.append(follow)


def when_reopened(follow: Follows) -> None:
    """Call `follow(user)` when somebody's pause has ended by itself."""
    if follow not in _when_reopened:
        _when_reopened.append(follow)


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
