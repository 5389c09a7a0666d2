"""Sending."""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from messaging.first_contact import (
    check_first,
    check_not_limited,
    check_nothing_sent,
    count_first,
    is_first,
    is_for_review,
)
from messaging.models import Conversation, Message, Participant
from messaging.permissions import may_write, may_write_first, may_write_in_group
from profiles.errors import NotConfirmedYet
from profiles.models import User
from safety.errors import Refused
from safety.live import CONVERSATION, knock
from safety.ratelimits import hit

from ._delivery import deliver, deliver_request, hold_conversation, write
from ._news import retell
from .holding import hold_for_review
from .opening import NotReceiving

MESSAGES_A_MINUTE = 60


@transaction.atomic
def send(
    *,
    by: User,
    conversation: Conversation,
    client_id: uuid.UUID,
    text: str,
    reply_to: Message | None = None,
) -> Message:
    """Send one message; the same `client_id` again gives the message that landed. `reply_to` is
    one of the same conversation that `by` may read; the draft that `by` kept there is done with.

    The first to a stranger is a request: short, without links, and the only one until they answer.
    Raises NotConfirmedYet for a mentor who would be the first to write, NotReceiving when the
    other takes none, NotForAFirstMessage and AlreadySent, RateLimited beyond MESSAGES_A_MINUTE or
    MAX_FIRST_CONTACTS_A_DAY, and Refused when the id has carried another text. `text` is clean and
    not empty.
    """
    held = hold_conversation(conversation)
    landed = Message.objects.filter(conversation=held, sender=by, client_id=client_id).first()
    if landed is not None:
        if landed.version == 1 and landed.text != text:
            raise Refused(
                _("This page had sent another message already. Your text is still in the box.")
            )
        return landed
    recipient_id = None if held.is_group else held.other_than(by.pk)
    first = recipient_id is not None and is_first(by, recipient_id, held)
    if first:
        check_nothing_sent(by, held)
        check_not_limited(by, held)
    _check_may_write(by, held, recipient_id)
    if first:
        check_first(text)
        count_first(by, scope="first_message")
    hit(scope="message", who=by.pk, limit=MESSAGES_A_MINUTE, seconds=60)
    before = held.last_number
    if first and recipient_id is not None:
        message = _write_first(by, held, recipient_id, client_id=client_id, text=text)
    else:
        # Whoever writes welcomes the other, and here the other asked, accepted or wrote before.
        if not held.is_group:
            unwelcome = Participant.objects.filter(conversation=held, welcomes=False)
            unwelcome.update(welcomes=True, declined_at=None)
        message = write(held, by=by, client_id=client_id, text=text, reply_to=reply_to)
        deliver(message, held=held, by=by)
        if held.is_group:
            retell(held)
    mine = Participant.objects.filter(conversation=held, user=by)
    mine.exclude(draft="").update(draft="")
    # Whoever had read everything has read their own message too; nobody else's is skipped.
    read = mine.filter(read_number=before)
    read.exclude(user__messaging_settings__receipts=False).update(seen_number=message.number)
    read.update(read_number=message.number)
    return message


def _check_may_write(by: User, held: Conversation, recipient_id: int | None) -> None:
    if recipient_id is None:
        if not may_write_in_group(by, held):
            raise NotReceiving(
                _("This group takes no message of yours any more. Your text is still in the box.")
            )
        return
    if not may_write_first(by, recipient_id, held):
        raise NotConfirmedYet(
            _(
                "Mentors confirm who they are before they write first: under Me, Proof. Your text "
                "is still in the box."
            )
        )
    if not may_write(by, recipient_id, held):
        raise NotReceiving(
            _("They are not receiving messages right now. Your text is still in the box.")
        )


def _write_first(
    by: User, held: Conversation, recipient_id: int, *, client_id: uuid.UUID, text: str
) -> Message:
    person = User.objects.select_related("profile").get(pk=recipient_id)
    waits = is_for_review(by, text, name=person.profile.name)
    held_at = timezone.now() if waits else None
    message = write(held, by=by, client_id=client_id, text=text, held_at=held_at)
    if waits:
        hold_for_review(message, person=person)
        knock([by.pk], CONVERSATION, conversation=held.pk)
    else:
        deliver_request(held=held, by=by, person=person)
    return message
