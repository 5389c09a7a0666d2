"""Two changes between the same people at the same moment: one after the other, in any order."""

import time
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pytest
from django.conf import settings

from profiles import actions as people
from profiles.models import Availability, Grant, User
from relationships import actions
from relationships.actions import asking
from relationships.errors import NotToBeAsked, TooManyOpenAsks, WrongStep
from relationships.models import MentorshipRequest, Relationship
from tests.factories import MemberFactory, MentorFactory
from tests.races import race
from tests.relationships.arrange import WHY, relationship_of, request_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nobody_rings() -> Iterator[None]:
    """No worker is told of these transactions."""
    with mock.patch("safety.doorbell._queue"):
        yield


def asks(mentee: User, mentors: list[User]) -> list[Callable[[], Any]]:
    return [
        lambda mentor=mentor: actions.ask(by=mentee, mentor=mentor, kind="mentorship", why=WHY)
        for mentor in mentors
    ]


def test_ten_asks_at_once_stay_within_the_limit(member: User) -> None:
    results = race(asks(member, [MentorFactory.create() for _number in range(10)]))
    sent = [result for result in results if isinstance(result, MentorshipRequest)]
    assert len(sent) == settings.MAX_OPEN_ASKS
    refused = [result for result in results if isinstance(result, TooManyOpenAsks)]
    assert len(refused) == 10 - len(sent)
    assert MentorshipRequest.objects.open().count() == settings.MAX_OPEN_ASKS


def test_control_without_the_lock_ten_asks_at_once_are_too_many(
    member: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = asking.why_no_more

    def look_then_wait(mentee: User) -> str:
        sentence = count(mentee)
        time.sleep(0.5)
        return sentence

    def look_only(*persons: User) -> dict[int, Availability]:
        return {row.user_id: row for row in Availability.objects.filter(user__in=persons)}

    monkeypatch.setattr(asking, "why_no_more", look_then_wait)
    monkeypatch.setattr(asking, "hold", look_only)
    monkeypatch.setattr(asking, "hit", lambda **_counted: 1)
    race(asks(member, [MentorFactory.create() for _number in range(10)]))
    assert MentorshipRequest.objects.open().count() > settings.MAX_OPEN_ASKS


def test_the_same_ask_ten_times_at_once_is_one(member: User, mentor: User) -> None:
    results = race(asks(member, [mentor] * 10))
    assert sum(isinstance(result, MentorshipRequest) for result in results) == 1
    assert sum(isinstance(result, NotToBeAsked) for result in results) == 9
    assert MentorshipRequest.objects.count() == Grant.objects.count() == 1


def test_two_who_ask_each_other_at_once_end_with_one_request() -> None:
    one = MentorFactory.create(is_mentee=True)
    other = MentorFactory.create(is_mentee=True)
    results = race([*asks(one, [other]), *asks(other, [one])])
    assert sum(isinstance(result, MentorshipRequest) for result in results) == 1
    assert MentorshipRequest.objects.count() == 1


@pytest.mark.parametrize("round_", range(5))
def test_a_block_and_a_yes_at_once_leave_nothing_between_the_two(
    member: User, mentor: User, round_: int
) -> None:
    ask = request_of(member, mentor)
    results = race(
        [
            lambda: actions.accept(by=mentor, request=ask),
            lambda: people.block(by=member, person=mentor),
        ]
    )
    assert results[1] is None
    assert isinstance(results[0], (Relationship, WrongStep))
    assert not Relationship.objects.active().exists()
    assert not MentorshipRequest.objects.open().exists()
    assert not Grant.objects.exists()
    assert Availability.objects.get(user=mentor).seats_taken == 0


@pytest.mark.parametrize("round_", range(5))
def test_a_block_and_an_ask_at_once_leave_nothing_open(
    member: User, mentor: User, round_: int
) -> None:
    results = race([*asks(member, [mentor]), lambda: people.block(by=mentor, person=member)])
    assert results[1] is None
    assert not MentorshipRequest.objects.open().exists()
    assert not Grant.objects.exists()


def test_an_end_by_both_at_once_frees_one_seat(member: User) -> None:
    mentor = MentorFactory.create(seats=5)
    relationship_of(MemberFactory.create(), mentor)
    made = relationship_of(member, mentor)
    results = race(
        [
            lambda: actions.end(by=member, relationship=made),
            lambda: actions.end(by=mentor, relationship=made),
        ]
    )
    assert sorted(type(result).__name__ for result in results) == ["Relationship", "WrongStep"]
    assert Availability.objects.get(user=mentor).seats_taken == 1


def test_a_withdrawal_and_a_yes_at_once_have_one_winner(member: User, mentor: User) -> None:
    ask = request_of(member, mentor)
    results = race(
        [
            lambda: actions.accept(by=mentor, request=ask),
            lambda: actions.withdraw(by=member, request=ask),
        ]
    )
    assert sum(isinstance(result, WrongStep) for result in results) == 1
    ask.refresh_from_db()
    assert Relationship.objects.count() == (1 if ask.state == "accepted" else 0)
    assert Availability.objects.get(user=mentor).seats_taken == Relationship.objects.count()


def test_everybody_at_once_leaves_seats_and_mentorships_equal() -> None:
    """Accepts, ends, asks, withdrawals and blocks among the same people: no deadlock, and every
    mentor's seats taken are their mentorships that go on."""
    persons = [MentorFactory.create(is_mentee=True, seats=3) for _number in range(6)]
    waiting = [request_of(persons[n], persons[(n + 1) % 6]) for n in range(6)]
    going_on = [
        actions.accept(
            by=persons[(n + 2) % 6], request=request_of(persons[n], persons[(n + 2) % 6])
        )
        for n in (0, 3)
    ]
    calls: list[Callable[[], Any]] = []
    for ask in waiting:
        calls.append(lambda ask=ask: actions.accept(by=ask.mentor, request=ask))
        calls.append(lambda ask=ask: actions.withdraw(by=ask.mentee, request=ask))
    calls += [lambda r=r: actions.end(by=r.mentee, relationship=r) for r in going_on]
    calls += asks(persons[0], persons[3:5]) + asks(persons[4], persons[1:3])
    calls += [
        lambda: people.block(by=persons[2], person=persons[3]),
        lambda: people.block(by=persons[3], person=persons[2]),
        lambda: people.block(by=persons[5], person=persons[0]),
    ]
    results = race(calls)
    odd = [
        result
        for result in results
        if isinstance(result, Exception)
        and type(result).__name__ not in {"WrongStep", "NotToBeAsked", "DoesNotExist"}
    ]
    assert odd == []
    for person in persons:
        taken = Availability.objects.get(user=person).seats_taken
        assert taken == Relationship.objects.active().filter(mentor=person).count()
