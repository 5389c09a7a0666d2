"""A reporter takes her report back in the moment in which a moderator takes its case: one of
the two is done, and the other is told so."""

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import pytest

from profiles.models import User
from safety import cases, decisions
from safety.choices import CaseState
from safety.errors import Refused
from safety.models import Case, Report
from tests.factories import MemberFactory, MentorFactory, ModeratorFactory
from tests.races import race
from tests.safety.test_cases import report

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nobody_rings() -> Iterator[None]:
    """No worker is told of these transactions."""
    with mock.patch("safety.doorbell._queue"):
        yield


def take_and_take_back() -> list[Any]:
    """Both at once; what became of the two."""
    member: User = MemberFactory.create()
    moderator: User = ModeratorFactory.create()
    sent = report(member, MentorFactory.create())
    return race(
        [
            lambda: decisions.take(by=moderator, case=sent.case),
            lambda: cases.take_back(by=member, public_id=sent.public_id),
        ]
    )


def assert_one_of_the_two(taken: Any, taken_back: Any) -> None:
    """What the control must find wrong."""
    if isinstance(taken, Case):
        assert isinstance(taken_back, Refused)
        assert Report.objects.get().case.state == CaseState.READ
    else:
        assert isinstance(taken, Case.DoesNotExist)
        assert isinstance(taken_back, Report)
        assert not Case.objects.exists()


@contextmanager
def lock_taken_out() -> Iterator[None]:
    """The case is looked at without a lock, and a moderator takes it right after."""
    has_looked, is_taken = threading.Event(), threading.Event()
    take = decisions.take

    def look_only(_by: User, public_id: uuid.UUID) -> tuple[Report, Case]:
        report = Report.objects.select_related("case").get(public_id=public_id)
        has_looked.set()
        is_taken.wait(30)
        return report, report.case

    def take_after(**what: Any) -> Case:
        has_looked.wait(30)
        taken = take(**what)
        is_taken.set()
        return taken

    with (
        mock.patch.object(cases, "_hold_own", look_only),
        mock.patch.object(decisions, "take", take_after),
    ):
        yield


def test_one_of_the_two_is_done() -> None:
    for _time in range(5):
        assert_one_of_the_two(*take_and_take_back())
        Case.objects.all().delete()


def test_control_without_the_lock_both_are() -> None:
    with lock_taken_out():
        results = take_and_take_back()
    with pytest.raises(AssertionError):
        assert_one_of_the_two(*results)
