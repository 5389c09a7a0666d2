"""A mentor's answer: yes, or not now."""

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from messaging.actions import open_conversation
from notifications.actions import notify
from profiles.choices import Kind
from profiles.models import Availability, Grant, User
from profiles.querysets import in_good_standing
from relationships.errors import NoSeatLeft, WrongStep
from relationships.models import (
    EndReason,
    MentorshipRequest,
    Relationship,
    RequestState,
)
from relationships.querysets import between
from relationships.seats import constraint_of, count_answers, follow_again, hold, take
from safety import audit

from ._steps import (
    REQUEST_ACCEPTED,
    REQUEST_CLOSED,
    REQUEST_DECLINED,
    decide,
    hold_requests,
    pick,
)

SEATS_CHECK = "seats_never_exceeded"


def accept(*, by: User, request: MentorshipRequest, note: str = "") -> Relationship:
    """Say yes: a seat is taken, the relationship made, the conversation opened, the mentee told.

    Her other open requests close, and those mentors are told that she found someone; one talk
    leaves them open. Raises NoSeatLeft, or WrongStep when the request waits no more.
    """
    try:
        with transaction.atomic():
            return _accept(by, request, note)
    except IntegrityError as error:
        # The last guard, should a lock ever be missing: the seats' CHECK, the pair's uniqueness.
        if constraint_of(error) == SEATS_CHECK:
            raise NoSeatLeft(_no_seat(Availability.objects.get(user=by))) from error
        raise WrongStep(_("You two work together already. Nothing was changed.")) from error


def _accept(by: User, request: MentorshipRequest, note: str) -> Relationship:
    places = hold(request.mentee, by)[by.pk]
    hers = Q(mentee=request.mentee, state=RequestState.OPEN)
    his = Q(mentee=by, mentor=request.mentee, state=RequestState.OPEN)
    held = hold_requests(Q(pk=request.pk, mentor=by) | hers | his)
    fresh = pick(held, request)
    decide(fresh, RequestState.ACCEPTED, by=by, note=note)
    if not User.objects.filter(in_good_standing(""), pk=fresh.mentee_id).exists():
        raise WrongStep(_("This request is closed by now. Nothing was changed."))
    if Relationship.objects.active().filter(between(fresh.mentee, by)).exists():
        raise WrongStep(_("You two work together already. Nothing was changed."))
    if not places.seats_left:
        raise NoSeatLeft(_no_seat(places))
    take(by)
    made = Relationship.objects.create(
        request=fresh, mentee=fresh.mentee, mentor=by, kind=fresh.kind
    )
    source = f"relationship:{made.pk}"
    Grant.objects.create(owner=fresh.mentee, viewer=by, source=source)
    Grant.objects.create(owner=by, viewer=fresh.mentee, source=source)
    audit.record("start_relationship", by=by, subject=fresh.mentee, about=made, kind=made.kind)
    _close_others(fresh, held)
    count_answers(by)
    follow_again(fresh.mentee, by)
    open_conversation(between=(fresh.mentee, by), by=by)
    notify(
        kind=REQUEST_ACCEPTED,
        recipient=fresh.mentee,
        actor=by,
        key=f"request:{fresh.pk}:accepted",
        about={"request": fresh.pk, "relationship": made.pk},
    )
    return made


def _close_others(accepted: MentorshipRequest, held: dict[int, MentorshipRequest]) -> None:
    """What else waits, and waits for nothing now: her other requests, and his own to her."""
    for ask in held.values():
        if ask.mentee_id != accepted.mentee_id:
            decide(ask, RequestState.CLOSED, by=accepted.mentor)
        elif accepted.kind != Kind.TALK:
            decide(
                ask,
                RequestState.CLOSED,
                by=accepted.mentee,
                reason=EndReason.FOUND_SOMEONE,
            )
            notify(
                kind=REQUEST_CLOSED,
                recipient=ask.mentor,
                actor=ask.mentee,
                key=f"request:{ask.pk}:closed",
                about={"request": ask.pk},
            )


@transaction.atomic
def decline(
    *, by: User, request: MentorshipRequest, reason: str = "", note: str = ""
) -> MentorshipRequest:
    """Say "not now", with or without a reason and a line. Raises WrongStep."""
    hold(request.mentee, by)
    fresh = pick(hold_requests(Q(pk=request.pk, mentor=by)), request)
    decide(fresh, RequestState.DECLINED, by=by, note=note, reason=reason)
    count_answers(by)
    follow_again(fresh.mentee, by)
    notify(
        kind=REQUEST_DECLINED,
        recipient=fresh.mentee,
        actor=by,
        key=f"request:{fresh.pk}:declined",
        about={"request": fresh.pk},
    )
    return fresh


def _no_seat(places: Availability) -> str:
    return ngettext(
        "Your %(seats)d place is taken, so this could not be accepted. The request still waits: "
        "add a place, or answer “not now”.",
        "Your %(seats)d places are all taken, so this could not be accepted. The request still "
        "waits: add a place, or answer “not now”.",
        places.seats,
    ) % {"seats": places.seats}
