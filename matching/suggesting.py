"""Suggestions between two nights: for whoever changed, and for whom that concerns.

Everything may run twice. Only rows that differ are written.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

import numpy as np
from django.db import connection, transaction
from django.db.models import BigIntegerField, Count, F, Min, Q
from django.db.models.functions import Cast
from django.utils import timezone

from profiles.models import Profile

from . import engine, statistics
from .applying import apply
from .arrays import columns_of
from .models import MatchState, RunState, Suggestion, SuggestionRun
from .parcels import Found
from .showing import CANDIDATES, KEPT, show_beside
from .snapshot import Snapshot, Who, gather

logger = logging.getLogger("kindred.matching")

SWEEP_LOCK = 0x6B696E64
UNITS = 2**48  # scores are whole multiples of one unit


def refresh_statistics(*, now: datetime) -> str:
    """Count the tags over everybody; returns the version."""
    return statistics.refresh(now=now).version


def suggest_for(mentees: Sequence[int], *, now: datetime | None = None) -> int:
    """Make the given mentees' suggestions anew; returns how many rows were written or deleted.

    Whoever is no mentee any more (or suspended, or gone) keeps no rows.
    """
    now = now or timezone.now()
    counted = statistics.latest(now=now)
    snapshot = gather(now=now, mentees=mentees, tags=counted.tags)
    return _make(snapshot, counted.for_tags(snapshot.tags), mentees, now)


def _make(
    snapshot: Snapshot, counted: engine.TagStatistics, people: Sequence[int], now: datetime
) -> int:
    """The rows of `people`, all of whose mentees the snapshot holds, beside everybody else's."""
    asked = np.flatnonzero(np.isin(snapshot.mentees, people))
    best = engine.suggest(
        snapshot.pool, counted, mentees=asked, k=CANDIDATES, candidates=CANDIDATES
    )
    candidates = Found(
        snapshot.mentees[best.mentee], snapshot.mentors[best.mentor], best.score, best.rank
    )
    who = Who(listed=tuple(people))
    shown = show_beside(candidates, snapshot.mentors, snapshot.pool.mentors, who=who)
    return apply(shown, who=who, before=None, now=now)


def suggest_for_changed() -> int:
    """Follow everybody who changed since; returns how many people were looked at again.

    Two sweeps never run at once: the second finds the lock taken and leaves the work to the
    first, or to the next. While a night is being applied the sweep waits: both would write the
    same rows, and what changed is followed right after.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SWEEP_LOCK])
            if not cursor.fetchone()[0]:
                return 0
        if SuggestionRun.objects.filter(state=RunState.APPLYING).exists():
            return 0
        changed = list(
            Profile.objects.filter(
                Q(user__match_state__isnull=True)
                | Q(user__match_state__followed_to__lt=F("changed_at"))
            )
            .order_by("user_id")
            .values_list("user_id", "changed_at")
        )
        if not changed:
            return 0
        return _follow(changed)


def _follow(changed: list[tuple[int, datetime]]) -> int:
    now = timezone.now()
    people = [person for person, _when in changed]
    counted = statistics.latest(now=now)
    holders = Suggestion.objects.filter(mentor__in=people).values_list("mentee_id", flat=True)
    concerned = set(people) | set(holders)
    mentors = Profile.objects.filter(user__in=people, is_mentor=True).exists()
    # A changed mentor may concern any mentee, a changed mentee only herself.
    snapshot = gather(now=now, mentees=None if mentors else sorted(concerned), tags=counted.tags)
    known = counted.for_tags(snapshot.tags)
    if mentors:
        concerned |= _reached(people, snapshot, known)
    _make(snapshot, known, sorted(concerned), now)
    MatchState.objects.bulk_create(
        [MatchState(user_id=person, followed_to=when) for person, when in changed],
        update_conflicts=True,
        unique_fields=["user"],
        update_fields=["followed_to"],
        batch_size=1000,
    )
    logger.info("followed %d changed people, %d mentees", len(people), len(concerned))
    return len(concerned)


def _reached(people: list[int], snapshot: Snapshot, counted: engine.TagStatistics) -> set[int]:
    """Mentees of whom one of `people`, as a mentor, may reach the rows."""
    full = Suggestion.objects.values("mentee").annotate(
        rows=Count("id"), units=Cast(Min("score") * UNITS, BigIntegerField())
    )
    kept, _texts = columns_of(
        full.filter(rows__gte=KEPT), numbers={"mentee": F("mentee"), "units": F("units")}
    )
    worst = np.full(len(snapshot.mentees), -1.0)
    here = np.isin(kept["mentee"], snapshot.mentees)
    at = np.searchsorted(snapshot.mentees, kept["mentee"][here])
    worst[at] = kept["units"][here] / UNITS
    found = engine.affected(
        snapshot.pool,
        counted,
        changed=np.flatnonzero(np.isin(snapshot.mentors, people)),
        kth_scores=worst,
        held=engine.Pairs.none(),
    )
    return set(snapshot.mentees[found].tolist())
