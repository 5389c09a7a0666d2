"""The figures on a mentor's card: counted from the requests, never by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format

from profiles.models import Availability, Profile, User
from relationships import actions, tasks
from relationships.models import MentorshipRequest
from tests.conftest import SignIn
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


def test_the_month_of_the_last_answer_is_kept_and_no_day(mentor: User) -> None:
    earlier, later = datetime(2026, 8, 31, 23, 30, tzinfo=UTC), datetime(2026, 9, 2, tzinfo=UTC)
    for moment in (later, earlier):
        ask = asked(mentor, 90)
        actions.decline(by=mentor, request=ask)
        MentorshipRequest.objects.filter(pk=ask.pk).update(decided_at=moment)
    withdrawn = asked(mentor, 1)
    actions.withdraw(by=withdrawn.mentee, request=withdrawn)
    with timezone.override("Pacific/Pago_Pago"):
        actions.recount(mentor=mentor)

    row = Availability.objects.get(user=mentor)
    assert row.last_answer_in == date(2026, 9, 1)
    with pytest.raises(IntegrityError, match="last_answer_is_a_month"), transaction.atomic():
        Availability.objects.filter(user=mentor).update(last_answer_in=date(2026, 9, 2))


def test_others_read_it_on_the_card_from_the_third_answer_on(mentor: User, sign_in: SignIn) -> None:
    client = sign_in(MemberFactory.create())
    page = f"/people/{mentor.public_id}/"
    month = date_format(timezone.now(), "F")
    for told in (False, False, True):
        actions.decline(by=mentor, request=asked(mentor, 2))
        for shown in (page, "/mentors/"):
            assert (f"last answered in {month}" in client.get(shown).content.decode()) is told
