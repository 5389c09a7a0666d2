"""What ties a person to hashtags, and the hashtags themselves when they are new."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.choices import Direction, Evidence
from profiles.errors import NotAHashtag
from profiles.hashtags import hashtag_key, is_hashtag_name
from profiles.limits import is_storable
from profiles.lookup import waits_for_review
from profiles.models import Hashtag, HashtagTie, Profile, User
from safety.text import clean_line


def find_or_make_hashtag(name: str) -> Hashtag:
    """The hashtag that `name` (with or without "#") means, aliases resolved; made if new.

    A new one that could pass for something else is held for review. Raises NotAHashtag.
    """
    return find_or_make_hashtags([name])[0]


def find_or_make_hashtags(names: Iterable[str]) -> list[Hashtag]:
    """The hashtags that `names` mean, in order, each once; three queries, safe in a race."""
    written = plain_names(names)
    if not written:
        return []
    known = _by_key(written)
    new = [
        Hashtag(key=key, name=name, held=waits_for_review(name))
        for key, name in written.items()
        if key not in known
    ]
    if new:
        # Two people may type a new tag at the same moment: the unique key decides, both read it.
        Hashtag.objects.bulk_create(new, ignore_conflicts=True)
        known = _by_key(written)
    meant = {(known[key].alias_of or known[key]).pk: known[key] for key in written}
    return [tag.alias_of or tag for tag in meant.values()]


def plain_name(name: str) -> str:
    """A hashtag's name as it is stored: cleaned, without "#". Raises NotAHashtag."""
    plain = clean_line(name).lstrip("#\uff03")
    if not is_hashtag_name(plain) or not is_storable(plain):
        raise NotAHashtag(
            _(
                "“%(word)s” is not a hashtag: it needs a letter, at most 64 characters, no spaces "
                "and no punctuation."
            )
            % {"word": plain[:40]}
        )
    return plain


def plain_names(names: Iterable[str]) -> dict[str, str]:
    """Names as stored, by key, in order, each once. Raises NotAHashtag."""
    written: dict[str, str] = {}
    for name in names:
        plain = plain_name(name)
        written.setdefault(hashtag_key(plain), plain)
    return written


@transaction.atomic
def tie_bio(*, user: User, names: Sequence[str]) -> bool:
    """Say that the bio states exactly these hashtags; True when that changed something."""
    return _set(user, Direction.IS, Evidence.BIO, find_or_make_hashtags(names))


@transaction.atomic
def set_ties(*, user: User, direction: Direction, names: Sequence[str]) -> bool:
    """Say that the person chose exactly these hashtags in this direction, in this order.

    True when that changed something. Raises NotAHashtag.
    """
    return _set(user, direction, Evidence.CHOSEN, find_or_make_hashtags(names))


@transaction.atomic
def untie(*, user: User, keys: Iterable[str]) -> bool:
    """Take the person off every hashtag of these keys, in all directions; True when any was."""
    count, _rows = HashtagTie.objects.filter(user=user, hashtag__key__in=list(keys)).delete()
    if count:
        touch(user)
    return bool(count)


def touch(user: User) -> None:
    """Tell matching that something it reads of this person has changed."""
    Profile.objects.filter(user=user).update(changed_at=timezone.now())


def _by_key(keys: Iterable[str]) -> dict[str, Hashtag]:
    tags = Hashtag.objects.filter(key__in=list(keys)).select_related("alias_of")
    return {tag.key: tag for tag in tags}


def _set(user: User, direction: Direction, evidence: Evidence, hashtags: Sequence[Hashtag]) -> bool:
    place = {tag.pk: position for position, tag in enumerate(hashtags)}
    there = {
        tie.hashtag_id: tie
        for tie in HashtagTie.objects.filter(user=user, direction=direction, evidence=evidence)
    }
    gone = [tie.pk for pk, tie in there.items() if pk not in place]
    moved = [tie for pk, tie in there.items() if pk in place and tie.position != place[pk]]
    new = [
        HashtagTie(
            user=user, hashtag_id=pk, direction=direction, evidence=evidence, position=position
        )
        for pk, position in place.items()
        if pk not in there
    ]
    if not (gone or moved or new):
        return False
    HashtagTie.objects.filter(pk__in=gone).delete()
    for tie in moved:
        tie.position = place[tie.hashtag_id]
    HashtagTie.objects.bulk_update(moved, ["position"])
    HashtagTie.objects.bulk_create(new, ignore_conflicts=True)
    touch(user)
    return True
