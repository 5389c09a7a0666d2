"""Many people around one, written in bulk: each stands in every list that the one can open."""

import uuid
from datetime import timedelta

from django.utils import timezone

from matching.models import PeerDismissal, SaidOf, Suggestion, Verdict
from messaging.models import Conversation, Message, Participant
from notifications.models import Mail, Notification
from profiles.choices import Direction, Evidence, Kind, NameVerdict, Status
from profiles.models import (
    Availability,
    Hashtag,
    HashtagTie,
    Institution,
    InstitutionVerdict,
    Profile,
    TagFollow,
    TagHiding,
    User,
)
from relationships.models import MentorshipRequest, Relationship, RelationshipState, RequestState
from safety.models import Appeal, Block, Case, Decision, EvaluatorMark, Report

from .factories import HASHED, make_hashtag, unlike_any_other

EVERYBODYS = "HemePath"
FOLLOWED = 20
FEWER = 100  # of those who stand in lists that are short by nature


def gather(around: User, size: int) -> list[User]:
    """`size` more people who write to `around` and ask her, and up to FEWER each who are suggested
    to her and whom she blocked. Returns those who write and ask."""
    fewer = min(size, FEWER)
    near, new, far, strangers = (_people(count) for count in (size, fewer, fewer, fewer))
    _hashtags(near)
    _institutions(near)
    _follows(around)
    _requests(around, near)
    _talks(around, near)
    _first_contacts(around, strangers)
    _group(around, near)
    _suggestions(around, new)
    _peers(around, new)
    _cases(around, near)
    Block.objects.bulk_create(Block(blocker=around, blocked=user) for user in far)
    EvaluatorMark.objects.bulk_create(
        EvaluatorMark(holder=around, evaluator=user) for user in near[:FEWER]
    )
    shared = make_hashtag(EVERYBODYS)
    TagHiding.objects.bulk_create(
        TagHiding(user=around, hashtag=shared, person=user) for user in new
    )
    return near


def _people(count: int) -> list[User]:
    """Open mentors who show themselves to members."""
    now, begin = timezone.now(), User.objects.count()
    numbers = range(begin, begin + count)
    people = User.objects.bulk_create(
        User(
            email=f"crowd{number}@mail.example",
            handle=f"crowd_{unlike_any_other(number)}",
            handle_skeleton=f"crowd {number}",
            password=HASHED,
        )
        for number in numbers
    )
    Profile.objects.bulk_create(
        Profile(
            user=user,
            name=f"Person {number:06}",
            headline="Reads slides",
            bio=f"I read slides. #{EVERYBODYS}",
            institution=f"Small House {number}",
            is_mentor=True,
            is_mentee=True,
            offers_kinds=[Kind.MENTORSHIP],
            welcomed_at=now,
        )
        for number, user in zip(numbers, people, strict=True)
    )
    Availability.objects.bulk_create(
        Availability(user=user, status=Status.OPEN, seats=3) for user in people
    )
    return people


def _hashtags(people: list[User]) -> None:
    """One that all share, and one each that waits for a moderator's word."""
    shared = make_hashtag(EVERYBODYS)
    waiting = Hashtag.objects.bulk_create(
        Hashtag(key=f"tag{user.pk}", name=f"Tag{user.pk}", reviewed=False) for user in people
    )
    HashtagTie.objects.bulk_create(
        HashtagTie(user=user, hashtag=tag, direction=direction, evidence=Evidence.CHOSEN)
        for user, own in zip(people, waiting, strict=True)
        for tag, direction in ((shared, Direction.OFFERS), (own, Direction.IS))
    )


def _institutions(people: list[User]) -> None:
    """One each that nobody works at, and one each that was decided to be none."""
    Institution.objects.bulk_create(
        Institution(name=f"Large House {user.pk}", spellings=f"large house {user.pk}")
        for user in people
    )
    InstitutionVerdict.objects.bulk_create(
        InstitutionVerdict(name=f"No House {user.pk}", verdict=NameVerdict.DISMISSED)
        for user in people
    )


def _cases(around: User, people: list[User]) -> None:
    """Each is reported by another, was once before and appealed, and once by her."""
    now, others = timezone.now(), [*people[1:], people[0]]
    fresh = {"category": "spam", "severity": 1, "due_at": now}
    over = fresh | {"state": "decided", "decided_at": now}
    waiting = [Case(subject=user, about=f"person:{user.pk}", **fresh) for user in people]
    before = [Case(subject=user, about=f"person:{user.pk}", **over) for user in people]
    hers = [Case(subject=user, about=f"person:{user.pk}", **over) for user in people]
    Case.objects.bulk_create([*waiting, *before, *hers])
    by = [*others, *others, *(around for _ in people)]
    Report.objects.bulk_create(
        Report(case=case, reporter=one, kind="person", thing=case.about, category="spam")
        for case, one in zip([*waiting, *before, *hers], by, strict=True)
    )
    decided = Decision.objects.bulk_create(
        Decision(case=case, subject=case.subject, outcome="warn", reason="Spam.")
        for case in [*before, *hers]
    )
    Appeal.objects.bulk_create(Appeal(decision=one, words="No.") for one in decided)


