"""Who is in a conversation, as one of them may know it."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from profiles.models import User
from profiles.querysets import in_good_standing
from safety.permissions import not_blocked

from .models import Conversation, MessagingSettings, Participant
from .naming import names_for
from .people import Person, people_beside


@dataclass(frozen=True)
class Circle:
    """The people of a conversation beside the viewer, whose own part is `mine`; `group_name` is
    what she reads that a group is called.

    `people` are all who ever joined it, by account id, so that what somebody said keeps its name;
    `here` those who are in it now and whom no block keeps from the viewer in a group. `seen` says
    how far each of those has read who tells the viewer so; it is empty while the viewer tells
    nobody.
    """

    viewer: User
    conversation: Conversation
    mine: Participant
    people: dict[int, Person]
    here: frozenset[int]
    seen: dict[int, int]
    group_name: str = ""

    @property
    def other(self) -> Person:
        """The other one of a pair."""
        return self.people.get(self.conversation.other_than(self.viewer.pk), Person(name=""))

    @property
    def title(self) -> str:
        """What the viewer calls the conversation."""
        if not self.conversation.is_group:
            return self.other.name
        return self.group_name or ", ".join(self.named) or _("A group")

    @property
    def name(self) -> str:
        """The same, where a person's name would stand."""
        return self.title

    @property
    def named(self) -> list[str]:
        """The names of the others who are in it."""
        return [self.people[pk].name for pk in sorted(self.here) if pk in self.people]

    @property
    def mentioned(self) -> dict[str, str]:
        """The paths of those who can be mentioned here, by handle: whom the viewer may see, and
        the viewer."""
        seen = (self.people[pk] for pk in self.here if pk in self.people)
        own = {self.viewer.handle: reverse("profiles:person", args=[self.viewer.public_id])}
        return own | {person.handle: person.url for person in seen if person.url}

    @property
    def mentionable(self) -> list[Person]:
        """Those whom the box offers after an "@"."""
        seen = [self.people[pk] for pk in self.here if pk in self.people]
        return sorted((one for one in seen if one.url), key=lambda one: one.name)

    def who_saw(self, number: int) -> list[str]:
        """The names of those who have read up to this number and say so."""
        saw = [pk for pk, upto in self.seen.items() if upto >= number and pk in self.people]
        return sorted(self.people[pk].name for pk in saw)


def circle_of(viewer: User, conversation: Conversation) -> Circle:
    """The people of a conversation that the viewer is in; three queries however many they are,
    and one for the name of a group."""
    shows = ~Exists(MessagingSettings.objects.filter(user=OuterRef("user"), receipts=False))
    rows = list(
        Participant.objects.filter(conversation=conversation, joined_at__isnull=False).annotate(
            shows=shows,
            near=not_blocked(viewer.pk, user_field="user_id"),
            stands=in_good_standing("user__"),
        )
    )
    mine = next((row for row in rows if row.user_id == viewer.pk), None)
    if mine is None:  # taken out since the gate was passed: from now on there is nobody to see
        gone = Participant(conversation=conversation, user=viewer)
        return Circle(viewer, conversation, gone, people={}, here=frozenset(), seen={})
    others = [row for row in rows if row.user_id != viewer.pk]
    # Between two, both are here: who vanished would tell of a block. In a group whoever a block
    # keeps from the viewer, or who has gone, is in no list, and in no count.
    pair = not conversation.is_group
    here = [row for row in others if row.left_at is None and (pair or (row.near and row.stands))]
    return Circle(
        viewer=viewer,
        conversation=conversation,
        mine=mine,
        people=people_beside(viewer, [row.user_id for row in others]),
        here=frozenset(row.user_id for row in here),
        seen={row.user_id: row.seen_number for row in here if mine.shows and row.shows},
        group_name="" if pair else names_for(viewer, [conversation])[conversation.pk],
    )
