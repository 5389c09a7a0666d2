"""How a message comes to those it is for: who never gets it, who is told, whose pages look."""

import uuid
from collections.abc import Collection
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from messaging.models import Conversation, Message, Participant, Withheld
from messaging.querysets import ParticipantQuerySet
from notifications.actions import mark_read_about, notify
from notifications.models import Notification
from profiles.hashtags import extract_mentions
from profiles.models import Grant, User
from profiles.querysets import in_good_standing, people_visible_to
from safety.live import CONVERSATION, COUNTS, knock
from safety.models import Block

NEW_MESSAGE = "new_message"
MENTION = "mention"
MOST_MENTIONS = 5  # in one message that are told
MICROSECOND = timedelta(microseconds=1)
MESSAGE_REQUEST = "message_request"


def hold_conversation(conversation: Conversation) -> Conversation:
    """The conversation as it is now, and nobody else's until the transaction ends."""
    return Conversation.objects.select_for_update(no_key=True).get(pk=conversation.pk)


def write(
    held: Conversation, *, by: User, client_id: uuid.UUID | None = None, **fields: object
) -> Message:
    """The next message of a conversation that the caller holds; `fields` are those of its row."""
    message = Message.objects.create(
        conversation=held,
        number=held.last_number + 1,
        changed=held.last_change + 1,
        # Pages sort by it: later than the line above, also where this server's clock is behind.
        sent_at=max(timezone.now(), held.last_at + MICROSECOND),
        sender=by,
        client_id=client_id or uuid.uuid4(),
        **fields,
    )
    held.last_number, held.last_change = message.number, message.changed
    held.last_at = message.sent_at
    held.save(update_fields=["last_number", "last_change", "last_at"])
    return message


def deliver(message: Message, *, held: Conversation, by: User) -> None:
    """Bring a message to everybody in the conversation but those whom a block keeps from `by`.

    Between two, sending is refused before it comes to that.
    """
    others = Participant.objects.here().filter(conversation=held).exclude(user=by)
    apart = kept_apart(by, others.values_list("user", flat=True)) if held.is_group else set()
    Withheld.objects.bulk_create(Withheld(message=message, person_id=pk) for pk in sorted(apart))
    reached = list(others.exclude(user__in=apart).select_related("user__profile"))
    knock([by.pk, *(row.user_id for row in reached)], CONVERSATION, conversation=held.pk)
    if message.event:
        return
    told = others.filter(in_good_standing("user__"), muted_at__isnull=True)
    told = told.exclude(user__in=apart).select_related("user__profile").order_by("user")
    named = _named_in(message, told, by=by) if held.is_group else set()
    for row in told:
        is_named = row.user_id in named
        # One piece of news until they have read what there is, however many messages come, or have
        # put that piece away unread (or what it told was taken back): then the next tells anew. And
        # one of its own for each that names them.
        after = message.number - 1 if is_named else row.read_number
        notify(
            kind=MENTION if is_named else NEW_MESSAGE,
            recipient=row.user,
            actor=by,
            key=f"{'mention' if is_named else 'conversation'}:{held.pk}:after:{after}",
            about={"conversation": held.pk, "after": after},
            again=True,
        )


def _named_in(message: Message, told: ParticipantQuerySet, *, by: User) -> set[int]:
    """Those of `told` whom the message names and whom its writer may see: any other name stays a
    word that nobody hears of."""
    handles = list(dict.fromkeys(name.lower() for name in extract_mentions(message.text)))
    named = told.filter(user__handle__in=handles[:MOST_MENTIONS])
    return set(people_visible_to(named, by, user="user").values_list("user", flat=True))


def deliver_request(*, held: Conversation, by: User, person: User) -> None:
    """Bring a first contact to the list of those that wait: they may see who writes, and are told
    of it by one line, and one mail at most, on a day of theirs, however many strangers write."""
    Grant.objects.get_or_create(owner=by, viewer=person, source=f"conversation:{held.pk}")
    knock([person.pk], COUNTS)
    knock([by.pk], CONVERSATION, conversation=held.pk)
    today = timezone.localdate(timezone=person.profile.zone)
    key = f"message_requests:{today.isoformat()}"
    if not Notification.objects.filter(recipient=person, key=key).exists():
        mark_read_about(by=person, kind=MESSAGE_REQUEST)  # today's line says what those said
    # Nobody is its actor: it speaks of whoever waits when it is read, and outlasts the first.
    about = {"conversation": held.pk}
    if notify(kind=MESSAGE_REQUEST, recipient=person, key=key, about=about) is None:
        Notification.objects.filter(recipient=person, key=key).update(read_at=None)


def kept_apart(person: User, others: Collection[int]) -> set[int]:
    """Those of `others` whom a block, either way, keeps from `person`."""
    rows = Block.objects.filter(
        Q(blocker=person.pk, blocked__in=others) | Q(blocked=person.pk, blocker__in=others)
    ).values_list("blocker", "blocked")
    return {pk for pair in rows for pk in pair} - {person.pk}
