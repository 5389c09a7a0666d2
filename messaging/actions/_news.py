"""News of what is no more: what can no longer be told counts for nothing beside the bell, and what
somebody else said meanwhile is told of them."""

from collections.abc import Collection

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Exists, OuterRef, Q

from messaging.models import Conversation, Message
from notifications.actions import read_untold
from notifications.models import Notification
from profiles.querysets import in_good_standing
from safety.models import Block
from safety.permissions import not_blocked

from ._delivery import MENTION, MESSAGE_REQUEST, NEW_MESSAGE


def unsay(conversation: Conversation) -> None:
    """Something that was said there says something else now, or nothing."""
    read_untold(kinds=(NEW_MESSAGE, MENTION), conversation=conversation.pk)
    if not conversation.is_group:
        unsay_to([pk for pk in (conversation.low_id, conversation.high_id) if pk])


def unsay_to(people: Collection[int]) -> None:
    """Somebody was kept from these people, or let go on, of whom their news may tell."""
    read_untold(kinds=(MESSAGE_REQUEST,), readers=people)


def retell(group: Conversation, *, without: AbstractBaseUser | None = None) -> None:
    """In a group one piece of news stands for all that is unread. Where it names somebody who is
    kept from its reader now, suspended or gone, or who is about to go (`without`), it names whoever
    else wrote last."""
    apart = Block.objects.filter(
        Q(blocker=OuterRef("recipient"), blocked=OuterRef("actor"))
        | Q(blocker=OuterRef("actor"), blocked=OuterRef("recipient"))
    )
    rows = Notification.objects.unread().filter(kind=NEW_MESSAGE).about(conversation=group.pk)
    unsaid = ~in_good_standing("actor__") | Q(Exists(apart))
    if without is not None:
        unsaid |= Q(actor=without.pk)
    for row in rows.filter(unsaid).select_related("recipient"):
        others = Message.objects.filter(
            not_blocked(row.recipient_id, user_field="sender_id"),
            in_good_standing("sender__"),
            conversation=group,
            number__gt=row.about.get("after", 0),
            event="",
            deleted_at__isnull=True,
        )
        last = others.exclude(sender=row.recipient_id).readable_by(row.recipient).last()
        if last is not None:
            Notification.objects.filter(pk=row.pk).update(actor=last.sender)


def follow_standing(person: AbstractBaseUser) -> None:
    """Who was written to by somebody who may not be seen now has nothing to answer; what others
    said in her groups is told of them."""
    for group in Conversation.objects.filter(participants__user=person.pk, low__isnull=True):
        retell(group)
    asked = Conversation.objects.filter(
        participants__user=person.pk, participants__welcomes=True, low__isnull=False
    ).filter(participants__welcomes=False)
    people = asked.values_list("participants__user", flat=True).distinct()
    unsay_to([pk for pk in people if pk != person.pk])
