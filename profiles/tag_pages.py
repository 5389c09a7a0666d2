"""What the pages of hashtags show, and to whom.

A hashtag is told of when moderators reviewed it, or when people whom the viewer's figures may
count write it: one for a member, five for somebody signed out. Any other is shown as typed, and
nothing is said of it.
"""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.utils.safestring import SafeString

from .cards import cards_for
from .choices import HELPING, TagKind
from .following import since_words
from .hashtags import extract_hashtags, hashtag_key
from .models import Hashtag, HashtagTie, Profile, TagFollow, TagHiding, TagStory, User
from .paging import page_by_name
from .querysets import ProfileQuerySet, Viewer, mentor_with_a_place
from .related import related_tags
from .stewards import stewards_of
from .text import link_text

PER_PAGE = 20
MOST_OF_A_KIND = 60
LISTS = ("new", "mentors", "people")


@dataclass(frozen=True)
class Figures:
    """How many the viewer may count: `people`, and among them `mentors` with a place now, less
    those whom she hides here; and `all` with these."""

    people: int = 0
    mentors: int = 0
    all: int = 0


@dataclass(frozen=True)
class Listed:
    """A hashtag of the index; a figure of None is too small to be told."""

    name: str
    kind: str
    people: int | None
    mentors: int | None


@dataclass
class KindOfTags:
    """One kind's hashtags: those with a mentor who has a place, and the rest."""

    kind: str
    label: str
    open: list[Listed] = field(default_factory=list)
    others: list[Listed] = field(default_factory=list)
    all_shown: bool = True

    def keep(self, most: int) -> None:
        """The most used of each, so that the page stays one that people read."""
        self.open.sort(key=lambda tag: (-(tag.mentors or 0), tag.name.lower()))
        self.others.sort(key=lambda tag: (-(tag.people or 0), tag.name.lower()))
        self.all_shown = max(len(self.open), len(self.others)) <= most
        del self.open[most:], self.others[most:]


def index(viewer: Viewer) -> list[KindOfTags]:
    """Hashtags the viewer is told of, by kind; two queries. Kinds without any are left out."""
    figures = {
        row["hashtag"]: Figures(row["people"], row["mentors"])
        for row in HashtagTie.objects.counted_for(viewer)
        .not_hidden_from(viewer)
        .filter(hashtag__held=False, hashtag__alias_of=None)
        .order_by()
        .values("hashtag")
        .annotate(
            people=Count("user", distinct=True),
            mentors=Count(
                "user",
                distinct=True,
                filter=mentor_with_a_place() & Q(direction__in=HELPING),
            ),
        )
    }
    least = least_told(viewer)
    told = [pk for pk, count in figures.items() if count.people >= least]
    rows = Hashtag.objects.shown().filter(Q(reviewed=True) | Q(pk__in=told))
    kinds = {kind.value: KindOfTags(kind.value, str(kind.label)) for kind in TagKind}
    for row in rows:
        count = figures.get(row.pk, Figures())
        tag = Listed(
            row.name, row.kind, told_count(count.people, least), told_count(count.mentors, least)
        )
        group = kinds[row.kind]
        (group.open if tag.mentors else group.others).append(tag)
    for group in kinds.values():
        group.keep(MOST_OF_A_KIND)
    return [group for group in kinds.values() if group.open or group.others]


def _linked(text: str) -> SafeString:
    """A story with its hashtags in their colors; one query. New ones look as any new one does."""
    keys = {hashtag_key(name) for name in extract_hashtags(text)}
    return link_text(text, tags=Hashtag.objects.shown().filter(reviewed=True, key__in=keys))


def alias_target(row: Hashtag | None, *, viewer: Viewer) -> Hashtag | None:
    """The hashtag that `row` is another word for, when the viewer is told of that one."""
    target = row.alias_of if row else None
    if target is None:
        return None
    return target if is_told(target, figures_of(target, viewer), viewer) else None


