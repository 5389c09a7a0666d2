"""What somebody takes along of her conversations: the messages that she wrote; and what was said
with one press, by her and to her."""

from django.contrib.auth.base_user import AbstractBaseUser

from .models import Message, Signal
from .people import people_beside


def written(person: AbstractBaseUser) -> object:
    """Each with the conversation it stands in; what was deleted is gone."""
    rows = Message.objects.filter(sender=person.pk, event="", deleted_at__isnull=True)
    fields = ("conversation__public_id", "sent_at", "edited_at", "text")
    return list(rows.order_by("pk").values(*fields))


def signals(person: AbstractBaseUser) -> object:
    """Those she gave, and those that reached her from people she may see; the oldest first."""
    given = Signal.objects.filter(sender=person.pk).order_by("pk")
    came = list(Signal.objects.filter(recipient=person.pk, arrived=True).order_by("pk"))
    people = people_beside(person, {row.sender_id for row in came})
    return {
        "given": list(given.values("sent_at", "recipient__profile__name", "kind")),
        "received": [
            {"sent_at": row.sent_at, "from": people[row.sender_id].name, "kind": row.kind}
            for row in came
            if row.sender_id in people and people[row.sender_id].url
        ],
    }
