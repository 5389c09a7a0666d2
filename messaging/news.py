"""What messaging tells: that somebody wrote, never what."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.counts import register_count
from notifications.kinds import Kind, Told, register
from notifications.models import Notification
from profiles.models import User

from .actions import NEW_MESSAGE
from .models import Conversation
from .people import names_of


def tell_of_messages(reader: User, rows: Sequence[Notification]) -> Mapping[int, Told]:
    """Who wrote, and the way to the conversation; two queries. The rows have passed the gate."""
    wanted = [row.about.get("conversation") for row in rows]
    conversations = {
        conversation.pk: conversation for conversation in Conversation.objects.filter(pk__in=wanted)
    }
    names = names_of(row.actor_id for row in rows)
    return {
        row.pk: Told(
            sentence=_("%(name)s wrote to you") % {"name": names[row.actor_id]},
            url=conversations[row.about["conversation"]].get_absolute_url(),
            lines=(_("The message waits for you on Kindred, where only you two can read it."),),
        )
        for row in rows
        if row.actor_id in names and row.about.get("conversation") in conversations
    }


def unread_conversations(viewer: User) -> int:
    """The number beside Messages."""
    return Conversation.objects.unread_by(viewer).count()


def register_kinds() -> None:
    """Make messaging's news and its number known."""
    register_count("messages", unread_conversations)
    register(Kind(NEW_MESSAGE, gettext_lazy("New messages"), tell_of_messages))
