"""Who may meet whom: asked by every gate above."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Exists, OuterRef, Q

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
    between = Block.objects.filter(
        Q(blocker=viewer_id, blocked=OuterRef(user_field))
        | Q(blocked=viewer_id, blocker=OuterRef(user_field))
    )
    return Q(~Exists(between))
