"""What the demo's people have been told: the rows that asks and conversations would have left."""

from collections.abc import Iterator
from datetime import datetime

from messaging.actions import NEW_MESSAGE
from messaging.models import Participant
from notifications.models import Mail, MailState, Notification
from profiles.models import User
from relationships.actions import _steps as news
from relationships.models import MentorshipRequest, RequestState

TOLD = {
    RequestState.ACCEPTED: news.REQUEST_ACCEPTED,
    RequestState.DECLINED: news.REQUEST_DECLINED,
}


def seed_news(*, now: datetime, weekly: User) -> None:
    """Write the news of every ask and unread conversation, and a digest for the outbox."""
    Notification.objects.bulk_create([*_of_asks(), *_of_conversations()])
    Mail.objects.create(
        key="digest:demo",
        reader=weekly,
        to=weekly.email,
        is_digest=True,
        subject="What waits for you on Kindred",
        state=MailState.SENT,
        sent_at=now,
    )


def _of_asks() -> Iterator[Notification]:
    for ask in MentorshipRequest.objects.select_related("mentee", "mentor").order_by("pk"):
        yield Notification(
            recipient=ask.mentor,
            actor=ask.mentee,
            kind=news.REQUEST_RECEIVED,
            key=f"request:{ask.pk}",
            about={"request": ask.pk},
            created_at=ask.created_at,
            read_at=ask.decided_at,
        )
        if ask.state in TOLD and ask.decided_at:
            yield Notification(
                recipient=ask.mentee,
                actor=ask.mentor,
                kind=TOLD[RequestState(ask.state)],
                key=f"{ask.state}:{ask.pk}",
                about={"request": ask.pk},
                created_at=ask.decided_at,
                read_at=ask.decided_at,
            )


def _of_conversations() -> Iterator[Notification]:
    """That somebody wrote, where the last message is unread."""
    for one in Participant.objects.select_related("conversation", "user").order_by("pk"):
        talk = one.conversation
        last = talk.messages.order_by("-number").first()
        if last and one.read_number < last.number and last.sender_id != one.user_id:
            yield Notification(
                recipient=one.user,
                actor_id=last.sender_id,
                kind=NEW_MESSAGE,
                key=f"conversation:{talk.pk}:after:{one.read_number}",
                about={"conversation": talk.pk},
                created_at=last.sent_at,
            )
