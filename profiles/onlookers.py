"""Kinds of viewers, imagined: accounts that stand in no row, for the gate to be asked by.

Nobody's account is borrowed for it: what a real person may see would tell of her blocks and marks.
"""

from django.contrib.auth.models import AnonymousUser
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .models import Profile, User
from .querysets import Viewer

NOBODYS = 0  # no account has this id


class Eyes(TextChoices):
    """Through whose eyes somebody can look at her own page."""

    STRANGER = "stranger", _("Not signed in")
    MEMBER = "member", _("A member")
    MENTOR = "mentor", _("A mentor of mine")


def onlooker(eyes: Eyes, *, owner: Profile) -> Viewer:
    """Somebody of this kind who has no hashtag in common with `owner` and lives in her time zone.

    A mentor of hers holds the grant that her request gave.
    """
    if eyes == Eyes.STRANGER:
        return AnonymousUser()
    user = User(pk=NOBODYS)
    if eyes == Eyes.MENTOR:
        user.granted_by = frozenset([owner.user_id])
    user.profile = Profile(
        user=user,
        time_zone=owner.time_zone,
        is_mentee=eyes == Eyes.MEMBER,
        is_mentor=eyes == Eyes.MENTOR,
        welcomed_at=timezone.now(),
    )
    return user
