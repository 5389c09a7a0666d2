"""The night: suggestions for everybody, by as many workers on as many machines as there are.

One run at a time. Its mentees are cut into chunks; whoever is rung takes the next chunk that nobody
holds, in one transaction, so that a worker that dies leaves its chunk as it was. When all are
decided, one pass over everybody's candidates decides who is shown to whom; then the chunks are
applied in the same way. PostgreSQL's row locks are all there is between workers.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from . import engine, statistics
from .applying import apply
from .arrays import Ints
from .models import ChunkState, RunChunk, RunState, SuggestionRun
from .parcels import Found
from .showing import CANDIDATES, show
from .snapshot import Who, joined, mentor_side, offering, seeking

logger = logging.getLogger("kindred.matching")

CHUNK = 4000
LONGEST = timedelta(hours=6)  # a run that takes longer is given up, and the next night begins
CLOCKS_APART = timedelta(minutes=1)  # between machines; whoever changed so shortly is followed
RUNS_KEPT = 90


def begin(*, now: datetime) -> SuggestionRun:
    """Count the tags and cut everybody into chunks; the run under way, where there is one."""
    _give_up(now)
    under_way = SuggestionRun.objects.unfinished().first()
    if under_way is not None:
        return under_way
    with timed() as seconds:
        counted, mentees = statistics.refresh_with_mentees(now=now)
    try:
        with transaction.atomic():
            run = SuggestionRun.objects.create(
                began_at=now, statistics=counted.version, report={"count": seconds[0]}
            )
            RunChunk.objects.bulk_create(
                RunChunk(run=run, number=number, first=first, last=last)
                for number, (first, last) in enumerate(_ranges(mentees), start=1)
            )
    except IntegrityError:  # another one began at the same moment
        return SuggestionRun.objects.unfinished().get()
    return run


def step(run_id: int) -> int:
    """Do one piece of a run's work; returns how many more pieces can be begun at once.

    May run twice, at the same time, or after the run has ended: then there is nothing to do.
    """
    run = SuggestionRun.objects.unfinished().filter(pk=run_id).first()
    if run is None:
        return 0
    if run.state == RunState.DECIDING:
        if _take(run, ChunkState.DUE, _decide) and _left(run, ChunkState.DUE):
            return 0
        return _expose(run_id)
    if _take(run, ChunkState.DECIDED, _apply) and _left(run, ChunkState.DECIDED):
        return 0
    _finish(run_id)
    return 0


def whole(*, now: datetime) -> SuggestionRun:
    """A night from its beginning to its end in this process alone."""
    run = begin(now=now)
    while SuggestionRun.objects.unfinished().filter(pk=run.pk).exists():
        step(run.pk)
    run.refresh_from_db()
    return run


def free_pieces() -> tuple[int, int] | None:
    """The run under way and how many of its pieces nobody holds; None when all is done.

    Whatever was lost, a ring or a worker, is made good by ringing for these.
    """
    _give_up(timezone.now())
    run = SuggestionRun.objects.unfinished().first()
    if run is None:
        return None
    state = ChunkState.DUE if run.state == RunState.DECIDING else ChunkState.DECIDED
    with transaction.atomic():
        free = run.chunks.filter(state=state).select_for_update(skip_locked=True)
        count = len(free.values_list("pk", flat=True))
    held = _left(run, state) - count
    return run.pk, count if count or held else 1


@contextmanager
def timed() -> Iterator[list[float]]:
    """A list that holds the seconds the block took, once it has ended."""
    seconds: list[float] = []
    start = time.perf_counter()
    yield seconds
    seconds.append(round(time.perf_counter() - start, 3))


@dataclass(frozen=True)
class _Offerers:
    """The mentors of one run, gathered once in each process."""

    run: int
    ids: Ints
    side: engine.Mentors


class _Held:
    """The mentors this process gathered last."""

    last: _Offerers | None = None


def _offerers(run: SuggestionRun, tags: Ints) -> _Offerers:
    held = _Held.last
    if held is None or held.run != run.pk:
        people = offering(Who(), run.began_at)
        held = _Offerers(run.pk, people.ids, mentor_side(people, tags))
        _Held.last = held
    return held


def _ranges(mentees: Ints) -> Iterator[tuple[int, int]]:
    """Ranges of account ids of CHUNK mentees each; together they leave no account out."""
    cuts = [0, *(mentees[CHUNK::CHUNK]).tolist(), max(int(mentees.max(initial=0)), _last()) + 1]
    for first, after in pairwise(cuts):
        yield first, after - 1


def _last() -> int:
    """The last account that has rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(mentee_id), 0) FROM matching_suggestion")
        last: int = cursor.fetchone()[0]
    return last


def _take(run: SuggestionRun, state: ChunkState, work: Any) -> bool:
    """Do `work` with the next chunk in `state` that nobody holds; False when there is none."""
    with transaction.atomic():
        free = run.chunks.select_for_update(skip_locked=True, of=("self",)).filter(state=state)
        chunk = free.order_by("number").first()
        if chunk is None:
            return False
        work(run, chunk)
        chunk.save()
        return True


