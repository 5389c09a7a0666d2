"""The demo's groups, and what waits for an answer: a stranger's first message, an invitation."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from messaging.models import Conversation, Event, Message, Participant
from profiles.choices import Contact
from profiles.models import Grant, Profile, User

Ago = Callable[[float, float], datetime]
PublicId = Callable[..., uuid.UUID]

CLUB = "#HemePath slide club"
CLUB_SAID = (
    ("karin", 0.0, "Welcome. One rule: we show the slide we got wrong, not the one we got right."),
    (
        "nadia",
        40.0,
        "Then I have material until spring. First one on Thursday, a marrow from 2019.",
    ),
    ("yuna_k", 55.0, "May I bring the case that made me cry, or is that for week two?"),
    ("ana", 61.0, "Week one, please. I have two of those and want company."),
    ("karin", 1500.0, "Yuna first, then Ana. Ten minutes each, no introductions, no apologies."),
    ("nadia", 4300.0, "Slides are up. Look at the small cells before you look at the big ones."),
    (
        "yuna_k",
        4330.0,
        "I looked at the big ones first. #MDS, and I am not proud of how long it took.",
    ),
)
ASKING = (
    "I read marrows in Seoul, third year, and nobody here does both adults and children. I would "
    "like to ask you one question about reporting fibrosis the way your group does. No hurry: any "
    "day before the winter is fine."
)
INTERVIEWS = "Fellowship interviews"


def seed_groups(users: Mapping[str, User], *, ago: Ago, public_id: PublicId) -> None:
    """Write them; the people and their ties are there."""
    club = _group(CLUB, ["karin", "nadia", "yuna_k", "ana"], users, ago(9, 0), public_id)
    _said(club, CLUB_SAID, users, lambda minutes: ago(4, minutes), public_id)
    for slug in ("karin", "nadia", "yuna_k"):
        _read(club, users[slug])
    _read(club, users["ana"], upto=club.last_number - 2)
    interviews = _group(INTERVIEWS, ["yuna_k", "dan_k"], users, ago(2, 0), public_id)
    Participant.objects.create(
        conversation=interviews, user=users["ana"], invited_by=users["yuna_k"], joined_at=None
    )
    Profile.objects.filter(user=users["nadia"]).update(contact=Contact.MEMBERS)
    _first_contact(users["eun_ji"], users["nadia"], at=ago(0, 25), public_id=public_id)


def _group(
    name: str,
    people: Sequence[str],
    users: Mapping[str, User],
    at: datetime,
    public_id: PublicId,
) -> Conversation:
    """A group in which all of them have been from the beginning; the first made it."""
    group = Conversation.objects.create(
        public_id=public_id("group", name), name=name, maker=users[people[0]], last_at=at
    )
    Participant.objects.bulk_create(
        Participant(conversation=group, user=users[slug], joined_at=at) for slug in people
    )
    events = [Event.MADE, *[Event.JOINED] * (len(people) - 1)]
    Message.objects.bulk_create(
        Message(
            conversation=group,
            public_id=public_id("group", name, "event", slug),
            number=number,
            changed=number,
            sender=users[slug],
            client_id=public_id("client", name, "event", slug),
            event=event,
            sent_at=at,
        )
        for number, (slug, event) in enumerate(zip(people, events, strict=True), start=1)
    )
    group.last_number = group.last_change = len(people)
    group.save(update_fields=["last_number", "last_change"])
    return group


def _said(
    group: Conversation,
    said: Sequence[tuple[str, float, str]],
    users: Mapping[str, User],
    at: Callable[[float], datetime],
    public_id: PublicId,
) -> None:
    begin = group.last_number + 1
    Message.objects.bulk_create(
        Message(
            conversation=group,
            public_id=public_id("group", group.name, str(number)),
            number=number,
            changed=number,
            sender=users[slug],
            client_id=public_id("client", group.name, str(number)),
            text=text,
            sent_at=at(minutes),
        )
        for number, (slug, minutes, text) in enumerate(said, start=begin)
    )
    group.last_number = group.last_change = begin + len(said) - 1
    group.last_at = at(said[-1][1])
    group.save(update_fields=["last_number", "last_change", "last_at"])


def _read(group: Conversation, user: User, *, upto: int | None = None) -> None:
    number = group.last_number if upto is None else upto
    Participant.objects.filter(conversation=group, user=user).update(
        read_number=number, seen_number=number
    )


def _first_contact(by: User, person: User, *, at: datetime, public_id: PublicId) -> None:
    low, high = sorted((by, person), key=lambda user: user.pk)
    talk = Conversation.objects.create(
        public_id=public_id("conversation", "first", by.handle),
        low=low,
        high=high,
        last_number=1,
        last_change=1,
        last_at=at,
    )
    Participant.objects.create(conversation=talk, user=by, read_number=1, seen_number=1)
    Participant.objects.create(conversation=talk, user=person, welcomes=False)
    Message.objects.create(
        conversation=talk,
        public_id=public_id("message", "first", by.handle),
        number=1,
        changed=1,
        sender=by,
        client_id=public_id("client", "first", by.handle),
        text=ASKING,
        sent_at=at,
    )
    Grant.objects.create(owner=by, viewer=person, source=f"conversation:{talk.pk}")
