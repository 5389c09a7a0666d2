"""What somebody who deletes her account leaves behind in conversations: nothing that she wrote."""

from django.db import transaction
from django.utils import timezone

from messaging.models import Conversation, Message, Participant
from profiles.models import User
from safety.live import CONVERSATION, COUNTS, knock

from ._delivery import hold_conversation
from ._news import retell, unsay
from .grouping import hand_over

AT_ONCE = 500


@transaction.atomic
def forget(*, by: User) -> None:
    """Take back everything that `by` wrote, as deleting each would; open pages are told of it. Her
    groups go on without her, and another looks after those that were hers."""
    Participant.objects.filter(user=by).update(draft="")
    mine = Participant.objects.filter(user=by).values("conversation")
    for pk in Conversation.objects.filter(pk__in=mine).order_by("pk").values_list("pk", flat=True):
        held = hold_conversation(Conversation(pk=pk))
        _take_back(held, by)
        if held.is_group:
            part = Participant.objects.filter(conversation=held, user=by, left_at__isnull=True)
            part.update(left_at=timezone.now())
            hand_over(held, by)
            retell(held, without=by)
        unsay(held)


def _take_back(held: Conversation, by: User) -> None:
    now = timezone.now()
    said = list(
        Message.objects.filter(conversation=held, sender=by, event="", deleted_at__isnull=True)
        .order_by("number")
        .only("pk")
    )
    for change, message in enumerate(said, start=held.last_change + 1):
        message.text, message.deleted_at, message.changed = "", now, change
    Message.objects.bulk_update(said, ["text", "deleted_at", "changed"], batch_size=AT_ONCE)
    held.last_change += len(said)
    held.save(update_fields=["last_change"])
    here = Participant.objects.here().filter(conversation=held).exclude(user=by)
    people = list(here.values_list("user_id", flat=True))
    knock(people, CONVERSATION, conversation=held.pk)
    knock(people, COUNTS)
