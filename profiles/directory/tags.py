"""Hashtags of a search, held against the vocabulary, as far as the viewer is told of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from profiles.choices import TagKind
from profiles.hashtags import hashtag_key
from profiles.lookup import known_hashtags
from profiles.models import Hashtag, HashtagTie, User


@dataclass(frozen=True)
class AskedTag:
    """A hashtag of a search: `row` is what it means, None where the viewer is told of none."""

    name: str
    kind: str
    row: Hashtag | None


def meant_tags(names: Iterable[str], *, viewer: User) -> list[AskedTag]:
    """What these names mean, aliases resolved, each hashtag once; at most two queries.

    One that is held, one that nobody writes and one that only people write whom the viewer may not
    see are the same to her: as typed, and nobody stands under it.
    """
    wanted = list(names)
    known = known_hashtags(hashtag_key(name) for name in wanted)
    rows = [known.get(hashtag_key(name)) for name in wanted]
    meant = [row and (row.alias_of or row) for row in rows]
    told = _told([row for row in meant if row is not None], viewer)
    found: dict[str, AskedTag] = {}
    for name, row in zip(wanted, meant, strict=True):
        if row is not None and row.pk in told:
            found.setdefault(row.key, AskedTag(row.name, row.kind, row))
        else:
            found.setdefault(hashtag_key(name), AskedTag(name, TagKind.TOPIC, None))
    return list(found.values())


def _told(rows: list[Hashtag], viewer: User) -> set[int]:
    """Those that moderators reviewed, or that somebody writes whom the viewer may count."""
    shown = [row for row in rows if not row.held]
    told = {row.pk for row in shown if row.reviewed}
    new = [row.pk for row in shown if not row.reviewed]
    if new:
        ties = HashtagTie.objects.counted_for(viewer).filter(hashtag__in=new)
        told.update(ties.order_by().values_list("hashtag", flat=True).distinct())
    return told
