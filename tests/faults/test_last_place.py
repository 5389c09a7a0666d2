"""The last place: however many accepts arrive at once, one is taken and the others are told so.

Two guards stand one behind the other: the lock on the mentor's seats, and the CHECK constraint.
Either alone must hold. The control takes out both, and then the very same count must be wrong.
"""

import threading
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest import mock

import pytest
from django.db import connection, models
from django.test import Client

from profiles.models import Availability, User
from relationships.actions import answering
from relationships.models import MentorshipRequest, Relationship, RequestState
from safety.models import SpentKey
from tests.conftest import SignIn
from tests.factories import MemberFactory, MentorFactory
from tests.races import race
from tests.relationships.arrange import request_of

pytestmark = pytest.mark.django_db(transaction=True)

SEATS = next(
    constraint
    for constraint in Availability._meta.constraints
    if constraint.name == answering.SEATS_CHECK
)


@pytest.fixture(autouse=True)
def nobody_rings() -> Iterator[None]:
    """No worker is told of these transactions."""
    with mock.patch("safety.doorbell._queue"):
        yield


def waiting_for_one_seat(people: int) -> tuple[User, list[MentorshipRequest]]:
    """A mentor with one seat, and as many requests as there are people."""
    mentor = MentorFactory.create(name="Nadia Aziz", seats=1)
    mentees = [MemberFactory.create(name=f"Asker {number}") for number in range(people)]
    return mentor, [request_of(mentee, mentor) for mentee in mentees]


def accept_all(mentor: User, asks: list[MentorshipRequest], sign_in: SignIn) -> list[int]:
    """Press Accept on every request at once, over HTTP; the status of each answer."""
    client = sign_in(mentor)

    def press(ask: MentorshipRequest) -> int:
        own = Client()
        own.cookies = client.cookies.copy()
        answer = own.post(
            f"/requests/{ask.public_id}/accept/", {"idempotency_key": str(uuid.uuid4())}
        )
        return int(answer.status_code)

    statuses = race([lambda ask=ask: press(ask) for ask in asks])
    assert all(isinstance(status, int) for status in statuses), statuses
    return statuses


def assert_one_was_taken(mentor: User, asks: list[MentorshipRequest], statuses: list[int]) -> None:
    """The count that the control must find wrong."""
    seats = Availability.objects.get(user=mentor)
    taken = Relationship.objects.active().filter(mentor=mentor).count()
    assert (seats.seats_taken, taken) == (1, 1)
    assert sorted(statuses) == [302] + [409] * (len(asks) - 1)
    assert MentorshipRequest.objects.filter(state=RequestState.ACCEPTED).count() == 1
    assert MentorshipRequest.objects.open().count() == len(asks) - 1


@contextmanager
def lock_taken_out(people: int) -> Iterator[None]:
    """Seats are read without a lock, and everybody has read them before anybody writes."""
    all_have_read = threading.Barrier(people)

    def look_only(*people: User) -> dict[int, Availability]:
        rows = {row.user_id: row for row in Availability.objects.filter(user__in=people)}
        all_have_read.wait(30)
        return rows

    with mock.patch.object(answering, "hold", look_only):
        yield


@contextmanager
def constraint_taken_out() -> Iterator[None]:
    """The database no longer refuses a seat too many."""
    with connection.schema_editor() as editor:
        editor.remove_constraint(Availability, SEATS)
    try:
        yield
    finally:
        Availability.objects.update(seats_taken=0)
        with connection.schema_editor() as editor:
            editor.add_constraint(Availability, SEATS)


@pytest.mark.parametrize("people", [2, 10, 50])
def test_one_place_is_taken_once(people: int, sign_in: SignIn) -> None:
    mentor, asks = waiting_for_one_seat(people)
    assert_one_was_taken(mentor, asks, accept_all(mentor, asks, sign_in))


def test_the_lock_alone_holds(sign_in: SignIn) -> None:
    mentor, asks = waiting_for_one_seat(10)
    with constraint_taken_out():
        assert_one_was_taken(mentor, asks, accept_all(mentor, asks, sign_in))


def test_the_constraint_alone_holds(sign_in: SignIn) -> None:
    mentor, asks = waiting_for_one_seat(10)
    with lock_taken_out(10):
        assert_one_was_taken(mentor, asks, accept_all(mentor, asks, sign_in))


@pytest.mark.parametrize("people", [2, 10])
def test_control_without_lock_and_constraint_the_same_count_is_wrong(
    people: int, sign_in: SignIn
) -> None:
    mentor, asks = waiting_for_one_seat(people)
    with ExitStack() as out:
        out.enter_context(constraint_taken_out())
        out.enter_context(lock_taken_out(people))
        statuses = accept_all(mentor, asks, sign_in)
        with pytest.raises(AssertionError):
            assert_one_was_taken(mentor, asks, statuses)
        assert Availability.objects.get(user=mentor).seats_taken == people


def test_one_request_accepted_fifty_times_at_once_is_one_mentorship(sign_in: SignIn) -> None:
    mentor, asks = waiting_for_one_seat(1)
    statuses = accept_all(mentor, asks * 50, sign_in)
    assert sorted(statuses) == [302] + [409] * 49
    assert Relationship.objects.filter(mentor=mentor).count() == 1
    assert Availability.objects.get(user=mentor).seats_taken == 1


def test_one_form_sent_ten_times_at_once_is_done_once(sign_in: SignIn) -> None:
    mentor, [ask] = waiting_for_one_seat(1)
    client = sign_in(mentor)
    key = str(uuid.uuid4())

    def press() -> tuple[int, str]:
        own = Client()
        own.cookies = client.cookies.copy()
        answer = own.post(f"/requests/{ask.public_id}/accept/", {"idempotency_key": key})
        return answer.status_code, answer.headers.get("Location", "")

    answers = race([press] * 10)
    done = {answer for answer in answers if answer[0] == 302}
    assert len(done) == 1, answers  # the same answer for each that was not told to wait
    assert {status for status, _url in answers} <= {302, 409}
    assert Relationship.objects.count() == 1
    assert SpentKey.objects.filter(key=key).count() == 1


def test_two_mentors_accept_one_mentee_at_once(sign_in: SignIn) -> None:
    """The first yes closes the other request: nobody ends with two by accident."""
    mentee = MemberFactory.create(name="Ana Duarte")
    mentors = [MentorFactory.create(name=f"Mentor {number}") for number in range(3)]
    asks = [request_of(mentee, mentor) for mentor in mentors]
    clients = [sign_in(mentor) for mentor in mentors]

    def press(client: Client, ask: MentorshipRequest) -> int:
        url = f"/requests/{ask.public_id}/accept/"
        return int(client.post(url, {"idempotency_key": str(uuid.uuid4())}).status_code)

    statuses = race(
        [lambda c=client, a=ask: press(c, a) for client, ask in zip(clients, asks, strict=True)]
    )
    assert sorted(statuses) == [302, 409, 409]
    assert Relationship.objects.active().count() == 1
    states = MentorshipRequest.objects.values_list("state", flat=True)
    assert sorted(states) == ["accepted", "closed", "closed"]
    taken = Availability.objects.aggregate(taken=models.Sum("seats_taken"))["taken"]
    assert taken == 1
