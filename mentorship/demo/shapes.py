"""The shapes of the demo: what a person, an ask and a conversation are made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, kw_only=True)
class Institution:
    """A hospital or school that does not exist, in a city that does.

    `parent` is the slug of what it belongs to; one that is `proposed` is known from people's words
    alone, and waits for a moderator.
    """

    slug: str
    name: str
    city: str
    country: str
    time_zone: str
    parent: str = ""
    proposed: str = ""


@dataclass(frozen=True, kw_only=True)
class Person:
    """One invented person; hours are a month, hashtag names carry no '#'."""

    slug: str
    name: str
    headline: str
    bio: str
    stage: str
    specialty: str
    institution: str
    institution_name: str
    house: str
    city: str
    time_zone: str
    roles: tuple[str, ...]
    pronouns: str = ""
    languages: tuple[str, ...] = ("en",)
    tags_seek: tuple[str, ...] = ()
    tags_offer: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    community: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    goals_offered: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    kinds_sought: tuple[str, ...] = ()
    kinds_offered: tuple[str, ...] = ()
    hours_sought: int = 0
    hours_offered: int = 0
    seats: int = 0
    status: str = ""
    paused_days: int = 0
    only_outside: bool = False
    wants_stages: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    visibility: str = "members"
    meets_peers: bool = False
    staff: bool = False


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A mentee's request to a mentor and what became of it; days count back from today."""

    id: str
    mentee: str
    mentor: str
    kind: str
    state: str
    days_ago: int
    why: str
    first_month: str = ""
    tried: str = ""
    answered_days_ago: int | None = None
    answer_note: str = ""
    closed_because: str = ""
    relationship: str = ""
    ended_days_ago: int | None = None


@dataclass(frozen=True, kw_only=True)
class Message:
    """One line of a conversation, `minutes` after its start; `answers` is the number of the line
    that it answers. Of a deleted one only the place is kept."""

    sender: str
    minutes: int
    text: str
    answers: int = 0
    edited: bool = False
    deleted: bool = False


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """What the two of an accepted ask wrote to each other, oldest first."""

    ask: str
    start_days_ago: int
    messages: tuple[Message, ...]


@dataclass(frozen=True, kw_only=True)
class DemoContent:
    """The whole demo."""

    institutions: tuple[Institution, ...]
    people: tuple[Person, ...]
    asks: tuple[Ask, ...]
    conversations: tuple[Conversation, ...]

    @cached_property
    def _by_slug(self) -> dict[str, Person]:
        return {person.slug: person for person in self.people}

    @cached_property
    def _asks(self) -> dict[str, Ask]:
        return {ask.id: ask for ask in self.asks}

    def person(self, slug: str) -> Person:
        """The person of that slug; KeyError if there is none."""
        return self._by_slug[slug]

    def ask(self, ask_id: str) -> Ask:
        """The ask of that id; KeyError if there is none."""
        return self._asks[ask_id]

    def taken_seats(self, mentor: str) -> int:
        """How many active relationships the mentor of that slug has."""
        return sum(ask.mentor == mentor and ask.relationship == "active" for ask in self.asks)

    def mentors_with_room(self) -> tuple[Person, ...]:
        """Mentors who are open and have a seat left."""
        return tuple(
            person
            for person in self.people
            if person.status == "open" and self.taken_seats(person.slug) < person.seats
        )