def _left(run: SuggestionRun, state: ChunkState) -> int:
    """How many chunks are in `state`, held ones included."""
    return run.chunks.filter(state=state).count()


def _decide(run: SuggestionRun, chunk: RunChunk) -> None:
    with timed() as gathering:
        counted = statistics.thaw(run.statistics)
        offerers = _offerers(run, counted.tags)
        who = Who(first=chunk.first, last=chunk.last)
        seekers = seeking(who, run.began_at)
        snapshot = joined(seekers, offerers.ids, offerers.side, counted.tags, who, run.began_at)
    with timed() as deciding:
        best = engine.suggest(snapshot.pool, counted.counted, k=CANDIDATES, candidates=CANDIDATES)
    found = Found(
        snapshot.mentees[best.mentee], snapshot.mentors[best.mentor], best.score, best.rank
    )
    chunk.found = found.packed()
    chunk.state = ChunkState.DECIDED
    chunk.report = {"gather": gathering[0], "decide": deciding[0], "mentees": len(seekers)}


def _expose(run_id: int) -> int:
    """Once every chunk is decided: who is shown to whom; returns how many chunks to apply."""
    with transaction.atomic():
        run = SuggestionRun.objects.select_for_update().get(pk=run_id)
        if run.state != RunState.DECIDING or _left(run, ChunkState.DUE):
            return 0
        with timed() as seconds:
            chunks = list(run.chunks.order_by("number"))
            counted = statistics.thaw(run.statistics)
            offerers = _offerers(run, counted.tags)
            candidates = Found.together([Found.unpacked(bytes(chunk.found)) for chunk in chunks])
            shown, spread = show(candidates, offerers.ids, offerers.side)
            for chunk in chunks:
                chunk.found = shown.within(chunk.first, chunk.last).packed()
        RunChunk.objects.bulk_update(chunks, ["found"])
        run.state = RunState.APPLYING
        run.report |= {"expose": seconds[0], "exposure": spread}
        run.save()
        return len(chunks)


def _apply(run: SuggestionRun, chunk: RunChunk) -> None:
    with timed() as seconds:
        written = apply(
            Found.unpacked(bytes(chunk.found)),
            who=Who(first=chunk.first, last=chunk.last),
            before=run.began_at - CLOCKS_APART,
            now=run.began_at,
        )
    chunk.state = ChunkState.APPLIED
    chunk.report |= {"apply": seconds[0], "written": written}


def _finish(run_id: int) -> None:
    """Once every chunk is applied: say what it came to, and whom the sweep has to follow."""
    with transaction.atomic():
        run = SuggestionRun.objects.select_for_update().get(pk=run_id)
        if run.state != RunState.APPLYING or _left(run, ChunkState.DECIDED):
            return
        parts = list(run.chunks.values_list("report", flat=True))
        for name in ("gather", "decide", "apply", "mentees", "written"):
            run.report[name] = round(sum(part.get(name, 0) for part in parts), 3)
        run.report["chunks"] = len(parts)
        _follow(run)
        run.chunks.all().delete()
        run.state, run.ended_at = RunState.DONE, timezone.now()
        run.save()
        kept = SuggestionRun.objects.values_list("pk", flat=True)[:RUNS_KEPT]
        SuggestionRun.objects.exclude(pk__in=list(kept)).delete()
    logger.info("suggestions for everybody: run %d, %s", run.pk, run.report)


def _follow(run: SuggestionRun) -> None:
    """Everybody is followed up to the beginning of the run, and whoever changed since is not.

    What changed while the run went on may have been overwritten by what it had read before.
    """
    before = run.began_at - CLOCKS_APART
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO matching_matchstate (user_id, followed_to)"
            " SELECT profile.user_id, profile.changed_at FROM profiles_profile profile"
            " LEFT JOIN matching_matchstate state USING (user_id)"
            " WHERE profile.changed_at <= %s AND"
            " (state.id IS NULL OR state.followed_to < profile.changed_at)"
            " ON CONFLICT (user_id) DO UPDATE SET followed_to = excluded.followed_to",
            [before],
        )
        cursor.execute(
            "DELETE FROM matching_matchstate state USING profiles_profile profile"
            " WHERE profile.user_id = state.user_id AND profile.changed_at > %s",
            [before],
        )


def _give_up(now: datetime) -> None:
    """End a run that has been under way for far too long; its rows stay as they are."""
    late = SuggestionRun.objects.unfinished().filter(began_at__lt=now - LONGEST)
    for run in late:
        logger.error("suggestions for everybody: run %d given up, %s", run.pk, run.state)
        RunChunk.objects.filter(run=run).delete()
    late.update(state=RunState.GIVEN_UP, ended_at=now)
