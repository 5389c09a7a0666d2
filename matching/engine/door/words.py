"""Words of the file that mean numbers in the engine: stages, time zones, how tags compare."""

import unicodedata
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from matching.engine.pool import OFF_LADDER

LADDER = (
    "premed",
    "student",
    "resident",
    "fellow",
    "early_faculty",
    "mid_faculty",
    "senior_faculty",
)
BESIDE_IT = ("nurse_or_app", "scientist", "other")
STAGES = {name: rung for rung, name in enumerate(LADDER)} | {
    name: place for place, name in enumerate(BESIDE_IT, start=OFF_LADDER)
}

# Time zones need a day, for daylight saving. A fixed one, so that a file has one answer for ever.
USUAL_DAY = date(2026, 1, 15)


def tag_key(written: str) -> str:
    """What two spellings of a tag have in common: no "#", no difference of case or of form."""
    return unicodedata.normalize("NFKC", written).strip().lstrip("#").strip().casefold()


def minutes_east(zone: str, day: date) -> int:
    """Minutes east of UTC at noon (UTC) of `day` in an IANA zone; KeyError for no such zone."""
    noon = datetime.combine(day, time(12), tzinfo=UTC)
    try:
        away = noon.astimezone(ZoneInfo(zone)).utcoffset()
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise KeyError(zone) from error
    if away is None:
        raise KeyError(zone)
    return int(away.total_seconds() // 60)
