"""Opening a conversation of two: after a yes, or to write first."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from messaging.first_contact import count_first, has_met
from messaging.models import Conversation, Participant
from messaging.permissions import may_write, may_write_first
from profiles.errors import NotConfirmedYet
from profiles.models import User
from profiles.permissions import limited_until, may_approach
from safety import audit
from safety.errors import Refused


class NotReceiving(Refused):
    """The message was not taken. One sentence for every cause, so that none can be told."""


@transaction.atomic
def open_conversation(*, between: tuple[User, User], by: User) -> Conversation:
    """The conversation of two who said yes to each other, made if there is none.

    From now on both welcome the other's messages.
    """
    conversation = _conversation_of(*between, by=by)
    Participant.objects.filter(conversation=conversation, welcomes=False).update(
        welcomes=True, declined_at=None
    )
    return conversation


@transaction.atomic
def start(*, by: User, person: User) -> Conversation:
    """The conversation with somebody whom `by` may see; made if they may be written to.

    `by` has to write before the other sees it. Raises Refused for somebody limited and
    NotConfirmedYet before all else, so that its answer tells nothing of the other's wishes or
    blocks; NotReceiving; and RateLimited beyond MAX_FIRST_CONTACTS_A_DAY with strangers.
    """
    there = Conversation.objects.between(by, person).first()
    if there is not None:
        # Whoever goes to write to somebody takes up what they sent.
        Participant.objects.filter(conversation=there, user=by, welcomes=False).update(
            welcomes=True, declined_at=None
        )
        return there
    if not may_approach(by, person.pk):
        raise Refused(limited_until(by))
    if not may_write_first(by, person.pk, None):
        raise NotConfirmedYet(
            _(
                "Mentors confirm who they are before they write first. Nothing was sent. Whoever "
                "asks you, you can answer at any time."
            )
        )
    if not may_write(by, person.pk, None):
        raise NotReceiving(_("They are not receiving messages right now."))
    if not has_met(by, person.pk):
        count_first(by, scope="first_contact")
    conversation = _conversation_of(by, person, by=by)
    Participant.objects.filter(conversation=conversation, user=person).update(welcomes=False)
    return conversation


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
