"""The same first message to several strangers is looked at before it goes on. Its sender reads that
it was sent, now and after the decision."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from messaging.models import Message
from messaging.people import names_of
from messaging.permissions import may_write
from profiles.models import User
from safety import audit, cases

from ._delivery import deliver_request, hold_conversation

MESSAGE = "message"


def hold_for_review(message: Message, *, person: User) -> None:
    """Have moderators look at a message that `person` has not got."""
    name = names_of([message.sender_id]).get(message.sender_id, "")
    cases.hold(
        subject=message.sender,
        kind=MESSAGE,
        public_id=str(message.public_id),
        snapshot={"from": name, "at": message.sent_at.isoformat(), "text": message.text},
        people=[person.pk],
    )


@transaction.atomic
def settle(*, thing: str, released: bool, by: AbstractBaseUser) -> None:
    """What moderators decided of a held message: it goes on its way, or never will.

    A block, a wish or a deletion in between holds: then nothing arrives either.
    """
    message = Message.objects.select_related("conversation", "sender__profile").get(public_id=thing)
    held = hold_conversation(message.conversation)
    message.refresh_from_db(fields=["held_at", "deleted_at"])
    if message.held_at is None:
        return
    word = "release_message" if released else "keep_message"
    audit.record(word, by=by, subject=message.sender, about=message)
    if not released:
        return
    person = User.objects.select_related("profile").get(pk=held.other_than(message.sender_id))
    if message.deleted_at or not may_write(message.sender, person.pk, held):
        return
    held.last_change += 1
    held.save(update_fields=["last_change"])
    message.held_at, message.changed = None, held.last_change
    message.save(update_fields=["held_at", "changed"])
    deliver_request(held=held, by=message.sender, person=person)
