"""What waits for one person, as the numbers that stand in the frame of every page and change on
an open one. Apps register theirs in `apps.py`; each passes the gate like a list does."""

from collections.abc import Callable

from profiles.models import User

from .models import Notification

Counter = Callable[[User], int]

_counters: dict[str, Counter] = {}


def register_count(name: str, counter: Counter) -> None:
    """Make a number known; the same name again replaces it."""
    _counters[name] = counter


def counts_for(viewer: User) -> dict[str, int]:
    """Every number for `viewer`, by name; one query each. In quiet mode none is shown."""
    if viewer.profile.quiet_mode:
        return no_counts()
    return {name: counter(viewer) for name, counter in _counters.items()}


def unread_news(viewer: User) -> int:
    """The bell's number."""
    return Notification.objects.visible_to(viewer).unread().count()


def no_counts() -> dict[str, int]:
    """The same for somebody for whom nothing waits."""
    return dict.fromkeys(_counters, 0)
