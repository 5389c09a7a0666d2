"""What one keeps for oneself in a conversation: a draft, its silence, what one shows of reading."""

from django.db import transaction
from django.utils import timezone

from messaging.models import Conversation, Message, MessagingSettings, Participant
from messaging.permissions import may_write_in
from notifications.actions import mark_read_about
from profiles.models import User
from safety.live import TYPING, knock

from ._delivery import NEW_MESSAGE


@transaction.atomic
def keep_draft(*, by: User, conversation: Conversation, client_id: object, text: str) -> None:
    """What was typed and not sent; "" when there is nothing. One that comes after its message has
    landed is no draft any more."""
    mine = Participant.objects.select_for_update().filter(conversation=conversation, user=by)
    if not mine.exists():
        return
    landed = Message.objects.filter(conversation=conversation, sender=by, client_id=client_id)
    if not landed.exists():
        mine.update(draft=text)


@transaction.atomic
def mute(*, by: User, conversation: Conversation) -> None:
    """No bell, no mail and no count from this conversation, and nobody is told."""
    mine = Participant.objects.filter(conversation=conversation, user=by)
    mine.filter(muted_at__isnull=True).update(muted_at=timezone.now())
    mark_read_about(by=by, kind=NEW_MESSAGE, conversation=conversation.pk)


@transaction.atomic
def unmute(*, by: User, conversation: Conversation) -> None:
    """What comes from now on is told again."""
    Participant.objects.filter(conversation=conversation, user=by).update(muted_at=None)


@transaction.atomic
def set_messaging(*, by: User, receipts: bool, typing: bool) -> None:
    """What those who write with `by` are shown, and so what `by` is shown of them."""
    MessagingSettings.objects.update_or_create(
        user=by, defaults={"receipts": receipts, "typing": typing}
    )


@transaction.atomic
def tell_typing(*, by: User, conversation: Conversation) -> None:
    """`by` is writing here: said to those who are here, say so themselves, and would be sent the
    message; nothing of it is kept."""
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
