"""What messaging tells: that somebody wrote, never what."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Protocol

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notifications.choices import How
from notifications.counts import register_count
from notifications.kinds import Kind, Section, Told, register
from notifications.models import Notification
from profiles.hashtags import extract_mentions
from profiles.models import User
from profiles.querysets import in_good_standing
from safety.permissions import not_blocked

from .actions import GROUP_INVITATION, MENTION, MESSAGE_REQUEST, NEW_MESSAGE, SIGNAL
from .models import Conversation, Message, Participant, Signal, SignalKind
from .people import names_of, people_beside
from .querysets import MessageQuerySet
from .threads import titles_of

SECTION = Section("messages", gettext_lazy("Messages"), 30)
TOGETHER = timedelta(minutes=5)  # whoever writes, writes more; and most are read by then

SAID = {
    SignalKind.CURIOUS: gettext_lazy("%(name)s is curious about what you do"),
    SignalKind.THANK: gettext_lazy("%(name)s thanks you"),
}


class _Words(Protocol):
    """Words one piece of news of a conversation."""

    def __call__(self, conversation: Conversation, *, name: str, title: str) -> Told: ...


class _Finds(Protocol):
    """Finds who is to be named, by notification."""

    def __call__(
        self, reader: User, rows: Sequence[Notification], conversations: Mapping[int, Conversation]
    ) -> dict[int, int]: ...


def tell_of_messages(reader: User, rows: Sequence[Notification]) -> Mapping[int, Told]:
    """Who wrote, and the way to the conversation; a few queries. The rows have passed the gate."""
    return _told(reader, rows, _writers, _wrote)


def tell_of_mentions(reader: User, rows: Sequence[Notification]) -> Mapping[int, Told]:
    """Who named the reader in a group; a few queries. The rows have passed the gate."""
    return _told(reader, rows, _namers, _mentioned)


def _told(
    reader: User, rows: Sequence[Notification], find: _Finds, word: _Words
) -> dict[int, Told]:
    wanted = [row.about.get("conversation") for row in rows]
    conversations = {
        conversation.pk: conversation
        for conversation in Conversation.objects.visible_to(reader).filter(pk__in=wanted)
    }
    titles = titles_of(reader, [each for each in conversations.values() if each.is_group])
    writers = find(reader, rows, conversations)
    names = names_of(writers.values())
    told = {}
    for row in rows:
        name = names.get(writers.get(row.pk, 0))
        if name is not None:
            conversation = conversations[row.about["conversation"]]
            told[row.pk] = word(conversation, name=name, title=titles.get(conversation.pk, ""))
    return told


def _standing(reader: User, conversations: Mapping[int, Conversation]) -> MessageQuerySet:
    """What others said in these, as far as it still stands for the reader."""
    return (
        Message.objects.filter(
            not_blocked(reader.pk, user_field="sender_id"),
            in_good_standing("sender__"),
            conversation__in=conversations,
            event="",
            deleted_at__isnull=True,
        )
        .exclude(sender=reader)
        .readable_by(reader)
        .order_by()
    )


def _writers(
    reader: User, rows: Sequence[Notification], conversations: Mapping[int, Conversation]
) -> dict[int, int]:
    """By notification, who wrote what still stands there for the reader; none where every message
    that it tells of was deleted. One query."""
    standing = _standing(reader, conversations).values("conversation", "sender")
    standing = standing.annotate(last=Max("number"))
    last = {(row["conversation"], row["sender"]): row["last"] for row in standing}
    found = {}
    for row in rows:
        where, after = row.about.get("conversation", 0), row.about.get("after", 0)
        who = [one for (there, one), number in last.items() if there == where and number > after]
        if who:
            by = row.actor_id
            found[row.pk] = by if by is not None and by in who else min(who)
    return found


def _namers(
    reader: User, rows: Sequence[Notification], conversations: Mapping[int, Conversation]
) -> dict[int, int]:
    """By notification, who wrote the message that names the reader; none where it was deleted, or
    says something else now. One query."""
    places = {
        row.pk: (row.about.get("conversation"), row.about.get("after", 0) + 1) for row in rows
    }
    numbers = {number for _talk, number in places.values()}
    said = _standing(reader, conversations).filter(number__in=numbers)
    naming = {
        (message.conversation_id, message.number): message.sender_id
        for message in said
        if reader.handle in {name.lower() for name in extract_mentions(message.text)}
    }
    return {pk: naming[place] for pk, place in places.items() if place in naming}


def _wrote(conversation: Conversation, *, name: str, title: str) -> Told:
    url = f"{conversation.get_absolute_url()}#new"
    if not conversation.is_group:
        return Told(
            sentence=_("%(name)s wrote to you") % {"name": name},
            url=url,
            lines=(_("The message waits for you on Kindred, where only you two can read it."),),
        )
    return Told(
        sentence=_("%(name)s wrote in “%(title)s”") % {"name": name, "title": title},
        url=url,
        lines=(_("The message waits for you on Kindred, where only the group can read it."),),
    )


def _mentioned(conversation: Conversation, *, name: str, title: str) -> Told:
    return Told(
        sentence=_("%(name)s mentioned you in “%(title)s”") % {"name": name, "title": title},
        url=f"{conversation.get_absolute_url()}#new",
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
    if waiting > 1 and reader.profile.quiet_mode:
        sentence = _("People you do not know yet would like to write to you")
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


def tell_of_signals(reader: User, rows: Sequence[Notification]) -> Mapping[int, Told]:
    """Who is curious or says thanks, as long as they do and the reader may see them; three queries
    at most."""
    senders = {row.actor_id for row in rows if row.actor_id}
    arrived = Signal.objects.filter(recipient=reader, sender__in=senders, arrived=True)
    said, people = set(arrived.values_list("sender", "kind")), people_beside(reader, senders)
    told = {}
    for row in rows:
        kind, person = row.about.get("kind", ""), people.get(row.actor_id or 0)
        if person is not None and person.url and (row.actor_id, kind) in said:
            told[row.pk] = Told(
                sentence=str(SAID[SignalKind(kind)]) % {"name": person.name},
                url=person.url,
                lines=(
                    _(
                        "Nothing waits for an answer. From their page you can write, or say the "
                        "same back."
                    ),
                ),
            )
    return told


def unread_conversations(viewer: User) -> int:
    """The number beside Messages."""
    return Conversation.objects.unread_by(viewer).count()


def register_kinds() -> None:
    """Make messaging's news and its number known."""
    register_count("messages", unread_conversations, waits=Participant.objects.behind)
    written = partial(Kind, how=How.AT_ONCE, section=SECTION, together=TOGETHER, stays=True)
    register(written(NEW_MESSAGE, gettext_lazy("New messages"), tell_of_messages))
    register(written(MENTION, gettext_lazy("Mentions of me in groups"), tell_of_mentions))
    strangers = partial(Kind, section=SECTION)
    register(
        strangers(
            MESSAGE_REQUEST, gettext_lazy("Messages from people I do not know"), tell_of_requests
        )
    )
    register(
        strangers(GROUP_INVITATION, gettext_lazy("Invitations to groups"), tell_of_invitations)
    )
    label = gettext_lazy("Somebody thanks me or is curious")
    register(strangers(SIGNAL, label, tell_of_signals, unasked=True))
