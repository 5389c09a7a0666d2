"""What helps where a search finds nobody: which part to leave out, and what stands near."""

from collections.abc import Sequence
from dataclasses import dataclass

from profiles.choices import Direction
from profiles.models import Hashtag, HashtagTie, Listing, TagFollow, User
from profiles.related import related_tags
from profiles.words import words_in

from .counted import MOST_OF_ONE, Figure, count_marks, without_each
from .found import Question
from .tags import AskedTag, meant_tags

BEGINNING = 4  # letters that a misspelled hashtag is expected to begin with rightly
MOST_NEAR = 6
MOST_OF_HER_OWN = 3


@dataclass(frozen=True)
class NearTag:
    """A hashtag to try instead, and how many mentors have a place under it."""

    name: str
    kind: str
    mentors: Figure


@dataclass(frozen=True)
class Help:
    """`drops`: parts of the search with how many it finds without each; `follow`: the hashtags that
    the viewer can be told about, with whether she is already; `of_her_own` where `near` are those
    she seeks, for nothing is near to what was asked."""

    drops: dict[str, Figure]
    of_her_own: bool
    near: list[NearTag]
    follow: list[tuple[AskedTag, bool]]


def help_for(question: Question) -> Help:
    """For a search that finds nobody."""
    viewer = question.viewer
    drops = without_each(question) if len(question.conditions) > 1 else {}
    rows = _told(question.tags)
    named = _told(meant_tags(words_in(question.search.q), viewer=viewer))
    own = [] if rows or named else _of_her_own(viewer)
    follow = rows or named or own
    mine = TagFollow.objects.of(viewer).filter(hashtag__in=follow)
    followed = set(mine.values_list("hashtag", flat=True))
    near = _near(question, rows, named)
    return Help(
        of_her_own=not near,
        drops={part: figure for part, figure in drops.items() if figure.count},
        near=near or _with_places(question, own),
        follow=[(AskedTag(row.name, row.kind, row), row.pk in followed) for row in follow],
    )


def _told(tags: Sequence[AskedTag]) -> list[Hashtag]:
    return [tag.row for tag in tags if tag.row is not None]


def _of_her_own(viewer: User) -> list[Hashtag]:
    """What the viewer seeks, for a search that names no hashtag she could be told about."""
    ties = HashtagTie.objects.filter(user=viewer.pk, direction=Direction.SEEKS)
    names = ties.order_by("position", "pk").values_list("hashtag__name", flat=True)
    return _told(meant_tags(names[:MOST_OF_HER_OWN], viewer=viewer))


def _near(question: Question, rows: Sequence[Hashtag], others: Sequence[Hashtag]) -> list[NearTag]:
    """Hashtags that stand beside those asked for (`rows`), `others` that come to mind, and those
    spelled alike, as far as somebody has a place under them; those with most first."""
    viewer = question.viewer
    near = [*related_tags(rows, viewer=viewer), *others]
    for tag in question.tags:
        if tag.row is None:
            alike = Hashtag.objects.suggested(viewer).beginning_with(tag.name[:BEGINNING])
            near += alike.order_by("-people", "key")[:MOST_NEAR]
    asked = {row.pk for row in rows}
    return _with_places(question, [tag for tag in near if tag.pk not in asked])


def _with_places(question: Question, tags: Sequence[Hashtag]) -> list[NearTag]:
    """Those of these under which somebody has a place; those with most first."""
    viewer = question.viewer
    by_id = {tag.pk: tag for tag in tags}
    open_ones = Listing.objects.counted_for(viewer).filter(open=True)
    counts = count_marks(open_ones, [f"tag:{pk}" for pk in by_id])
    found = [
        NearTag(tag.name, tag.kind, Figure(count, MOST_OF_ONE))
        for tag, count in zip(by_id.values(), counts, strict=True)
        if count
    ]
    return sorted(found, key=lambda tag: -tag.mentors.count)[:MOST_NEAR]