def _follows(around: User) -> None:
    """She follows what all share, and the rest as far as there is room."""
    then = timezone.now() - timedelta(days=3)
    tags = Hashtag.objects.exclude(follows__user=around).order_by("pk")[:FOLLOWED]
    TagFollow.objects.bulk_create(
        TagFollow(user=around, hashtag=tag, read_at=then, before_at=then) for tag in tags
    )


def _requests(around: User, people: list[User]) -> None:
    now = timezone.now()
    asked = MentorshipRequest.objects.bulk_create(
        MentorshipRequest(mentee=user, mentor=around, why="A sentence.") for user in people
    )
    sent = MentorshipRequest.objects.bulk_create(
        MentorshipRequest(
            mentee=around,
            mentor=user,
            why="A sentence.",
            state=RequestState.ACCEPTED,
            decided_at=now,
        )
        for user in people
    )
    Relationship.objects.bulk_create(
        Relationship(
            request=row,
            mentee=around,
            mentor=row.mentor,
            state=RelationshipState.ENDED,
            ended_at=now,
        )
        for row in sent
    )
    news = Notification.objects.bulk_create(
        Notification(
            recipient=around,
            actor=row.mentee,
            kind="request_received",
            key=f"request:{row.pk}",
            about={"request": row.pk},
        )
        for row in asked
    )
    Mail.objects.bulk_create(
        Mail(key=f"notification:{row.pk}", notification=row, to=around.email) for row in news
    )


def _talks(around: User, people: list[User]) -> None:
    """A conversation with each, and one of them long."""
    talks = Conversation.objects.bulk_create(
        Conversation(low_id=min(around.pk, user.pk), high_id=max(around.pk, user.pk), last_number=1)
        for user in people
    )
    Participant.objects.bulk_create(
        Participant(conversation=talk, user_id=user)
        for talk in talks
        for user in (talk.low_id, talk.high_id)
    )
    now = timezone.now()
    counts = [1 if talk is not talks[0] else len(people) for talk in talks]
    Message.objects.bulk_create(
        Message(
            conversation=talk,
            number=number,
            sender_id=talk.other_than(around.pk),
            client_id=uuid.uuid4(),
            text=f"Hello. #{EVERYBODYS}",
            sent_at=now - timedelta(minutes=count - number),
        )
        for talk, count in zip(talks, counts, strict=True)
        for number in range(1, count + 1)
    )
    Conversation.objects.filter(pk=talks[0].pk).update(last_number=len(people))


def _first_contacts(around: User, people: list[User]) -> None:
    """Each writes to her for the first time, and waits."""
    talks = Conversation.objects.bulk_create(
        Conversation(low_id=min(around.pk, user.pk), high_id=max(around.pk, user.pk), last_number=1)
        for user in people
    )
    Participant.objects.bulk_create(
        Participant(conversation=talk, user_id=pk, welcomes=pk != around.pk)
        for talk in talks
        for pk in (talk.low_id, talk.high_id)
    )
    Message.objects.bulk_create(
        Message(
            conversation=talk,
            number=1,
            sender_id=talk.other_than(around.pk),
            client_id=uuid.uuid4(),
            text=f"One question. #{EVERYBODYS}",
        )
        for talk in talks
    )


def _group(around: User, people: list[User]) -> None:
    """One group of hers that holds them all, and one of each of a few that asks her in."""
    club, _created = Conversation.objects.get_or_create(name="Everybody", maker=around)
    Participant.objects.get_or_create(conversation=club, user=around)
    Participant.objects.bulk_create(Participant(conversation=club, user=user) for user in people)
    number = club.last_number + 1
    Message.objects.create(
        conversation=club,
        number=number,
        sender=people[0],
        client_id=uuid.uuid4(),
        text=f"Good morning. #{EVERYBODYS}",
        sent_at=timezone.now() + timedelta(days=number),  # it stands first in every list
    )
    Conversation.objects.filter(pk=club.pk).update(last_number=number)
    asking = Conversation.objects.bulk_create(
        Conversation(name=f"Group of {user.pk}", maker=user) for user in people[:FEWER]
    )
    Participant.objects.bulk_create(
        Participant(conversation=group, user_id=group.maker_id) for group in asking
    )
    Participant.objects.bulk_create(
        Participant(conversation=group, user=around, invited_by_id=group.maker_id, joined_at=None)
        for group in asking
    )


def _suggestions(around: User, people: list[User]) -> None:
    """Every other one is suggested, and the rest were "not for me"."""
    now, first = timezone.now(), Suggestion.objects.filter(mentee=around).count() + 1
    Suggestion.objects.bulk_create(
        Suggestion(mentee=around, mentor=user, rank=rank, score=1 / rank, made_at=now)
        for rank, user in enumerate(people[::2], start=first)
    )
    Verdict.objects.bulk_create(
        Verdict(mentee=around, mentor=user, said=SaidOf.DISMISSED) for user in people[1::2]
    )


def _peers(around: User, people: list[User]) -> None:
    """Half of them want to meet people like them, as she does; of those she set some aside."""
    _hashtags(people)
    Profile.objects.filter(user__in=[around, *people[::2]]).update(meets_peers=True)
    PeerDismissal.objects.bulk_create(
        PeerDismissal(holder=around, peer=user) for user in people[2::4]
    )