def hashtag_page(
    row: Hashtag | None,
    *,
    typed: str,
    viewer: Viewer,
    follow: TagFollow | None,
    show: str,
    after: str,
) -> dict[str, Any]:
    """The context of tag.html; `row` is the one named `typed`, if any, and `follow` says that the
    viewer follows it. A fixed number of queries, one more for whoever follows."""
    figures = figures_of(row, viewer)
    if row is None or not is_told(row, figures, viewer):
        return {"tag": {"name": typed, "kind": TagKind.TOPIC.value}}
    story: TagStory | None = getattr(row, "long_story", None)
    context: dict[str, Any] = {
        "tag": row,
        "story": row.story,
        "told": story,
        "told_text": _linked(story.text) if story else "",
        "related": related_tags([row], viewer=viewer),
    }
    if not isinstance(viewer, User):
        return context | {
            "people": told_count(figures.people, settings.SMALL_COUNT),
            "mentors": told_count(figures.mentors, settings.SMALL_COUNT),
        }
    hidden = list(
        TagHiding.objects.visible_to(viewer).filter(hashtag=row).select_related("person__profile")
    )
    people: ProfileQuerySet = Profile.objects.counted_for(viewer)
    people = people.not_hidden_under(row, viewer=viewer)
    lists = {
        "mentors": people.tagged(row, directions=HELPING).open(),
        "people": people.tagged(row),
    }
    new = 0
    if follow is not None:
        lists["new"] = people.opened_under(row, since=follow.before_at)
        new = lists["new"].count()
    if show not in lists:
        show = "new" if new else "mentors" if figures.mentors else "people"
    of = f"hashtag {row.pk} {show} {viewer.public_id}"
    page = page_by_name(lists[show].for_cards(), after=after, size=PER_PAGE, of=of)
    return context | {
        "people": figures.people,
        "mentors": figures.mentors,
        "can_follow": True,
        "hidden": hidden,
        "stewards": stewards_of(row, viewer=viewer),
        "follow": follow,
        "new": new,
        "since": since_words(follow.before_at, zone=viewer.profile.zone) if follow else "",
        "show": show,
        "cards": cards_for(page.people, viewer=viewer),
        "next": page.next,
        "after": after,
        "lost_place": page.is_lost,
    }


def told_hashtag(row: Hashtag | None, *, viewer: Viewer) -> Hashtag | None:
    """The hashtag that `row` is, or is another word for, when the viewer is told of it."""
    meant = row.alias_of or row if row else None
    if meant is None or not is_told(meant, figures_of(meant, viewer), viewer):
        return None
    return meant


def figures_of(row: Hashtag | None, viewer: Viewer) -> Figures:
    """What the viewer may count under a hashtag; one query, also for one that is not there."""
    people: ProfileQuerySet = Profile.objects.counted_for(viewer)
    tag = row or Hashtag(pk=0)
    helping = Q(pk__in=people.tagged(tag, directions=HELPING).values("pk"))
    shown = ~Q(user__in=TagHiding.objects.filter(user=viewer.pk, hashtag=tag).values("person"))
    counted = people.tagged(tag).aggregate(
        people=Count("pk", filter=shown),
        mentors=Count("pk", filter=mentor_with_a_place() & helping & shown),
        all=Count("pk"),
    )
    return Figures(**counted)


def is_told(row: Hashtag, figures: Figures, viewer: Viewer) -> bool:
    """Whether the viewer is told that this hashtag is there."""
    if row.held or row.alias_of_id is not None:
        return False
    return row.reviewed or figures.all >= least_told(viewer)


def least_told(viewer: Viewer) -> int:
    """The smallest number of people that this viewer is told."""
    return 1 if viewer.is_authenticated else settings.SMALL_COUNT


def told_count(count: int, least: int) -> int | None:
    """The number, or None where it is too small to be told."""
    return count if count >= least else None
