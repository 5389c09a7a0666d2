"""Gather: rows become arrays, in a fixed number of queries however many people there are.

Quiet tags are no input: this file reads `HashtagTie` and nothing else of people's tags.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt
from django.db.models import Q, QuerySet

from profiles.choices import LANGUAGES, Direction, Evidence, Goal, Kind, Stage, Status, Value
from profiles.models import HashtagTie, Profile
from profiles.querysets import in_good_standing
from relationships.models import MentorshipRequest, Relationship
from safety.models import Block, EvaluatorMark

from . import engine
from .models import SaidOf, Verdict

SEED = 20201115  # breaks ties between people the same way on every machine
LET_REST = timedelta(days=180)  # a declined or ended pair is not suggested again for so long
MONTH_DAYS = 30  # ages count in months, so that scores do not move every night

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
STAGE_BIT = {str(stage): rung for rung, stage in enumerate(LADDER)} | {
    str(stage): place for place, stage in enumerate(BESIDE_IT, start=engine.OFF_LADDER)
}
KIND_BIT = {code: bit for bit, code in enumerate(Kind.values)}
GOAL_BIT = {code: bit for bit, code in enumerate(Goal.values)}
VALUE_BIT = {code: bit for bit, code in enumerate(Value.values)}
LANGUAGE_BIT = {code: bit for bit, (code, _name) in enumerate(LANGUAGES)}

EVIDENCE = {
    Evidence.BIO: engine.Evidence.STATED,
    Evidence.CHOSEN: engine.Evidence.CHOSEN,
}

MENTEE_COLUMNS = (
    "user_id",
    "seeks_kinds",
    "goals",
    "values",
    "languages",
    "stage",
    "institution",
    "time_zone",
    "seeks_outside",
)
MENTOR_COLUMNS = (
    "user_id",
    "offers_kinds",
    "offers_goals",
    "values",
    "languages",
    "stage",
    "institution",
    "time_zone",
    "wants_stages",
    "only_outside",
    "audience",
    "user__availability__status",
    "user__availability__seats",
    "user__availability__seats_taken",
    "user__availability__asked",
    "user__availability__answered",
    "user__availability__accepted",
    "user__availability__answer_days",
)
Row = dict[str, Any]


@dataclass(frozen=True)
class Snapshot:
    """A pool, and whose rows its indices are.

    mentees, mentors  int64 arrays: account ids by pool index
    tags              int64 array: hashtag ids by tag index
    """

    pool: engine.Pool
    mentees: npt.NDArray[np.int64]
    mentors: npt.NDArray[np.int64]
    tags: npt.NDArray[np.int64]


def gather(*, now: datetime, mentees: Sequence[int] | None = None) -> Snapshot:
    """Everybody who may be matched, or only the given mentees, with every mentor.

    `now` decides time zone offsets and ages. Nine queries, whatever the size.
    """
    seekers = _seekers(mentees)
    offerers = list(
        Profile.objects.filter(in_good_standing(), is_mentor=True)
        .order_by("user_id")
        .values(*MENTOR_COLUMNS)
    )
    mentee_ids = _ids(row["user_id"] for row in seekers)
    mentor_ids = _ids(row["user_id"] for row in offerers)
    ties = list(
        HashtagTie.objects.filter(
            user__in=[*mentee_ids.tolist(), *mentor_ids.tolist()], hashtag__held=False
        )
        .order_by("id")
        .values_list("user_id", "hashtag_id", "direction", "evidence", "created_at")
    )
    tag_ids = np.unique(_ids(tie[1] for tie in ties))
    places = _Places()
    zones = _Zones(now)
    pool = engine.Pool(
        tags=int(tag_ids.size),
        mentees=_mentee_side(seekers, mentee_ids, ties, tag_ids, places, zones, now),
        mentors=_mentor_side(offerers, mentor_ids, ties, tag_ids, places, zones, now),
        excluded=_excluded(mentee_ids, mentor_ids, now),
    )
    return Snapshot(pool, mentee_ids, mentor_ids, tag_ids)


def mentee_ids() -> list[int]:
    """Account ids of everybody who may be given suggestions, ascending."""
    return [row["user_id"] for row in _seekers(None)]


def _seekers(only: Sequence[int] | None) -> list[Row]:
    rows: QuerySet[Profile] = Profile.objects.filter(in_good_standing(), is_mentee=True)
    if only is not None:
        rows = rows.filter(user__in=only)
    return list(rows.order_by("user_id").values(*MENTEE_COLUMNS))


def _mentee_side(
    rows: list[Row],
    ids: npt.NDArray[np.int64],
    ties: list[tuple[Any, ...]],
    tag_ids: npt.NDArray[np.int64],
    places: "_Places",
    zones: "_Zones",
    now: datetime,
) -> engine.Mentees:
    """What she seeks: the tags she chose to look for and those that stand in her own bio."""
    return replace(
        engine.Mentees.blank(person=ids, key=engine.person_keys(ids, SEED)),
        seeks=_ties(ids, ties, tag_ids, (Direction.SEEKS, Direction.IS), now),
        is_=_ties(ids, ties, tag_ids, (Direction.IS,), now),
        kinds=_masks(rows, "seeks_kinds", KIND_BIT),
        goals=_masks(rows, "goals", GOAL_BIT),
        values=_masks(rows, "values", VALUE_BIT),
        languages=_masks(rows, "languages", LANGUAGE_BIT),
        stage=_ids(STAGE_BIT.get(row["stage"], engine.UNKNOWN) for row in rows),
        institution=_ids(places.number(row["institution"]) for row in rows),
        offset=_ids(zones.offset(row["time_zone"]) for row in rows),
        elsewhere=np.array([float(row["seeks_outside"]) for row in rows], dtype=np.float64),
    )


def _mentor_side(
    rows: list[Row],
    ids: npt.NDArray[np.int64],
    ties: list[tuple[Any, ...]],
    tag_ids: npt.NDArray[np.int64],
    places: "_Places",
    zones: "_Zones",
    now: datetime,
) -> engine.Mentors:
    """What he offers; whoever shows himself to nobody is closed, but stays in the pool."""
    asked = _ids(row["user__availability__asked"] or 0 for row in rows)
    answered = np.minimum(_ids(row["user__availability__answered"] or 0 for row in rows), asked)
    accepted = np.minimum(_ids(row["user__availability__accepted"] or 0 for row in rows), answered)
    slow = engine.PROMPT_DAYS + 1
    days = _ids(
        slow
        if row["user__availability__answer_days"] is None
        else row["user__availability__answer_days"]
        for row in rows
    )
    taken = _ids(row["user__availability__seats_taken"] or 0 for row in rows)
    seats = _ids(row["user__availability__seats"] or 0 for row in rows)
    return replace(
        engine.Mentors.blank(person=ids, key=engine.person_keys(ids, SEED)),
        offers=_ties(ids, ties, tag_ids, (Direction.OFFERS, Direction.IS), now),
        kinds=_masks(rows, "offers_kinds", KIND_BIT),
        goals=_masks(rows, "offers_goals", GOAL_BIT),
        values=_masks(rows, "values", VALUE_BIT),
        languages=_masks(rows, "languages", LANGUAGE_BIT),
        stage=_ids(STAGE_BIT.get(row["stage"], engine.UNKNOWN) for row in rows),
        institution=_ids(places.number(row["institution"]) for row in rows),
        offset=_ids(zones.offset(row["time_zone"]) for row in rows),
        wanted_stages=_masks(rows, "wants_stages", STAGE_BIT),
        only_elsewhere=np.array([row["only_outside"] for row in rows], dtype=np.bool_),
        open=np.array(
            [
                row["user__availability__status"] == Status.OPEN and row["audience"] == "members"
                for row in rows
            ],
            dtype=np.bool_,
        ),
        free_seats=np.maximum(seats - taken, 0),
        load=taken.astype(np.float64),
        asked=asked,
        answered=answered,
        prompt=np.where(days <= engine.PROMPT_DAYS, answered, answered // 2),
        accepted=accepted,
    )


def _excluded(
    mentees: npt.NDArray[np.int64], mentors: npt.NDArray[np.int64], now: datetime
) -> engine.Pairs:
    """Pairs that must not meet, as indices: blocks and evaluators either way, pairs that are or
    lately were, open and lately declined requests, and "not for me"."""
    who = mentees.tolist()
    rested = now - LET_REST
    either_way = [
        Block.objects.filter(Q(blocker__in=who) | Q(blocked__in=who)).values_list(
            "blocker_id", "blocked_id"
        ),
        EvaluatorMark.objects.filter(Q(holder__in=who) | Q(evaluator__in=who)).values_list(
            "holder_id", "evaluator_id"
        ),
        Relationship.objects.filter(
            Q(mentee__in=who) | Q(mentor__in=who),
            Q(state="active") | Q(ended_at__gt=rested),
        ).values_list("mentee_id", "mentor_id"),
        MentorshipRequest.objects.filter(
            Q(mentee__in=who) | Q(mentor__in=who),
            Q(state="open") | Q(state="declined", decided_at__gt=rested),
        ).values_list("mentee_id", "mentor_id"),
    ]
    pairs: set[tuple[int, int]] = set()
    for rows in either_way:
        for one, other in rows:
            pairs |= {(one, other), (other, one)}
    pairs |= set(
        Verdict.objects.filter(mentee__in=who, said=SaidOf.DISMISSED).values_list(
            "mentee_id", "mentor_id"
        )
    )
    mentee_at = {int(person): index for index, person in enumerate(mentees)}
    mentor_at = {int(person): index for index, person in enumerate(mentors)}
    inside = sorted(
        (mentee_at[one], mentor_at[other])
        for one, other in pairs
        if one in mentee_at and other in mentor_at
    )
    return engine.Pairs(_ids(one for one, _ in inside), _ids(other for _, other in inside))


def _ties(
    ids: npt.NDArray[np.int64],
    ties: list[tuple[Any, ...]],
    tag_ids: npt.NDArray[np.int64],
    directions: tuple[str, ...],
    now: datetime,
) -> engine.Ties:
    """The ties of `ids` in the given directions; the strongest evidence for a tag holds."""
    row_of = {int(person): index for index, person in enumerate(ids)}
    chosen = [tie for tie in ties if tie[2] in directions and tie[0] in row_of]
    strength = [
        engine.tie_strength(
            EVIDENCE[Evidence(evidence)],
            float((now - since).days // MONTH_DAYS * MONTH_DAYS),
        )
        for _person, _tag, _direction, evidence, since in chosen
    ]
    return engine.Ties.build(
        people=int(ids.size),
        person=_ids(row_of[tie[0]] for tie in chosen),
        tags=np.searchsorted(tag_ids, _ids(tie[1] for tie in chosen)),
        strength=np.array(strength, dtype=np.float64),
    )


def _masks(rows: list[Row], column: str, bits: dict[str, int]) -> npt.NDArray[np.uint64]:
    """Lists of codes as bit masks; a code that is no longer known counts for nothing."""
    return np.array(
        [
            sum(1 << bit for bit in {bits[code] for code in row[column] if code in bits})
            for row in rows
        ],
        dtype=np.uint64,
    )


def _ids(numbers: Iterable[Any]) -> npt.NDArray[np.int64]:
    return np.fromiter(numbers, dtype=np.int64)


class _Places:
    """Institutions as numbers: equal when their names are, case and spacing aside."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, name: str) -> int:
        """The number of an institution; UNKNOWN for an empty name."""
        key = " ".join(name.casefold().split())
        if not key:
            return engine.UNKNOWN
        return self._numbers.setdefault(key, len(self._numbers))


class _Zones:
    """Time zones as minutes east of UTC at one moment."""

    def __init__(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)
        self._offsets: dict[str, int] = {}

    def offset(self, name: str) -> int:
        """Minutes east of UTC; UNKNOWN_ZONE for a name that is none."""
        if name not in self._offsets:
            self._offsets[name] = self._look_up(name)
        return self._offsets[name]

    def _look_up(self, name: str) -> int:
        try:
            away = self._now.astimezone(ZoneInfo(name)).utcoffset()
        except (ZoneInfoNotFoundError, ValueError):
            return engine.UNKNOWN_ZONE
        return int(away.total_seconds() // 60) if away is not None else engine.UNKNOWN_ZONE
