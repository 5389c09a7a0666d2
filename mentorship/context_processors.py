"""What every page may show in its frame."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from notifications.counts import counts_for, no_counts


def kindred(request: HttpRequest) -> dict[str, Any]:
    """`nav_counts` (messages, requests, news: counted when first asked for) and `demo_mode`."""
    return {
        "demo_mode": settings.DEMO,
        "nav_counts": SimpleLazyObject(lambda: _nav_counts(request)),
    }


def _nav_counts(request: HttpRequest) -> dict[str, int]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return no_counts()
    return counts_for(user)
