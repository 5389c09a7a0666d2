"""News that a pause has ended: once, and only while it is true."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.models import Mail, Notification
from profiles import actions
from profiles.choices import Status
from profiles.models import Availability, User
from tests.notifications.arrange import word_notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def reopened(mentor: User, django_capture_on_commit_callbacks) -> Notification:
    yesterday = timezone.localdate() - timedelta(days=1)
    Availability.objects.filter(user=mentor).update(status=Status.PAUSED, paused_until=yesterday)
    for _round in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            actions.end_pauses()
    return Notification.objects.get(recipient=mentor)


def test_who_paused_is_open_again_and_told_once(
    sign_in, mentor: User, reopened: Notification
) -> None:
    assert mentor.availability.is_open
    assert Mail.objects.get().notification == reopened
    page = sign_in(mentor).get("/notifications/").content.decode()
    assert "Your pause is over: people can ask you again" in page


def test_who_paused_again_meanwhile_is_told_nothing(mentor: User, reopened: Notification) -> None:
    assert word_notification(reopened) is not None
    Availability.objects.filter(user=mentor).update(status=Status.PAUSED)
    assert word_notification(reopened) is None
