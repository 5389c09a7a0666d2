"""Changing what one has said, and taking it back.

What a message said before is kept nowhere: a report made before the change holds a copy of its own.
"""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from messaging.models import Conversation, Message, Participant, Withheld
from messaging.permissions import may_change
from profiles.models import Grant, User
from safety.errors import Refused
from safety.live import CONVERSATION, COUNTS, knock
from safety.ratelimits import hit

from ._delivery import hold_conversation, kept_apart
from ._news import unsay
from .opening import NotReceiving
from .sending import MESSAGES_A_MINUTE

MOST_VERSIONS = 30_000  # of one message; it can still be deleted then


class ChangedMeanwhile(Refused):
    """The message is not what it was when the page was opened."""


@transaction.atomic
def edit_message(*, by: User, message: Message, text: str, version: int) -> Message:
    """One's own message says something else, and is marked so. It tells nobody anew.

    Raises ChangedMeanwhile when it is no longer at `version` or was deleted, NotReceiving where a
    new message would not be taken either, and RateLimited. `text` is clean and not empty. The same
    text again changes nothing.
    """
    conversation, fresh = _locked(message)
    if fresh.deleted_at:
        raise ChangedMeanwhile(
            _("This message was deleted meanwhile. Your text is still in the box.")
        )
    if fresh.text == text:
        return fresh
    if fresh.version != version:
        raise ChangedMeanwhile(
            _("This message was changed meanwhile, on another page. Your text is still in the box.")
        )
    if fresh.version >= MOST_VERSIONS or not may_change(by, fresh, conversation):
        raise NotReceiving(
            _("This message cannot be changed right now. Your text is still in the box.")
        )
    hit(scope="message", who=by.pk, limit=MESSAGES_A_MINUTE, seconds=60)
    if conversation.is_group:
        _keep_from_the_blocked(fresh, by)
    return _changed(conversation, fresh, text=text, edited_at=timezone.now())


@transaction.atomic
def delete_message(*, by: User, message: Message) -> Message:
    """One's own message is taken back: its words are gone from the row, and a mark stays."""
    conversation, fresh = _locked(message)
    if fresh.deleted_at or fresh.sender_id != by.pk:
        return fresh
    if not conversation.is_group:
        unasked = Participant.objects.filter(conversation=conversation, welcomes=False)
        if unasked.exclude(user=by).exists():  # a stranger takes back all there was to answer
            Grant.objects.filter(owner=by, source=f"conversation:{conversation.pk}").delete()
    return _changed(conversation, fresh, text="", deleted_at=timezone.now())


def _locked(message: Message) -> tuple[Conversation, Message]:
    """The conversation before the message, as sending does."""
    conversation = hold_conversation(message.conversation)
    return conversation, Message.objects.select_for_update(no_key=True).get(pk=message.pk)


def _changed(conversation: Conversation, message: Message, **values: object) -> Message:
    change = conversation.last_change + 1
    Conversation.objects.filter(pk=conversation.pk).update(last_change=change)
    Message.objects.filter(pk=message.pk).update(changed=change, version=F("version") + 1, **values)
    here = Participant.objects.filter(conversation=conversation).here()
    people = list(here.values_list("user_id", flat=True))
    knock(people, CONVERSATION, conversation=conversation.pk)
    knock(people, COUNTS)
    unsay(conversation)
    message.refresh_from_db()
    return message


def _keep_from_the_blocked(message: Message, by: User) -> None:
    """New words come past no block: whoever is kept from the writer loses the old line too."""
    others = Participant.objects.filter(conversation=message.conversation_id).exclude(user=by)
    apart = kept_apart(by, others.values_list("user", flat=True))
    Withheld.objects.bulk_create(
        [Withheld(message=message, person_id=pk) for pk in sorted(apart)], ignore_conflicts=True
    )
