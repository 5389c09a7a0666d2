"""Having read."""

from django.db import transaction
from django.db.models import F

from messaging.models import Conversation, Message, Participant
from notifications.actions import mark_read_about
from profiles.models import User
from safety.live import CONVERSATION, COUNTS, knock
from safety.permissions import is_blocked

from ._delivery import MENTION, NEW_MESSAGE, hold_conversation


@transaction.atomic
def mark_read(*, by: User, conversation: Conversation, upto: int) -> None:
    """The person has seen the messages up to this number; never moves backward.

    The other is told so ("Seen") unless a block stands between the two, or the other is a stranger
    who waits for an answer, or the person shows it to nobody: what she reads then is not told later
    either. News of the conversation stays as long as somebody else's message beyond that number
    does, also one that is being sent at this moment.
    """
    mine = Participant.objects.filter(conversation=conversation, user=by)
    if not mine.filter(read_number__lt=upto).exists():
        return
    held = hold_conversation(conversation)
    if not mine.filter(read_number__lt=upto).update(read_number=upto):
        return
    apart = not conversation.is_group and is_blocked(by, User(pk=conversation.other_than(by.pk)))
    shown = mine.filter(welcomes=True).exclude(user__messaging_settings__receipts=False)
    if not apart and shown.update(seen_number=F("read_number")):
        here = Participant.objects.here().filter(conversation=conversation)
        knock(here.values_list("user", flat=True), CONVERSATION, conversation=conversation.pk)
    knock([by.pk], COUNTS)
    if held.last_number > upto and _is_news_beyond(by, held, upto):
        return
    for kind in (NEW_MESSAGE, MENTION):
        mark_read_about(by=by, kind=kind, conversation=conversation.pk)


def _is_news_beyond(by: User, held: Conversation, upto: int) -> bool:
    """Whether somebody else's message after that number stands there for the person to read."""
    beyond = Message.objects.filter(conversation=held, number__gt=upto, event="", deleted_at=None)
    return beyond.exclude(sender=by).readable_by(by).exists()
