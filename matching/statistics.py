"""Tag statistics: counted once a night over everybody, kept as a row, read by every score."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any

import numpy as np

from profiles.actions import Relative, write_relatives

from . import engine
from .arrays import Ints
from .models import FrozenStatistics
from .snapshot import Snapshot, gather

NIGHTS_KEPT = 7


@dataclass(frozen=True)
class Counted:
    """One night's count, ready to be read.

    tags     hashtag ids that were counted, ascending
    counted  the statistics, for exactly these
    """

    tags: Ints
    counted: engine.TagStatistics

    @property
    def version(self) -> str:
        """The night's name."""
        return self.counted.version

    def for_tags(self, tags: Ints) -> engine.TagStatistics:
        """The same for more tags (ascending ids, these among them); newer ones have no users."""
        if tags.size == self.tags.size:
            return self.counted
        at = np.searchsorted(tags, self.tags)
        related = self.counted.related
        return engine.TagStatistics(
            version=self.version,
            offers=_spread(self.counted.offers, at, tags.size),
            is_=_spread(self.counted.is_, at, tags.size),
            community=_spread(self.counted.community, at, tags.size),
            related=engine.Ties.build(
                tags.size, at[related.person], at[related.tags], related.strength
            ),
        )


class _Read:
    """The count this process read last; a version never changes."""

    last: Counted | None = None


def freeze(snapshot: Snapshot, *, now: datetime) -> Counted:
    """Count and keep; the relatives are written where pages read them. The snapshot must hold
    everybody.

    The version names the moment and the counts, so that equal versions are equal counts.
    """
    counted = engine.tag_statistics(snapshot.pool, version="")
    stored = _stored(snapshot.tags, counted)
    digest = blake2b(json.dumps(stored).encode(), digest_size=6).hexdigest()
    night = Counted(snapshot.tags, replace(counted, version=f"{now:%Y%m%dT%H%M%S%f}-{digest}"))
    FrozenStatistics.objects.get_or_create(version=night.version, defaults={"counts": stored})
    kept = FrozenStatistics.objects.values_list("pk", flat=True)[:NIGHTS_KEPT]
    FrozenStatistics.objects.exclude(pk__in=list(kept)).delete()
    write_relatives(relatives=_relatives(night), version=night.version)
    _Read.last = night
    return night


def refresh(*, now: datetime) -> Counted:
    """Count the tags over everybody."""
    return refresh_with_mentees(now=now)[0]


def refresh_with_mentees(*, now: datetime) -> tuple[Counted, Ints]:
    """Count the tags over everybody, and say who was counted as a mentee: ids, ascending."""
    snapshot = gather(now=now)
    return freeze(snapshot, now=now), snapshot.mentees


def latest(*, now: datetime) -> Counted:
    """The newest count, made first where there has never been one."""
    version = FrozenStatistics.objects.values_list("version", flat=True).first()
    return refresh(now=now) if version is None else thaw(version)


def known() -> Counted:
    """The newest count; one of nobody where there has never been any. Writes nothing."""
    version = FrozenStatistics.objects.values_list("version", flat=True).first()
    if version is not None:
        return thaw(version)
    nobody = engine.TagCounts(0, np.zeros(0, dtype=np.int64), 0.0)
    return Counted(nobody.users, engine.TagStatistics("", offers=nobody, is_=nobody))


def thaw(version: str) -> Counted:
    """A kept count. Raises FrozenStatistics.DoesNotExist."""
    read = _Read.last
    if read is None or read.version != version:
        read = _read(FrozenStatistics.objects.get(version=version))
        _Read.last = read
    return read


def _relatives(night: Counted) -> list[Relative]:
    """The same relatives that scores read, by hashtag ids, for the pages of hashtags."""
    related = night.counted.related
    of, others = night.tags[related.person], night.tags[related.tags]
    rows = zip(of.tolist(), others.tolist(), related.strength.tolist(), strict=True)
    return [Relative(hashtag, other, strength) for hashtag, other, strength in rows]


def _spread(counts: engine.TagCounts, at: Ints, size: int) -> engine.TagCounts:
    users = np.zeros(size, dtype=np.int64)
    users[at] = counts.users
    return engine.TagCounts(counts.people, users, counts.average)


def _stored(tags: Ints, counted: engine.TagStatistics) -> dict[str, Any]:
    groups = {"offers": counted.offers, "is": counted.is_, "community": counted.community}
    related = counted.related
    return {
        "tags": tags.tolist(),
        "related": {
            "of": related.person.tolist(),
            "tags": related.tags.tolist(),
            "strength": related.strength.tolist(),
        },
        **{
            name: {
                "people": counts.people,
                "average": counts.average,
                "users": counts.users.tolist(),
            }
            for name, counts in groups.items()
        },
    }


def _read(row: FrozenStatistics) -> Counted:
    stored = row.counts
    tags = np.array(stored["tags"], dtype=np.int64)
    related = stored["related"]
    return Counted(
        tags,
        engine.TagStatistics(
            version=row.version,
            offers=_counts(stored["offers"]),
            is_=_counts(stored["is"]),
            community=_counts(stored["community"]),
            related=engine.Ties.build(
                int(tags.size), related["of"], related["tags"], related["strength"]
            ),
        ),
    )


def _counts(stored: dict[str, Any]) -> engine.TagCounts:
    users = np.array(stored["users"], dtype=np.int64)
    return engine.TagCounts(stored["people"], users, stored["average"])
