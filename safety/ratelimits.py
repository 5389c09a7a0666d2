"""Rate limits that live in PostgreSQL, so that they hold when Redis is away."""

import time
from datetime import timedelta
from typing import Any, NoReturn

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from .errors import RateLimited

PARTS = 24
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


SO_FAR = """
    SELECT SUM(count), MIN("window") FROM safety_ratecounter
    WHERE scope = %s AND who = %s AND "window" >= %s
"""


def hit(*, scope: str, who: object, limit: int, seconds: int, sentence: str = "") -> int:
    """Count one more `scope` by `who` in the current window of `seconds`.

    Returns how many there have been; raises RateLimited beyond `limit`. `sentence` replaces the
    standard words and should name the figure.
    """
    now = int(time.time())
    window = now - now % seconds
    with connection.cursor() as cursor:
        count = _one_more(cursor, scope, str(who)[:120], window, seconds)
    if count > limit:
        _refuse(sentence, limit, retry_after=window + seconds - now)
    return count


def hit_lately(*, scope: str, who: object, limit: int, seconds: int, sentence: str = "") -> int:
    """The same over the last `seconds` at any moment, to a twenty-fourth of them: there is no
    midnight on both sides of which one may do all of it."""
    now, who = int(time.time()), str(who)[:120]
    part = max(1, seconds // PARTS)
    window = now - now % part
    with connection.cursor() as cursor:
        _one_more(cursor, scope, who, window, seconds)
        cursor.execute(SO_FAR, [scope, who, window - PARTS * part])
        total, oldest = cursor.fetchone()
    count = int(total)
    if count > limit:
        _refuse(sentence, limit, retry_after=int(oldest) + (PARTS + 1) * part - now)
    return count


def _one_more(cursor: Any, scope: str, who: str, window: int, seconds: int) -> int:
    expires_at = timezone.now() + timedelta(seconds=2 * seconds)
    cursor.execute(COUNT_ONE_MORE, [scope, who, window, expires_at])
    return int(cursor.fetchone()[0])


def _refuse(sentence: str, limit: int, *, retry_after: int) -> NoReturn:
    raise RateLimited(
        sentence
        or _("That was more than %(limit)d in a short time. Please try again a little later.")
        % {"limit": limit},
        retry_after=retry_after,
    )
