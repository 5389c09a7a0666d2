"""Every change in safety: block, unblock, mark and unmark an evaluator."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from . import audit, registry
from .models import Block, EvaluatorMark


@transaction.atomic
def block(*, by: AbstractBaseUser, person: AbstractBaseUser) -> Block:
    """Keep the two apart at once, silently; what a block ends is registered by the apps above."""
    made, created = Block.objects.get_or_create(blocker_id=by.pk, blocked_id=person.pk)
    if created:
        audit.record("block", by=by, subject=person, about=made)
        for end in registry.ended_by_a_block():
            end(by=by, person=person)
    return made


@transaction.atomic
def unblock(*, by: AbstractBaseUser, person: AbstractBaseUser) -> bool:
    """Lift one's own block; what it ended stays ended. True when there was one."""
    count, _rows = Block.objects.filter(blocker=by.pk, blocked=person.pk).delete()
    if count:
        audit.record("unblock", by=by, subject=person)
    return bool(count)


@transaction.atomic
def mark_evaluator(*, by: AbstractBaseUser, person: AbstractBaseUser) -> EvaluatorMark:
    """Say that `person` grades, supervises or selects me: they are never suggested to me."""
    mark, created = EvaluatorMark.objects.get_or_create(holder_id=by.pk, evaluator_id=person.pk)
    if created:
        audit.record("mark_evaluator", by=by, subject=person, about=mark)
    return mark


@transaction.atomic
def unmark_evaluator(*, by: AbstractBaseUser, person: AbstractBaseUser) -> bool:
    """Take the mark back. True when there was one."""
    count, _rows = EvaluatorMark.objects.filter(holder=by.pk, evaluator=person.pk).delete()
    if count:
        audit.record("unmark_evaluator", by=by, subject=person)
    return bool(count)
