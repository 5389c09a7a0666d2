"""The figures on a mentor's card: counted from the requests, never by hand."""

from datetime import timedelta

import pytest
from django.utils import timezone

from profiles.models import Availability, Profile, User
from relationships import actions, tasks
from relationships.models import MentorshipRequest
from tests.factories import MemberFactory
from tests.relationships.arrange import request_of

pytestmark = pytest.mark.django_db


def figures(mentor: User) -> tuple[int, int, int, int | None]:
    row = Availability.objects.get(user=mentor)
    return row.asked, row.answered, row.accepted, row.answer_days


def asked(mentor: User, days_ago: float) -> MentorshipRequest:
    return request_of(MemberFactory.create(), mentor, days_ago=days_ago)


def test_nobody_asked_is_no_figure(mentor: User) -> None:
    actions.recount(mentor=mentor)
    assert figures(mentor) == (0, 0, 0, None)


def test_an_answer_within_the_hour_counts_as_one_day(mentor: User) -> None:
    actions.decline(by=mentor, request=asked(mentor, 0.01))
    assert figures(mentor) == (1, 1, 0, 1)


def test_yes_and_not_now_both_are_answers_and_the_usual_time_is_the_median(mentor: User) -> None:
    actions.accept(by=mentor, request=asked(mentor, 1.5))
    actions.decline(by=mentor, request=asked(mentor, 3.2))
    actions.decline(by=mentor, request=asked(mentor, 40))
    assert figures(mentor) == (3, 3, 1, 4)


def test_a_request_left_for_two_weeks_counts_as_asked_and_a_younger_one_not(mentor: User) -> None:
    asked(mentor, 15)
    asked(mentor, 13)
    tasks.count_answers()
    assert figures(mentor) == (1, 0, 0, None)


def test_one_taken_back_after_two_weeks_was_left_and_one_at_once_was_not(mentor: User) -> None:
    for days in (20, 1):
        ask = asked(mentor, days)
        actions.withdraw(by=ask.mentee, request=ask)
    tasks.count_answers()
    assert figures(mentor) == (1, 0, 0, None)


def test_the_alarm_clock_may_ring_twice_and_tells_matching_once(mentor: User) -> None:
    asked(mentor, 15)
    tasks.count_answers()
    Profile.objects.update(changed_at=timezone.now() - timedelta(days=1))
    before = Profile.objects.get(user=mentor).changed_at
    tasks.count_answers()
    assert figures(mentor) == (1, 0, 0, None)
    assert Profile.objects.get(user=mentor).changed_at == before
