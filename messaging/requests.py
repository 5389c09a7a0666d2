"""What waits for one person's answer: first contacts of strangers, and groups that ask her in."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from profiles.cards import Card, CardTag, cards_for
from profiles.hashtags import extract_hashtags, hashtag_key
from profiles.models import Hashtag, Profile, User
from profiles.text import link_text

from .models import Conversation, Message, Participant
from .people import Person, people_beside
from .threads import titles_of

MOST_SHOWN = 20  # of each; what is answered makes room for the rest


@dataclass(frozen=True)
class Asking:
    """A stranger's first contact: who they are as the viewer may see them, and what they wrote."""

    conversation: Conversation
    card: Card
    message: Message
    body: SafeString

    @property
    def shared(self) -> list[CardTag]:
        """The hashtags that both stand under."""
        return [tag for tag in self.card["tags"] if tag["shared"]]


@dataclass(frozen=True)
class Invitation:
    """A group that asks the viewer in: by whom, and who is inside."""

    conversation: Conversation
    title: str
    by: Person
    people: list[Person]


def waiting_for(viewer: User) -> int:
    """How many first contacts and invitations wait; one query."""
    requests = Conversation.objects.requests_to(viewer).values("pk")
    return requests.union(Conversation.objects.inviting(viewer).values("pk")).count()


def requests_of(viewer: User, rows: Sequence[Conversation]) -> list[Asking]:
    """These first contacts, which have passed the gate, in a fixed number of queries."""
    senders = {row.other_than(viewer.pk): row for row in rows}
    profiles = list(Profile.objects.filter(user__in=senders).for_cards())
    cards = dict(
        zip([one.user_id for one in profiles], cards_for(profiles, viewer=viewer), strict=True)
    )
    said = Message.objects.filter(conversation__in=rows, deleted_at__isnull=True)
    said = said.readable_by(viewer)
    first = {message.conversation_id: message for message in said.order_by("-number")}
    names = {name for message in first.values() for name in extract_hashtags(message.text)}
    keys = {hashtag_key(name) for name in names}
    tags = list(Hashtag.objects.filter(key__in=keys, reviewed=True, held=False)) if keys else []
    return [
        Asking(
            conversation=row,
            card=cards[sender],
            message=first[row.pk],
            body=link_text(first[row.pk].text, tags=tags),
        )
        for sender, row in senders.items()
        if sender in cards and row.pk in first
    ]


def invitations_of(viewer: User, rows: Sequence[Conversation]) -> list[Invitation]:
    """These groups, which may ask the viewer in, in a fixed number of queries."""
    asked = {
        row.conversation_id: row
        for row in Participant.objects.invited().filter(user=viewer, conversation__in=rows)
    }
    inside: dict[int, list[int]] = {row.pk: [] for row in rows}
    here = Participant.objects.here().beside(viewer).filter(conversation__in=rows)
    for group, user in here.order_by("joined_at", "pk").values_list("conversation", "user"):
        inside[group].append(user)
    askers = {row.invited_by_id for row in asked.values() if row.invited_by_id}
    people = people_beside(viewer, {pk for users in inside.values() for pk in users} | askers)
    titles = titles_of(viewer, rows)
    return [
        Invitation(
            conversation=row,
            title=titles[row.pk],
            by=people[asked[row.pk].invited_by_id or 0],
            people=[people[pk] for pk in inside[row.pk] if pk in people],
        )
        for row in rows
        if row.pk in asked and asked[row.pk].invited_by_id in people
    ]
