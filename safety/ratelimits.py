"""Rate limits that live in PostgreSQL, so that they hold when Redis is away."""

import time
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from .errors import RateLimited

COUNT_ONE_MORE = """
    INSERT INTO safety_ratecounter (scope, who, "window", count, expires_at)
    VALUES (%s, %s, %s, 1, %s)
    ON CONFLICT (scope, who, "window")
    DO UPDATE SET count = safety_ratecounter.count + 1
    RETURNING count
"""


def client_address(request: HttpRequest) -> str:
    """The client's address, trusting only as many proxies as the settings name.

    With TRUSTED_PROXIES = n the n-th address from the right of X-Forwarded-For is believed;
    anything a client writes to the left of it is not.
    """
    remote = str(request.META.get("REMOTE_ADDR", ""))
    proxies: int = settings.TRUSTED_PROXIES
    if proxies:
        forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
        hops = [hop.strip() for hop in forwarded if hop.strip()]
        if len(hops) >= proxies:
            return hops[-proxies]
    return remote


def hit(*, scope: str, who: object, limit: int, seconds: int, sentence: str = "") -> int:
    """Count one more `scope` by `who` in the current window of `seconds`.

    Returns how many there have been; raises RateLimited beyond `limit`. `sentence` replaces the
    standard words and should name the figure.
    """
    now = int(time.time())
    window = now - now % seconds
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT_ONE_MORE,
            [scope, str(who)[:120], window, timezone.now() + timedelta(seconds=2 * seconds)],
        )
        count = int(cursor.fetchone()[0])
    if count > limit:
        raise RateLimited(
            sentence
            or _("That was more than %(limit)d in a short time. Please try again a little later.")
            % {"limit": limit},
            retry_after=window + seconds - now,
        )
    return count
