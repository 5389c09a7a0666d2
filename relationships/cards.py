"""What pages show of requests and relationships: each row with the person on the other side."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from messaging.people import Person, people_beside
from profiles.models import User

from .models import (
    EndReason,
    MentorshipRequest,
    Relationship,
    RelationshipState,
    RequestState,
)

NOBODY = Person(name="")


@dataclass(frozen=True)
class RequestLine:
    """One request in a list."""

    request: MentorshipRequest
    person: Person
    is_mentor: bool
    state: str
    look: str


@dataclass(frozen=True)
class RelationshipLine:
    """One relationship in a list."""

    relationship: Relationship
    person: Person
    is_mentor: bool
    is_active: bool


def request_lines(viewer: User, rows: Iterable[MentorshipRequest]) -> list[RequestLine]:
    """Each request with the other person; one query for all."""
    rows = list(rows)
    others = {row.pk: _other(row, viewer) for row in rows}
    people = people_beside(viewer, others.values())
    return [
        RequestLine(
            request=row,
            person=people.get(others[row.pk], NOBODY),
            is_mentor=row.mentor_id == viewer.pk,
            state=state_in_words(row, viewer),
            look=_look(row, viewer),
        )
        for row in rows
    ]


def relationship_lines(viewer: User, rows: Iterable[Relationship]) -> list[RelationshipLine]:
    """Each relationship with the other person; one query for all."""
    rows = list(rows)
    others = {row.pk: _other(row, viewer) for row in rows}
    people = people_beside(viewer, others.values())
    return [
        RelationshipLine(
            relationship=row,
            person=people.get(others[row.pk], NOBODY),
            is_mentor=row.mentor_id == viewer.pk,
            is_active=row.state == RelationshipState.ACTIVE,
        )
        for row in rows
    ]


def state_in_words(ask: MentorshipRequest, viewer: User) -> str:
    """Where a request stands, as this one of the two would say it."""
    if ask.state == RequestState.OPEN:
        return _("waits for you") if ask.mentor_id == viewer.pk else _("sent, no answer yet")
    if ask.state == RequestState.CLOSED and ask.reason == EndReason.FOUND_SOMEONE:
        return _("found someone") if ask.mentor_id == viewer.pk else _("you found someone")
    return {
        RequestState.ACCEPTED: _("accepted"),
        RequestState.DECLINED: _("not now"),
        RequestState.WITHDRAWN: _("taken back"),
    }.get(RequestState(ask.state), _("closed"))


def reason_in_words(ask: MentorshipRequest) -> str:
    """What the mentor gave as a reason, as the asker reads it; "" when none was given."""
    words: dict[str, str] = {
        EndReason.NO_TIME: _("They have no time for it right now."),
        EndReason.NOT_MY_FIELD: _("They feel they are not the right person for this."),
        EndReason.CARRYING_ENOUGH: _("They carry as many people as they can do well."),
        EndReason.ELSEWHERE: _("They think somebody else could help you more."),
    }
    return words.get(ask.reason, "")


def _look(ask: MentorshipRequest, viewer: User) -> str:
    if ask.state == RequestState.ACCEPTED:
        return "open"
    if ask.state == RequestState.OPEN and ask.mentor_id == viewer.pk:
        return "warn"
    return ""


def _other(row: MentorshipRequest | Relationship, viewer: User) -> int:
    return row.mentee_id if row.mentor_id == viewer.pk else row.mentor_id
