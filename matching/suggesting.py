"""Apply: suggestions are made by the engine and written here; every function may run twice.

The nightly run counts the tags, then works through chunks of mentees; a sweep follows whoever
changed since. Only rows that differ are written.
"""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import numpy as np
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from profiles.models import Profile

from . import engine
from .facts import facts_of
from .models import MatchState, Suggestion
from .snapshot import Snapshot, gather, mentee_ids
from .statistics import freeze, latest, thaw

logger = logging.getLogger("kindred.matching")

KEPT = 24  # rows kept for a mentee: more than are shown, so that what she declines is replaced
CHUNK = 500
SWEEP_LOCK = 0x6B696E64


def refresh_statistics(*, now: datetime) -> str:
    """Count the tags over everybody for today; returns the version."""
    version = now.strftime("%Y-%m-%d")
    freeze(gather(now=now), version=version)
    return version


def chunks() -> list[list[int]]:
    """Account ids of everybody who may be given suggestions, in pieces of CHUNK."""
    ids = mentee_ids()
    return [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]


def suggest_for(mentees: Sequence[int], *, now: datetime | None = None) -> int:
    """Make the given mentees' suggestions anew; returns how many rows were written or deleted.

    Whoever is no mentee any more (or suspended, or gone) keeps no rows.
    """
    now = now or timezone.now()
    snapshot = gather(now=now, mentees=mentees)
    statistics = _statistics(snapshot, now)
    found = engine.suggest(snapshot.pool, statistics, k=KEPT)
    explained = engine.explain_pairs(snapshot.pool, statistics, found.mentee, found.mentor)
    wanted: dict[int, dict[int, Suggestion]] = {person: {} for person in mentees}
    for told, score, rank in zip(explained, found.score.tolist(), found.rank.tolist(), strict=True):
        mentee, mentor = int(snapshot.mentees[told.mentee]), int(snapshot.mentors[told.mentor])
        wanted[mentee][mentor] = Suggestion(
            mentee_id=mentee,
            mentor_id=mentor,
            score=score,
            rank=rank,
            facts=facts_of(told, snapshot),
            made_at=now,
        )
    return _apply(wanted)


@transaction.atomic
def _apply(wanted: dict[int, dict[int, Suggestion]]) -> int:
    """Make the stored rows of these mentees equal to the wanted ones; only differences are
    written, in one order of locks (mentee, mentor)."""
    stored: dict[int, dict[int, Suggestion]] = defaultdict(dict)
    rows = Suggestion.objects.select_for_update().filter(mentee__in=wanted)
    for row in rows.order_by("mentee_id", "mentor_id"):
        stored[row.mentee_id][row.mentor_id] = row
    gone, changed, new = [], [], []
    for mentee, mentors in wanted.items():
        gone += [row.pk for other, row in stored[mentee].items() if other not in mentors]
        for other, row in mentors.items():
            known = stored[mentee].get(other)
            if known is None:
                new.append(row)
            elif (known.score, known.rank, known.facts) != (row.score, row.rank, row.facts):
                row.pk = known.pk
                changed.append(row)
    if gone:
        Suggestion.objects.filter(pk__in=gone).delete()
    if changed:
        Suggestion.objects.bulk_update(
            changed, ["score", "rank", "facts", "made_at"], batch_size=1000
        )
    if new:
        Suggestion.objects.bulk_create(
            new,
            batch_size=1000,
            update_conflicts=True,
            unique_fields=["mentee", "mentor"],
            update_fields=["score", "rank", "facts", "made_at"],
        )
    return len(gone) + len(changed) + len(new)


def suggest_for_changed() -> int:
    """Follow everybody who changed since; returns how many people were looked at again.

    Two sweeps never run at once: the second finds the lock taken and leaves the work to the
    first, or to the next.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SWEEP_LOCK])
            if not cursor.fetchone()[0]:
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
    concerned = sorted(set(people) | _concerned(people, now))
    for start in range(0, len(concerned), CHUNK):
        suggest_for(concerned[start : start + CHUNK], now=now)
    MatchState.objects.bulk_create(
        [MatchState(user_id=person, followed_to=when) for person, when in changed],
        update_conflicts=True,
        unique_fields=["user"],
        update_fields=["followed_to"],
        batch_size=1000,
    )
    logger.info("followed %d changed people, %d mentees", len(people), len(concerned))
    return len(concerned)


def _concerned(people: list[int], now: datetime) -> set[int]:
    """Mentees whose rows may differ because one of `people`, as a mentor, changed."""
    snapshot = gather(now=now)
    mentor_at = {int(person): index for index, person in enumerate(snapshot.mentors)}
    mentee_at = {int(person): index for index, person in enumerate(snapshot.mentees)}
    moved = [mentor_at[person] for person in people if person in mentor_at]
    holders = set(Suggestion.objects.filter(mentor__in=people).values_list("mentee_id", flat=True))
    if not moved:
        return holders
    kept = Suggestion.objects.filter(mentee__in=list(mentee_at))
    worst = np.full(len(snapshot.mentees), -1.0)
    for mentee, rank, score in kept.values_list("mentee_id", "rank", "score"):
        if rank == KEPT:
            worst[mentee_at[mentee]] = score
    found = engine.affected(
        snapshot.pool,
        _statistics(snapshot, now),
        changed=moved,
        kth_scores=worst,
        held=engine.Pairs.none(),
    )
    return holders | {int(snapshot.mentees[index]) for index in found.tolist()}


def _statistics(snapshot: Snapshot, now: datetime) -> engine.TagStatistics:
    """The frozen count, made first where there has never been one."""
    row = latest()
    if row is None:
        refresh_statistics(now=now)
        row = latest()
    if row is None:
        raise RuntimeError("tag statistics were counted and not kept")
    return thaw(row, snapshot)
