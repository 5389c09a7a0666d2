"""Two people's clocks: how far apart they are, and how much of the day they share.

The day is counted from 8:00 to 20:00, as in `matching.engine`. Differences hold at the moment
asked about: daylight saving moves them.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

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
