"""Having read."""

from django.db import transaction
from django.db.models import F

from messaging.models import Conversation, Participant
from notifications.actions import mark_read_about
from profiles.models import User
from safety.permissions import is_blocked

from .sending import NEW_MESSAGE


@transaction.atomic
def mark_read(*, by: User, conversation: Conversation, upto: int) -> None:
    """The person has seen the messages up to this number; never moves backward.

    The other is told so ("Seen") unless a block stands between the two.
    """
    moved = Participant.objects.filter(
        conversation=conversation, user=by, read_number__lt=upto
    ).update(read_number=upto)
    if not moved:
        return
    other = User(pk=conversation.other_than(by.pk))
    if not is_blocked(by, other):
        Participant.objects.filter(conversation=conversation, user=by).update(
            seen_number=F("read_number")
        )
    mark_read_about(by=by, kind=NEW_MESSAGE, conversation=conversation.pk)
