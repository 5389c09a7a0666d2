"""Two people's clocks: how far apart they are, and how much of the day they share.

The day is counted from 8:00 to 20:00, as in `matching.engine`. Differences hold at the moment
asked about: daylight saving moves them.
"""

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _

DAY_HOURS = 12
FULL_DAY = 24
FRACTIONS = {0.25: "¼", 0.5: "½", 0.75: "¾"}


def hours_ahead(zone: ZoneInfo, *, of: ZoneInfo, at: datetime) -> float:
    """How many hours the clock in `zone` is ahead of the one in `of`; negative when behind."""
    there, here = at.astimezone(zone).utcoffset(), at.astimezone(of).utcoffset()
    if there is None or here is None:
        return 0.0
    return (there - here).total_seconds() / 3600


def hours_in_common(ahead: float) -> float:
    """Hours a day when it is between 8:00 and 20:00 for both, whose clocks are `ahead` apart."""
    apart = ahead % FULL_DAY
    return max(DAY_HOURS - apart, 0.0) + max(DAY_HOURS + apart - FULL_DAY, 0.0)


def difference(ahead: float) -> str:
    """ "2 h ahead of you", "5½ h behind you", "same time zone"; seen from the reader."""
    if not ahead:
        return _("same time zone")
    sentence = _("%(hours)s h ahead of you") if ahead > 0 else _("%(hours)s h behind you")
    return sentence % {"hours": in_hours(abs(ahead))}


def shared_day(ahead: float) -> str:
    """ "10 h of the day in common", "" where it goes without saying."""
    if not ahead:
        return ""
    common = hours_in_common(ahead)
    if not common:
        return _("no hours of the day in common")
    return _("%(hours)s h of the day in common") % {"hours": in_hours(common)}


def in_hours(hours: float) -> str:
    """5.5 as "5½"; what is no quarter of an hour is rounded to one."""
    quarters = round(hours * 4) / 4
    whole = int(quarters)
    fraction = FRACTIONS.get(quarters - whole, "")
    return f"{whole}{fraction}" if whole or not fraction else fraction


def zones_sharing(hours: float, *, zone: ZoneInfo, at: datetime) -> list[str]:
    """The time zones whose day has at least so many hours in common with that of `zone`."""
    here = at.astimezone(zone).utcoffset() or timedelta()
    return [
        name
        for name, offset in _offsets(at.replace(minute=0, second=0, microsecond=0))
        if hours_in_common((offset - here).total_seconds() / 3600) >= hours
    ]


@lru_cache(maxsize=4)
def _offsets(at: datetime) -> tuple[tuple[str, timedelta], ...]:
    """How far each time zone is from UTC in that hour; worked out once an hour."""
    offsets = ((name, at.astimezone(ZoneInfo(name)).utcoffset()) for name in _names())
    return tuple((name, offset) for name, offset in offsets if offset is not None)


@lru_cache(maxsize=1)
def _names() -> tuple[str, ...]:
    return tuple(sorted(available_timezones()))
