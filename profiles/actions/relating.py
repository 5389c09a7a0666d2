"""Which hashtags go together: a fact that the app above writes when it has counted."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from profiles.models import Hashtag, RelatedTag

A_BATCH = 2000


@dataclass(frozen=True)
class Relative:
    """`other` goes with `hashtag`, by ids, as strongly as `strength` in (0, 1] says."""

    hashtag: int
    other: int
    strength: float


@transaction.atomic
def write_relatives(*, relatives: Iterable[Relative], version: str) -> int:
    """Let these be the relatives of all hashtags, by the count of that version; returns how many.

    Nothing of an earlier count stays. Whoever counts must have counted enough people for each
    pair, so that no single person's hashtags show through. Safe when two write at once.
    """
    standing = set(Hashtag.objects.filter(alias_of=None).values_list("pk", flat=True))
    rows = [
        RelatedTag(
            hashtag_id=one.hashtag, other_id=one.other, strength=one.strength, version=version
        )
        for one in sorted(relatives, key=lambda one: (one.hashtag, one.other))
        if one.hashtag in standing and one.other in standing and one.strength > 0
    ]
    RelatedTag.objects.bulk_create(
        rows,
        batch_size=A_BATCH,
        update_conflicts=True,
        unique_fields=["hashtag", "other"],
        update_fields=["strength", "version"],
    )
    RelatedTag.objects.exclude(version=version).delete()
    return len(rows)
