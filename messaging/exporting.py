"""What somebody takes along of her conversations: the messages that she wrote."""

from django.contrib.auth.base_user import AbstractBaseUser

from .models import Message


def written(person: AbstractBaseUser) -> object:
    """Each with the conversation it stands in; what was deleted is gone."""
    rows = Message.objects.filter(sender=person.pk, event="", deleted_at__isnull=True)
    fields = ("conversation__public_id", "sent_at", "edited_at", "text")
    return list(rows.order_by("pk").values(*fields))
