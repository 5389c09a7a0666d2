"""Opening a conversation, and sending."""

import uuid

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from messaging.models import Conversation, Message, Participant
from messaging.permissions import may_write, may_write_first
from notifications.actions import notify
from profiles.errors import NotConfirmedYet
from profiles.models import User
from safety import audit
from safety.errors import Refused
from safety.ratelimits import hit

NEW_MESSAGE = "new_message"
MENTION = "mention"
MOST_MENTIONS = 5  # in one message that are told
MESSAGES_A_MINUTE = 60
DAY = 24 * 60 * 60


class NotReceiving(Refused):
    """The message was not taken. One sentence for every cause, so that none can be told."""


@transaction.atomic
def open_conversation(*, between: tuple[User, User], by: User) -> Conversation:
    """The conversation of two who said yes to each other, made if there is none.

    From now on both welcome the other's messages.
    """
    conversation = _conversation_of(*between, by=by)
    Participant.objects.filter(conversation=conversation, welcomes=False).update(welcomes=True)
    return conversation


@transaction.atomic
def start(*, by: User, person: User) -> Conversation:
    """The conversation with somebody whom `by` may see; made if they may be written to.

    `by` has to write before the other sees it. Raises NotConfirmedYet before all
    else, so that its answer tells nothing of the other's wishes or blocks; NotReceiving; and
    RateLimited beyond MAX_FIRST_CONTACTS_A_DAY new ones.
    """
    there = Conversation.objects.between(by, person).first()
    if there is not None:
        return there
    if not may_write_first(by, person.pk, None):
        raise NotConfirmedYet(
            _(
                "Mentors confirm who they are before they write first. Nothing was sent. Whoever "
                "asks you, you can answer at any time."
            )
        )
    if not may_write(by, person.pk, None):
        raise NotReceiving(_("They are not receiving messages right now."))
    hit(
        scope="first_contact",
        who=by.pk,
        limit=settings.MAX_FIRST_CONTACTS_A_DAY,
        seconds=DAY,
        sentence=_(
            "You have begun %(limit)d new conversations today, which is the most in one day. "
            "Those you have go on; please try again tomorrow."
        )
        % {"limit": settings.MAX_FIRST_CONTACTS_A_DAY},
    )
    conversation = _conversation_of(by, person, by=by)
    Participant.objects.filter(conversation=conversation, user=person).update(welcomes=False)
    return conversation


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

    Raises NotConfirmedYet for a mentor who would be the first to write, NotReceiving when the
    other takes none, RateLimited beyond MESSAGES_A_MINUTE, and Refused when the id has carried
    another text. `text` is clean and not empty.
    """
    fresh = Conversation.objects.select_for_update(no_key=True).get(pk=conversation.pk)
    landed = Message.objects.filter(conversation=fresh, sender=by, client_id=client_id).first()
    if landed is not None:
        if landed.text != text:
            raise Refused(
                _("This page had sent another message already. Your text is still in the box.")
            )
        return landed
    recipient_id = fresh.other_than(by.pk)
    if not may_write_first(by, recipient_id, fresh):
        raise NotConfirmedYet(
            _(
                "Mentors confirm who they are before they write first: under Me, Proof. Your text "
                "is still in the box."
            )
        )
    if not may_write(by, recipient_id, fresh):
        raise NotReceiving(
            _("They are not receiving messages right now. Your text is still in the box.")
        )
    hit(scope="message", who=by.pk, limit=MESSAGES_A_MINUTE, seconds=60)
    message = Message.objects.create(
        conversation=fresh,
        number=fresh.last_number + 1,
        changed=fresh.last_change + 1,
        sender=by,
        client_id=client_id,
        text=text,
        reply_to=reply_to,
    )
    Conversation.objects.filter(pk=fresh.pk).update(
        last_number=message.number, last_change=message.changed, last_at=message.sent_at
    )
    mine = Participant.objects.filter(conversation=fresh, user=by)
    mine.filter(welcomes=False).update(welcomes=True)
    mine.exclude(draft="").update(draft="")
    # Whoever had read everything has read their own message too; nobody else's is skipped.
    mine.filter(read_number=fresh.last_number).update(
        read_number=message.number, seen_number=message.number
    )
    theirs = Participant.objects.select_related("user__profile").get(
        conversation=fresh, user=recipient_id
    )
    notify(
        kind=NEW_MESSAGE,
        recipient=theirs.user,
        actor=by,
        # One piece of news until they have read what there is, however many messages come.
        key=f"conversation:{fresh.pk}:after:{theirs.read_number}",
        about={"conversation": fresh.pk},
    )
    return message


def _conversation_of(one: User, other: User, *, by: User) -> Conversation:
    low, high = sorted((one.pk, other.pk))
    conversation, created = Conversation.objects.get_or_create(
        low_id=low, high_id=high, defaults={"last_at": timezone.now()}
    )
    if created:
        Participant.objects.bulk_create(
            Participant(conversation=conversation, user_id=pk) for pk in (low, high)
        )
        subject = other if by.pk == one.pk else one
        audit.record("open_conversation", by=by, subject=subject, about=conversation)
    return conversation
