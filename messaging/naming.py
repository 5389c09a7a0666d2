"""What a group is called, as one of its people may know it."""

from collections.abc import Collection

from profiles.models import User

from .models import Conversation, Event, Message, Withheld


def names_for(viewer: User, groups: Collection[Conversation]) -> dict[int, str]:
    """The names of these groups by their ids, "" for one without; one query.

    A name that somebody gave across a block says nothing to whoever is kept from them: for her the
    group goes on under the name before.
    """
    names = {group.pk: group.name for group in groups}
    if not names:
        return names
    kept_from = Withheld.objects.filter(
        person=viewer, message__event=Event.NAMED, message__conversation__in=names
    )
    given = Message.objects.filter(
        conversation__in=kept_from.values("message__conversation"),
        event__in=(Event.MADE, Event.NAMED),
    )
    given = given.exclude(withheld__person=viewer).order_by("number")
    return names | dict(given.values_list("conversation", "text"))
