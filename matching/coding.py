"""How what people say is written in the engine's numbers: stages, short lists, zones, places."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from django.db.models import BigIntegerField, F, Func, Value
from django.db.models.functions import Coalesce

from profiles.choices import LANGUAGES, CommunityWish, Direction, Evidence, Goal, Kind, Stage
from profiles.choices import Value as Worth

from . import engine
from .arrays import Ints, Masks

LADDER = [
    Stage.PREMED,
    Stage.STUDENT,
    Stage.RESIDENT,
    Stage.FELLOW,
    Stage.EARLY_FACULTY,
    Stage.MID_FACULTY,
    Stage.SENIOR_FACULTY,
]
BESIDE_IT = [Stage.NURSE_OR_APP, Stage.SCIENTIST, Stage.OTHER]
STAGES = [str(stage) for stage in LADDER] + ["no stage"] * (engine.OFF_LADDER - len(LADDER))
STAGES += [str(stage) for stage in BESIDE_IT]
KINDS: list[str] = list(Kind.values)
GOALS: list[str] = list(Goal.values)
WORTHS: list[str] = list(Worth.values)
TONGUES = [code for code, _name in LANGUAGES]

DIRECTIONS: list[str] = list(Direction.values)
EVIDENCE = {
    Evidence.BIO: engine.Evidence.STATED,
    Evidence.CHOSEN: engine.Evidence.CHOSEN,
}
WISHES = {CommunityWish.ANY: 0.0, CommunityWish.NICE: 0.5, CommunityWish.IMPORTANT: 1.0}


def place_of(codes: Sequence[str], column: str) -> Coalesce:
    """Where a column's code stands in `codes`, -1 for one that is not there."""
    position = Func(
        F(column),
        codes=_listed(codes),
        template="(array_position(%(codes)s, %(expressions)s::text) - 1)",
        output_field=BigIntegerField(),
    )
    return Coalesce(position, Value(-1))


def bits_of(codes: Sequence[str], column: str) -> Func:
    """A column's list of codes as a bit mask; a code that is no longer known counts for nothing."""
    return Func(
        F(column),
        codes=_listed(codes),
        template=(
            "(SELECT coalesce(bit_or(1::bigint << (array_position(%(codes)s, code::text) - 1)), 0)"
            " FROM unnest(%(expressions)s) AS code)"
        ),
        output_field=BigIntegerField(),
    )


def masks(column: Ints) -> Masks:
    """Bit masks as the engine takes them; the highest language is the database's sign."""
    return column.view(np.uint64)


def places(names: Iterable[str]) -> Ints:
    """Houses (profiles/institutions.py) as numbers; UNKNOWN for "", which is nobody's."""
    known: dict[str, int] = {}
    return np.array(
        [known[name] if name in known else _place(name, known) for name in names], dtype=np.int64
    )


def offsets(zones: Iterable[str], now: datetime) -> Ints:
    """Time zones as minutes east of UTC at one moment; UNKNOWN_ZONE for a name that is none."""
    known: dict[str, int] = {}
    moment = now.astimezone(UTC)
    return np.array(
        [known[zone] if zone in known else _offset(zone, moment, known) for zone in zones],
        dtype=np.int64,
    )


def _listed(codes: Sequence[str]) -> str:
    """Our own codes as an SQL array; they are letters and underscores."""
    return "ARRAY[" + ",".join(f"'{code}'" for code in codes) + "]::text[]"


def _place(name: str, known: dict[str, int]) -> int:
    """A number of 62 bits out of the name, so that it is the same in every process."""
    digest = blake2b(name.encode(), digest_size=8).digest()
    known[name] = int.from_bytes(digest) >> 2 if name else engine.UNKNOWN
    return known[name]


def _offset(zone: str, moment: datetime, known: dict[str, int]) -> int:
    try:
        away = moment.astimezone(ZoneInfo(zone)).utcoffset()
    except (ZoneInfoNotFoundError, ValueError):
        away = None
    known[zone] = engine.UNKNOWN_ZONE if away is None else int(away.total_seconds() // 60)
    return known[zone]
