"""Keeping two people apart, and taking that back: safety's verbs, and matching told of them."""

from django.db import transaction
from django.utils import timezone

from profiles.models import Profile, User
from safety import actions as safety


@transaction.atomic
def block(*, by: User, person: User) -> None:
    """Keep the two apart at once, silently."""
    safety.block(by=by, person=person)
    _follow_again(by, person)


@transaction.atomic
def unblock(*, by: User, person: User) -> bool:
    """Lift one's own block; what it ended stays ended. True when there was one."""
    lifted = safety.unblock(by=by, person=person)
    if lifted:
        _follow_again(by, person)
    return lifted


@transaction.atomic
def mark_evaluator(*, by: User, person: User) -> None:
    """Say that `person` grades, supervises or selects me; known to me alone."""
    safety.mark_evaluator(by=by, person=person)
    _follow_again(by, person)


@transaction.atomic
def unmark_evaluator(*, by: User, person: User) -> bool:
    """Take the mark back. True when there was one."""
    taken = safety.unmark_evaluator(by=by, person=person)
    if taken:
        _follow_again(by, person)
    return taken


def _follow_again(*people: User) -> None:
    # One statement for both, so that two people who do this to each other cannot wait in a ring.
    Profile.objects.filter(user__in=people).update(changed_at=timezone.now())
