"""What waits for one person, as the numbers that stand in the frame of every page and change on
an open one. Apps register theirs in `apps.py`; each passes the gate like a list does."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import Exists

from profiles.models import User

from .models import Notification

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from .querysets import NotificationQuerySet

Counter = Callable[[User], int]
Waits = Callable[[User], "QuerySet[Any, Any]"]

_counters: dict[str, tuple[Waits | None, Counter]] = {}


def register_count(name: str, counter: Counter, *, waits: Waits | None = None) -> None:
    """Make a number known; the same name again replaces it.

    `waits` are rows without which the number is 0, whatever the gate says: cheap to look for, and
    on most pages there are none. Where it is left out, the counter decides by itself.
    """
    _counters[name] = (waits, counter)


def counts_for(viewer: User) -> dict[str, int]:
    """Every number for `viewer`, by name: one query for whether anything waits at all, and one
    each for what does. In quiet mode none is shown."""
    if viewer.profile.quiet_mode:
        return no_counts()
    asked = {name: Exists(waits(viewer)) for name, (waits, _) in _counters.items() if waits}
    found = User.objects.filter(pk=viewer.pk).values(**asked).first() or {}
    return {
        name: counter(viewer) if found.get(name, True) else 0
        for name, (_, counter) in _counters.items()
    }


def unread(viewer: User) -> "NotificationQuerySet":
    """The viewer's news that was not opened, before the gate."""
    return Notification.objects.unread().filter(recipient=viewer)


def unread_news(viewer: User) -> int:
    """The bell's number."""
    return unread(viewer).visible_to(viewer).count()


def no_counts() -> dict[str, int]:
    """The same for somebody for whom nothing waits."""
    return dict.fromkeys(_counters, 0)
