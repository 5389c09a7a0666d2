"""Who may meet whom: asked by every gate above."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q

from .models import Block, EvaluatorMark


def is_blocked(one: AbstractBaseUser, other: AbstractBaseUser) -> bool:
    """True when either of the two has blocked the other."""
    return Block.objects.between(one, other).exists()


def are_kept_apart(one: AbstractBaseUser, other: AbstractBaseUser) -> bool:
    """True when the two must not be matched: a block or an evaluator mark, either way."""
    return is_blocked(one, other) or EvaluatorMark.objects.between(one, other).exists()


def not_blocked(viewer_id: int | None, *, user_field: str) -> Q:
    """A condition for any queryset: no block either way between `viewer_id` and `user_field`.

    `user_field` is the lookup path of the user's id in that queryset, for instance "user_id".
    """
    # The viewer's few blocks are read once; asking for each row again is three times as slow.
    blocked = Block.objects.filter(blocker=viewer_id).values("blocked")
    blockers = Block.objects.filter(blocked=viewer_id).values("blocker")
    return ~Q(**{f"{user_field}__in": blocked}) & ~Q(**{f"{user_field}__in": blockers})
