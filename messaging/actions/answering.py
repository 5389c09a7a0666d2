"""Answering a stranger's first contact. They learn neither that it was read nor that it was not."""

from django.db import transaction
from django.utils import timezone

from messaging.models import Conversation, Participant
from notifications.actions import mark_read_about
from profiles import actions as people
from profiles.models import Grant, User
from safety.live import COUNTS, knock

from ._delivery import MESSAGE_REQUEST


@transaction.atomic
def accept_request(*, by: User, conversation: Conversation) -> None:
    """Take the conversation up: both may write from now on. A second time changes nothing."""
    Participant.objects.filter(conversation=conversation, user=by).update(
        welcomes=True, declined_at=None
    )
    _one_less(by)


@transaction.atomic
def decline_request(*, by: User, conversation: Conversation) -> None:
    """Take it off the list. The stranger still reads that it was sent, and cannot send another."""
    waiting = Participant.objects.filter(conversation=conversation, user=by, welcomes=False)
    if waiting.filter(declined_at__isnull=True).update(declined_at=timezone.now()):
        Grant.objects.filter(viewer=by, source=f"conversation:{conversation.pk}").delete()
    _one_less(by)


@transaction.atomic
def block_stranger(*, by: User, conversation: Conversation) -> None:
    """Decline, and keep the two apart for good."""
    people.block(by=by, person=User.objects.get(pk=conversation.other_than(by.pk)))
    _one_less(by)


@transaction.atomic
def look_through_requests(*, by: User) -> None:
    """She has the list before her: what told her of it is read."""
    mark_read_about(by=by, kind=MESSAGE_REQUEST)


def _one_less(by: User) -> None:
    knock([by.pk], COUNTS)
    if not Conversation.objects.requests_to(by).exists():
        mark_read_about(by=by, kind=MESSAGE_REQUEST)
