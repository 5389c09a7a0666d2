"""What messaging tells: that somebody wrote, never what."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notifications.counts import register_count
from notifications.kinds import Kind, Told, register
from notifications.models import Notification
from profiles.models import User

from .actions import GROUP_INVITATION, MESSAGE_REQUEST, NEW_MESSAGE
from .models import Conversation
from .people import names_of
from .threads import titles_of


def tell_of_messages(reader: User, rows: Sequence[Notification]) -> Mapping[int, Told]:
    """Who wrote, and the way to the conversation; a few queries. The rows have passed the gate."""
    wanted = [row.about.get("conversation") for row in rows]
    conversations = {
        conversation.pk: conversation
        for conversation in Conversation.objects.visible_to(reader).filter(pk__in=wanted)
    }
    titles = titles_of(reader, [each for each in conversations.values() if each.is_group])
    names = names_of(row.actor_id for row in rows)
    told = {}
    for row in rows:
        conversation = conversations.get(row.about.get("conversation", 0))
        if conversation is not None and row.actor_id in names:
            name, title = names[row.actor_id], titles.get(conversation.pk, "")
            told[row.pk] = _wrote(conversation, name=name, title=title)
    return told


def _wrote(conversation: Conversation, *, name: str, title: str) -> Told:
    if not conversation.is_group:
        return Told(
            sentence=_("%(name)s wrote to you") % {"name": name},
            url=conversation.get_absolute_url(),
            lines=(_("The message waits for you on Kindred, where only you two can read it."),),
        )
    return Told(
        sentence=_("%(name)s wrote in “%(title)s”") % {"name": name, "title": title},
        url=conversation.get_absolute_url(),
        lines=(_("The message waits for you on Kindred, where only the group can read it."),),
    )


def tell_of_requests(reader: User, rows: Sequence[Notification]) -> Mapping[int, Told]:
    """How many strangers wait for an answer now, said once; one query."""
    waiting = Conversation.objects.requests_to(reader).count()
    if not waiting:
        return {}
    newest = max(rows, key=lambda row: row.pk)
    sentence = ngettext(
        "Somebody you do not know yet would like to write to you",
        "%(count)d people you do not know yet would like to write to you",
        waiting,
    ) % {"count": waiting}
    lines = (_("Accept, or decline without a word: nobody is told that you did."),)
    return {newest.pk: Told(sentence=sentence, url=reverse("messaging:requests"), lines=lines)}


def tell_of_invitations(reader: User, rows: Sequence[Notification]) -> Mapping[int, Told]:
    """Who asks the reader into which group, as long as it does; three queries at most."""
    wanted = [row.about.get("conversation") for row in rows]
    groups = {
        group.pk: group for group in Conversation.objects.inviting(reader).filter(pk__in=wanted)
    }
    names, titles = names_of(row.actor_id for row in rows), titles_of(reader, groups.values())
    told = {}
    for row in rows:
        group = groups.get(row.about.get("conversation", 0))
        if group is not None and row.actor_id in names:
            words = {"name": names[row.actor_id], "title": titles[group.pk]}
            told[row.pk] = Told(
                sentence=_("%(name)s asks you into the group “%(title)s”") % words,
                url=reverse("messaging:requests"),
                lines=(_("Nobody sees you there before you say yes, and a no is told to nobody."),),
            )
    return told


def unread_conversations(viewer: User) -> int:
    """The number beside Messages."""
    return Conversation.objects.unread_by(viewer).count()


def register_kinds() -> None:
    """Make messaging's news and its number known."""
    register_count("messages", unread_conversations)
    register(Kind(NEW_MESSAGE, gettext_lazy("New messages"), tell_of_messages))
    register(
        Kind(MESSAGE_REQUEST, gettext_lazy("Messages from people I do not know"), tell_of_requests)
    )
    register(Kind(GROUP_INVITATION, gettext_lazy("Invitations to groups"), tell_of_invitations))
