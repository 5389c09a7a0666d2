"""Quiet hashtags: an identity or experience that its holder shows to nobody.

The one rule here: two worlds that differ only in somebody's quiet hashtags are the same bytes to
everybody else. So keeping or forgetting one makes no Hashtag, moves no `changed_at`, writes no
audit row and rings no bell, and no other module reads QuietTag. Only what was public before and
is taken back leaves a trace: of the text, not of the hashtag.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import ngettext

from profiles.lookup import known_hashtags, look_up, meant_keys, without_hashtags
from profiles.models import Profile, QuietTag, User
from safety import audit, ratelimits

from .tying import plain_names, untie

DAY = 24 * 60 * 60
PUBLIC_TEXTS = ("bio", "headline", "answer_asked", "answer_work", "answer_passed_on")


@transaction.atomic
def add_quiet(*, by: User, names: Iterable[str]) -> int:
    """Keep these hashtags for oneself; returns how many are new. One change for all of them.

    What is public of them, in ties or in a text, is left alone: `keep_quiet` takes it out.
    Raises NotAHashtag, and RateLimited beyond the changes of a day.
    """
    there = quiet_keys(by)
    new = [tag for tag in look_up(plain_names(names)) if tag.key not in there]
    if not new:
        return 0
    _count_a_change(by)
    QuietTag.objects.bulk_create(
        [QuietTag(user=by, key=tag.key, name=tag.name) for tag in new], ignore_conflicts=True
    )
    return len(new)


@transaction.atomic
def keep_quiet(*, by: User, names: Iterable[str]) -> bool:
    """Keep these hashtags for oneself from now on: out of every tie and text others can read.

    True when something public was taken back. Raises NotAHashtag and RateLimited.
    """
    names = list(names)
    profile = Profile.objects.select_for_update(of=("self",)).select_related("user").get(user=by)
    add_quiet(by=by, names=names)
    changed = take_back(profile, names)
    if not changed:
        return False
    profile.version += 1
    profile.changed_at = timezone.now()
    profile.save()
    audit.record("edit_profile", by=by, subject=by, about=profile, version=profile.version)
    return True


def take_back(profile: Profile, names: Iterable[str]) -> bool:
    """Take these hashtags out of all ties and texts of a locked profile, which the caller saves.

    True when one of them was public.
    """
    keys = set(meant_keys(plain_names(names)).values())
    changed = untie(user=profile.user, keys=keys)
    for field in PUBLIC_TEXTS:
        before: str = getattr(profile, field)
        after = without_hashtags(before, keys)
        setattr(profile, field, after)
        changed = changed or after != before
    return changed


@transaction.atomic
def remove_quiet(*, by: User, key: str) -> bool:
    """Forget a quiet hashtag; True when it was there. Raises RateLimited."""
    mine = QuietTag.objects.filter(user=by, key=key)
    if not mine.exists():
        return False
    _count_a_change(by)
    mine.delete()
    return True


def made_public(*, by: User, keys: Iterable[str]) -> None:
    """The holder showed these hashtags by her own act: they are quiet no longer."""
    QuietTag.objects.filter(user=by, key__in=_spellings_of(by, keys)).delete()


def quiet_tags(holder: User) -> list[QuietTag]:
    """The quiet hashtags of the person who looks; never of anybody else."""
    return list(QuietTag.objects.filter(user=holder))


def quiet_keys(holder: User) -> frozenset[str]:
    """What the holder's quiet hashtags mean today, aliases resolved."""
    stored = QuietTag.objects.filter(user=holder).values_list("key", flat=True)
    return frozenset(meant_keys(stored).values())


def _spellings_of(holder: User, keys: Iterable[str]) -> list[str]:
    """The holder's stored keys that mean one of `keys`."""
    wanted = set(keys)
    stored = list(QuietTag.objects.filter(user=holder).values_list("key", flat=True))
    known = known_hashtags(stored)
    return [
        key
        for key in stored
        if key in wanted or (key in known and (known[key].alias_of or known[key]).key in wanted)
    ]


def _count_a_change(by: User) -> None:
    most: int = settings.MAX_QUIET_TAG_CHANGES_A_DAY
    ratelimits.hit(
        scope="quiet_tags",
        who=by.pk,
        limit=most,
        seconds=DAY,
        sentence=ngettext(
            "Quiet hashtags can be changed %(most)d time a day, so that nobody can find them out "
            "by watching. Nothing was changed; please come back tomorrow.",
            "Quiet hashtags can be changed %(most)d times a day, so that nobody can find them out "
            "by watching. Nothing was changed; please come back tomorrow.",
            most,
        )
        % {"most": most},
    )
