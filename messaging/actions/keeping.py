"""What one keeps for oneself in a conversation: a draft, its silence, what one shows of reading."""

import uuid

from django.db import transaction
from django.utils import timezone

from messaging.models import Conversation, Message, MessagingSettings, Participant
from messaging.permissions import is_request_to, may_write_in
from notifications.actions import mark_read_about
from profiles.models import User
from safety.live import COUNTS, TYPING, knock

from ._delivery import MENTION, NEW_MESSAGE


@transaction.atomic
def keep_draft(*, by: User, conversation: Conversation, client_id: uuid.UUID, text: str) -> bool:
    """What was typed and not sent; "" when there is nothing. False when its message has landed
    meanwhile: then it is no draft any more, and nothing is kept."""
    # Sending holds the conversation: a draft never slips in behind its own message.
    Conversation.objects.select_for_update(no_key=True).get(pk=conversation.pk)
    landed = Message.objects.filter(conversation=conversation, sender=by, client_id=client_id)
    if landed.exists():
        return False
    Participant.objects.filter(conversation=conversation, user=by).update(draft=text)
    return True


@transaction.atomic
def mute(*, by: User, conversation: Conversation) -> None:
    """No bell, no mail and no count from this conversation, and nobody is told."""
    mine = Participant.objects.filter(conversation=conversation, user=by)
    mine.filter(muted_at__isnull=True).update(muted_at=timezone.now())
    for kind in (NEW_MESSAGE, MENTION):
        mark_read_about(by=by, kind=kind, conversation=conversation.pk)
    knock([by.pk], COUNTS)


@transaction.atomic
def unmute(*, by: User, conversation: Conversation) -> None:
    """What comes from now on is told again."""
    Participant.objects.filter(conversation=conversation, user=by).update(muted_at=None)
    knock([by.pk], COUNTS)


@transaction.atomic
def set_messaging(*, by: User, receipts: bool, typing: bool) -> None:
    """What those who write with `by` are shown, and so what `by` is shown of them."""
    MessagingSettings.objects.update_or_create(
        user=by, defaults={"receipts": receipts, "typing": typing}
    )


@transaction.atomic
def tell_typing(*, by: User, conversation: Conversation) -> None:
    """`by` is writing here: said to those who are here, say so themselves, and would be sent the
    message; nothing of it is kept. A stranger who waits for an answer is told nothing."""
    if is_request_to(by, conversation):
        return
    silent = MessagingSettings.objects.filter(typing=False)
    if silent.filter(user=by).exists():
        return
    hears = (
        Participant.objects.filter(conversation=conversation, welcomes=True)
        .here()
        .exclude(user=by)
        .exclude(user__in=silent.values("user"))
        .not_blocked_for(by)
    )
    to = list(hears.values_list("user_id", flat=True))
    if to and may_write_in(by, conversation):
        knock(to, TYPING, conversation=conversation.pk, by=by.pk)
