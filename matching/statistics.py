"""Tag statistics: counted once a night over everybody, kept as a row, read by every score."""

from typing import Any

import numpy as np

from . import engine
from .models import FrozenStatistics
from .snapshot import Snapshot

NIGHTS_KEPT = 7


def freeze(snapshot: Snapshot, *, version: str) -> FrozenStatistics:
    """Count and keep. The snapshot must hold everybody; the same version counts once."""
    counted = engine.tag_statistics(snapshot.pool, version=version)
    row, _created = FrozenStatistics.objects.update_or_create(
        version=version,
        defaults={
            "offers": _stored(counted.offers, snapshot),
            "about": _stored(counted.is_, snapshot),
        },
    )
    kept = FrozenStatistics.objects.values_list("pk", flat=True)[:NIGHTS_KEPT]
    FrozenStatistics.objects.exclude(pk__in=list(kept)).delete()
    return row


def thaw(row: FrozenStatistics, snapshot: Snapshot) -> engine.TagStatistics:
    """A kept row for the tag indices of this snapshot; tags newer than the count have no users."""
    return engine.TagStatistics(
        version=row.version,
        offers=_counts(row.offers, snapshot),
        is_=_counts(row.about, snapshot),
    )


def latest() -> FrozenStatistics | None:
    """The newest count, if there has been one."""
    return FrozenStatistics.objects.first()


def _stored(counts: engine.TagCounts, snapshot: Snapshot) -> dict[str, Any]:
    users = {
        str(tag): int(number)
        for tag, number in zip(snapshot.tags.tolist(), counts.users.tolist(), strict=True)
        if number
    }
    return {"people": counts.people, "average": counts.average, "users": users}


def _counts(stored: dict[str, Any], snapshot: Snapshot) -> engine.TagCounts:
    users = stored["users"]
    return engine.TagCounts(
        people=stored["people"],
        users=np.array([users.get(str(tag), 0) for tag in snapshot.tags.tolist()], dtype=np.int64),
        average=stored["average"],
    )
