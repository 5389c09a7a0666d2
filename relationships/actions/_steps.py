"""Steps that several actions take; always inside a transaction, with both people held."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from notifications.actions import mark_read_about
from profiles.models import Grant, User
from relationships.errors import WrongStep
from relationships.models import (
    REQUEST_MOVES,
    EndReason,
    MentorshipRequest,
    Relationship,
    RelationshipState,
    RequestState,
)
from relationships.seats import follow_again, free
from safety import audit

REQUEST_RECEIVED = "request_received"
REQUEST_ACCEPTED = "request_accepted"
REQUEST_DECLINED = "request_declined"
REQUEST_WITHDRAWN = "request_withdrawn"
REQUEST_CLOSED = "request_closed"
RELATIONSHIP_ENDED = "relationship_ended"


def hold_requests(which: Q) -> dict[int, MentorshipRequest]:
    """Lock the requests that meet the condition, in order of id, as they are now."""
    rows = (
        MentorshipRequest.objects.select_for_update(no_key=True, of=("self",))
        .select_related("mentee__profile", "mentor__profile")
        .filter(which)
        .order_by("pk")
    )
    return {row.pk: row for row in rows}


def pick(held: dict[int, MentorshipRequest], request: MentorshipRequest) -> MentorshipRequest:
    """The held row of `request`, taken out of `held`. Raises MentorshipRequest.DoesNotExist."""
    try:
        return held.pop(request.pk)
    except KeyError:
        raise MentorshipRequest.DoesNotExist from None


def decide(
    ask: MentorshipRequest,
    state: RequestState,
    *,
    by: User,
    note: str = "",
    reason: EndReason | str = "",
) -> None:
    """Move a held request on, and take back what it let the mentor see. Raises WrongStep."""
    if state not in REQUEST_MOVES[ask.state]:
        raise WrongStep(why_it_is_over(ask))
    ask.state, ask.note, ask.reason, ask.decided_at = state, note, reason, timezone.now()
    ask.save(update_fields=["state", "note", "reason", "decided_at"])
    Grant.objects.filter(source=f"request:{ask.pk}").delete()
    mark_read_about(by=ask.mentor, kind=REQUEST_RECEIVED, request=ask.pk)
    other = ask.mentee if by.pk == ask.mentor_id else ask.mentor
    audit.record(f"request_{state}", by=by, subject=other, about=ask)


def finish(relationship: Relationship, *, by: User) -> None:
    """End a relationship that goes on: the seat is free, and what it let them see is closed."""
    relationship.state = RelationshipState.ENDED
    relationship.ended_at = timezone.now()
    relationship.save(update_fields=["state", "ended_at"])
    free(relationship.mentor)
    Grant.objects.filter(source=f"relationship:{relationship.pk}").delete()
    other = relationship.mentee if by.pk == relationship.mentor_id else relationship.mentor
    audit.record("end_relationship", by=by, subject=other, about=relationship)
    follow_again(relationship.mentee, relationship.mentor)


def why_it_is_over(ask: MentorshipRequest) -> str:
    """What became of a request that waits no more, for whoever came too late."""
    sentences = {
        RequestState.ACCEPTED: _("This request was accepted already. Nothing was changed."),
        RequestState.DECLINED: _("This request was answered already. Nothing was changed."),
        RequestState.WITHDRAWN: _(
            "This request was withdrawn in the meantime. Nothing was changed."
        ),
    }
    return sentences.get(
        RequestState(ask.state), _("This request is closed by now. Nothing was changed.")
    )
