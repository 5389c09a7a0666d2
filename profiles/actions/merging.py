"""One hashtag becomes another word for another: what stood under it moves along.

Quiet hashtags do not move, for nothing here may know of them: their holders' own pages resolve
them by the alias from then on, and nobody else meets anything different. Addresses of the old
name lead to the new one.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles import registry
from profiles.choices import TagKind
from profiles.errors import BadMerge
from profiles.models import (
    Hashtag,
    HashtagTie,
    Profile,
    RelatedTag,
    TagFollow,
    TagHiding,
    TagSteward,
    TagStory,
    User,
)
from safety import audit


@dataclass(frozen=True)
class Merge:
    """What a merge moves: people who stand under it, and among them those who stand under both
    already; who follows it; its other words; who looks after it; and whether its story moves."""

    people: int
    both: int
    followers: int
    aliases: int
    stewards: int
    story: bool


def look_at_merge(*, hashtag: Hashtag, into: Hashtag) -> Merge:
    """What merging would move. Raises BadMerge where the two must stay apart."""
    if hashtag.alias_of_id or into.alias_of_id or hashtag.pk == into.pk:
        raise BadMerge(_("These two mean the same already. Nothing was changed."))
    if into.held:
        raise BadMerge(
            _("#%(name)s is held for review. Decide that first; nothing was changed.")
            % {"name": into.name}
        )
    merge = Merge(
        people=_people(hashtag).count(),
        both=_people(hashtag).filter(hashtag_ties__hashtag=into).distinct().count(),
        followers=hashtag.follows.count(),
        aliases=hashtag.aliases.count(),
        stewards=hashtag.stewards.count(),
        story=TagStory.objects.filter(hashtag=hashtag).exists(),
    )
    if merge.story and TagStory.objects.filter(hashtag=into).exists():
        raise BadMerge(
            _(
                "Both have a story, and only one can stay. Copy what should be kept from "
                "#%(one)s to #%(other)s and empty it there; nothing was changed."
            )
            % {"one": hashtag.name, "other": into.name}
        )
    community = TagKind.COMMUNITY.value
    if (
        merge.people
        and hashtag.reviewed
        and (hashtag.kind == community) != (into.kind == community)
    ):
        raise BadMerge(
            _(
                "One is a community and the other is not: whoever stands under #%(one)s did not "
                "say what #%(other)s says about a person. Nothing was changed."
            )
            % {"one": hashtag.name, "other": into.name}
        )
    return merge


@transaction.atomic
def merge_hashtags(*, hashtag: Hashtag, into: Hashtag, by: User) -> Merge:
    """Let `hashtag` mean `into` from now on, with all that stands under it. Raises BadMerge."""
    rows = Hashtag.objects.select_for_update(no_key=True).order_by("pk")
    locked = rows.in_bulk([hashtag.pk, into.pk])
    hashtag, into = locked[hashtag.pk], locked[into.pk]
    merge = look_at_merge(hashtag=hashtag, into=into)
    make_alias(alias=hashtag, of=into, by=None)
    Hashtag.objects.filter(pk__in=locked).update(reviewed=True, curated_at=timezone.now())
    Hashtag.objects.filter(pk=hashtag.pk).update(held=False)
    audit.record(
        "merge_hashtags",
        by=by,
        about=hashtag,
        into=into.pk,
        people=merge.people,
        both=merge.both,
        followers=merge.followers,
    )
    return merge


@transaction.atomic
def make_alias(*, alias: Hashtag, of: Hashtag, by: User | None) -> None:
    """Let `alias` mean `of` everywhere from now on; its people and its own aliases move along."""
    target = of.alias_of or of
    if target.pk == alias.pk or alias.alias_of_id == target.pk:
        return
    people = list(_people(alias).values_list("pk", flat=True))
    _move_ties(alias, target)
    _move_follows(alias, target)
    _move_hidings(alias, target)
    _move_story(alias, target)
    _move_relatives(alias, target)
    Hashtag.objects.filter(alias_of=alias).update(alias_of=target)
    Hashtag.objects.filter(pk=alias.pk).update(alias_of=target)
    if people:
        Profile.objects.filter(user__in=people).update(
            changed_at=timezone.now(), version=F("version") + 1
        )
        registry.hashtag_merged(alias, into=target, people=people)
    if by is not None:
        Hashtag.objects.filter(pk=alias.pk).update(curated_at=timezone.now())
        audit.record("make_alias", by=by, about=alias, of=target.pk)


@transaction.atomic
def settle_aliases() -> int:
    """Move what came to stand under another word while it became one, for instance by a form that
    was being saved at that moment; returns for how many words."""
    late = Hashtag.objects.filter(alias_of__isnull=False).filter(
        Exists(HashtagTie.objects.filter(hashtag=OuterRef("pk")))
        | Exists(TagFollow.objects.filter(hashtag=OuterRef("pk")))
        | Exists(TagHiding.objects.filter(hashtag=OuterRef("pk")))
    )
    words = late.select_related("alias_of").order_by("pk")
    rows = [(alias, alias.alias_of) for alias in words if alias.alias_of is not None]
    for alias, target in rows:
        people = list(_people(alias).values_list("pk", flat=True))
        _move_ties(alias, target)
        _move_follows(alias, target)
        _move_hidings(alias, target)
        Profile.objects.filter(user__in=people).update(changed_at=timezone.now())
    return len(rows)


def _people(hashtag: Hashtag) -> "QuerySet[User]":
    return User.objects.filter(hashtag_ties__hashtag=hashtag).distinct()


def _move_ties(alias: Hashtag, target: Hashtag) -> None:
    """Whoever says the same of both says it once."""
    moving = HashtagTie.objects.filter(hashtag=alias).order_by()
    there = HashtagTie.objects.filter(
        hashtag=target,
        user=OuterRef("user"),
        direction=OuterRef("direction"),
        evidence=OuterRef("evidence"),
    )
    moving.filter(Exists(there)).delete()
    moving.update(hashtag=target)


def _move_follows(alias: Hashtag, target: Hashtag) -> None:
    """Whoever follows both keeps the markers that have read less, so that nothing is missed."""
    both = TagFollow.objects.filter(hashtag=target, user__tag_follows__hashtag=alias)
    for kept in both:
        gone = TagFollow.objects.get(hashtag=alias, user=kept.user_id)
        for marker in ("created_at", "read_at", "before_at", "told_at"):
            setattr(kept, marker, min(getattr(kept, marker), getattr(gone, marker)))
        gone.delete()
        kept.save(update_fields=["created_at", "read_at", "before_at", "told_at"])
    TagFollow.objects.filter(hashtag=alias).update(hashtag=target)


def _move_hidings(alias: Hashtag, target: Hashtag) -> None:
    """Whom somebody hid under either stays hidden."""
    moving = TagHiding.objects.filter(hashtag=alias).order_by()
    there = TagHiding.objects.filter(
        hashtag=target, user=OuterRef("user"), person=OuterRef("person")
    )
    moving.filter(Exists(there)).delete()
    moving.update(hashtag=target)


def _move_story(alias: Hashtag, target: Hashtag) -> None:
    """The stewards, and each story where the other has none."""
    there = TagSteward.objects.filter(hashtag=target).values("user")
    TagSteward.objects.filter(hashtag=alias, user__in=there).delete()
    TagSteward.objects.filter(hashtag=alias).update(hashtag=target)
    if not TagStory.objects.filter(hashtag=target).exists():
        TagStory.objects.filter(hashtag=alias).update(hashtag=target)
    if alias.story:
        Hashtag.objects.filter(pk=target.pk, story="").update(story=alias.story)


def _move_relatives(alias: Hashtag, target: Hashtag) -> None:
    """Until the next night counts the two as one."""
    for end, far in (("hashtag", "other"), ("other", "hashtag")):
        rows = RelatedTag.objects.filter(**{end: alias}).order_by()
        there = RelatedTag.objects.filter(**{end: target}).values(far)
        rows.filter(**{f"{far}__in": there}).delete()
        rows.filter(**{far: target}).delete()
        rows.update(**{end: target})
