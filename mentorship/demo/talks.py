"""What the two of each accepted ask wrote to each other."""

from collections.abc import Iterable

from messaging.models import Conversation, Message, Participant
from profiles.models import User
from relationships.models import RequestState

from .rows import Rows, public_id
from .shapes import Ask, DemoContent
from .shapes import Conversation as Talk


def seed_talks(content: DemoContent, rows: Rows) -> None:
    """Write a conversation for every ask that was accepted."""
    talks = {talk.ask: talk for talk in content.conversations}
    for ask in content.asks:
        if ask.state == RequestState.ACCEPTED:
            _conversation(ask, talks.get(ask.id), rows)


def _conversation(ask: Ask, talk: Talk | None, rows: Rows) -> None:
    pair = sorted((rows.users[ask.mentee], rows.users[ask.mentor]), key=lambda user: user.pk)
    said = talk.messages if talk else ()
    start = talk.start_days_ago if talk else float(ask.answered_days_ago or 0)
    last = rows.ago(start, said[-1].minutes if said else 0)
    conversation, created = Conversation.objects.get_or_create(
        low=pair[0],
        high=pair[1],
        defaults={
            "public_id": public_id("conversation", ask.id),
            "last_number": len(said),
            "last_change": len(said),
            "last_at": last,
        },
    )
    if not created:
        return
    lines = Message.objects.bulk_create(
        Message(
            conversation=conversation,
            public_id=public_id("message", ask.id, str(number)),
            number=number,
            changed=number,
            sender=rows.users[message.sender],
            client_id=public_id("client", ask.id, str(number)),
            text="" if message.deleted else message.text,
            version=2 if message.edited or message.deleted else 1,
            sent_at=rows.ago(start, message.minutes),
            edited_at=rows.ago(start, message.minutes + 2) if message.edited else None,
            deleted_at=rows.ago(start, message.minutes + 2) if message.deleted else None,
        )
        for number, message in enumerate(said, start=1)
    )
    for line, message in zip(lines, said, strict=True):
        if message.answers:
            line.reply_to = lines[message.answers - 1]
    Message.objects.bulk_update(lines, ["reply_to"])
    _participants(conversation, pair, [message.sender for message in said], rows)


def _participants(
    conversation: Conversation, pair: Iterable[User], senders: list[str], rows: Rows
) -> None:
    """Both have read everything, but for the last message of every third conversation."""
    unread = conversation.last_number and conversation.pk % 3 == 0
    last_sender = rows.users[senders[-1]] if senders else None
    last = conversation.last_number
    read = [(user, last - 1 if unread and user != last_sender else last) for user in pair]
    Participant.objects.bulk_create(
        Participant(
            conversation=conversation,
            user=user,
            read_number=number,
            seen_number=number,
        )
        for user, number in read
    )
