"""Following a hashtag: silent, known to nobody else, and undone with one press."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import ngettext

from profiles.models import Hashtag, Profile, TagFollow, User
from safety.errors import Refused

A_VISIT = timedelta(minutes=30)  # looking again within it shows what was new at its beginning


@transaction.atomic
def follow_tag(*, by: User, hashtag: Hashtag) -> bool:
    """Be told who opens under `hashtag` from now on; True when it was not followed before.

    Leaves no audit row, for what somebody follows can be an identity. Raises Refused beyond
    MAX_FOLLOWED_HASHTAGS.
    """
    # Two presses at once wait for each other here, so that the most cannot be passed.
    Profile.objects.select_for_update(of=("self",)).get(user=by)
    target = hashtag.alias_of or hashtag
    mine = TagFollow.objects.filter(user=by)
    if mine.filter(hashtag=target).exists():
        return False
    most: int = settings.MAX_FOLLOWED_HASHTAGS
    if mine.count() >= most:
        raise Refused(
            ngettext(
                "You can follow %(most)d hashtag. Nothing was changed; unfollow another one first.",
                "You can follow %(most)d hashtags. Nothing was changed; unfollow one you no longer "
                "need, then follow this one.",
                most,
            )
            % {"most": most}
        )
    now = timezone.now()
    TagFollow.objects.create(
        user=by, hashtag=target, created_at=now, read_at=now, before_at=now, told_at=now
    )
    return True


@transaction.atomic
def unfollow_tag(*, by: User, hashtag: Hashtag) -> bool:
    """No longer; True when it was followed. The markers go with it."""
    target = hashtag.alias_of or hashtag
    count, _rows = TagFollow.objects.filter(user=by, hashtag=target).delete()
    return bool(count)


def read_news(*, by: User, follow: TagFollow) -> TagFollow:
    """The follower looks at the page: what is there is new no longer.

    Returns the follow with `before_at` as of this visit: who opened since then is still marked.
    """
    now = timezone.now()
    if now - follow.read_at > A_VISIT:
        follow.before_at = follow.read_at
    follow.read_at = now
    TagFollow.objects.filter(pk=follow.pk, user=by).update(
        read_at=follow.read_at, before_at=follow.before_at
    )
    return follow
