"""How relationships end: by a word of either, or by a block."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from notifications.actions import notify
from profiles.models import Grant, User
from relationships.errors import WrongStep
from relationships.models import Relationship, RequestState
from relationships.querysets import between
from relationships.seats import hold

from ._steps import RELATIONSHIP_ENDED, decide, finish, hold_requests


@transaction.atomic
def end(*, by: User, relationship: Relationship) -> Relationship:
    """End a relationship; either of the two may, and needs no reason. Raises WrongStep.

    The seat is free again. The conversation stays, and the other is told that it has ended.
    """
    hold(relationship.mentee, relationship.mentor)
    fresh = Relationship.objects.select_related("mentee__profile", "mentor__profile").get(
        Q(mentee=by) | Q(mentor=by), pk=relationship.pk
    )
    if fresh.ended_at is not None:
        raise WrongStep(_("This mentorship has ended already. Nothing was changed."))
    finish(fresh, by=by)
    notify(
        kind=RELATIONSHIP_ENDED,
        recipient=fresh.mentee if by.pk == fresh.mentor_id else fresh.mentor,
        actor=by,
        key=f"relationship:{fresh.pk}:ended",
        about={"relationship": fresh.pk},
    )
    return fresh


def end_between(*, by: AbstractBaseUser, person: AbstractBaseUser) -> None:
    """What a block ends, silently: open requests, the relationship, what each let the other see.

    Called by safety inside the transaction of the block.
    """
    blocker, blocked = User.objects.get(pk=by.pk), User.objects.get(pk=person.pk)
    hold(blocker, blocked)
    pair = between(blocker, blocked)
    for ask in hold_requests(pair & Q(state=RequestState.OPEN)).values():
        decide(ask, RequestState.CLOSED, by=blocker)
    active = Relationship.objects.active().select_related("mentee", "mentor").filter(pair)
    for relationship in active.order_by("pk"):
        finish(relationship, by=blocker)
    Grant.objects.filter(
        Q(owner=blocker, viewer=blocked) | Q(owner=blocked, viewer=blocker)
    ).delete()
