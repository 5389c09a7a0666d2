"""What every page shows in its frame: the figures beside the navigation, and the demo's link."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import timezone

from mentorship.context_processors import kindred
from profiles.models import User
from relationships import actions
from safety import actions as safety
from tests.conftest import SignIn
from tests.factories import MemberFactory
from tests.relationships.arrange import request_of

pytestmark = pytest.mark.django_db
NOTHING = {"messages": 0, "requests": 0, "news": 0, "cases": 0}


def counts(user: object) -> dict[str, int]:
    request = RequestFactory().get("/")
    request.user = user
    return dict(kindred(request)["nav_counts"])


def test_nobody_has_nothing(member: User) -> None:
    assert counts(AnonymousUser()) == NOTHING
    assert counts(member) == NOTHING
    assert dict(kindred(RequestFactory().get("/"))["nav_counts"]) == NOTHING  # before anybody


def test_figures_follow_what_happens(member: User, mentor: User) -> None:
    ask = request_of(member, mentor)
    assert counts(mentor) == NOTHING | {"requests": 1, "news": 1}
    assert counts(member) == NOTHING
    actions.accept(by=mentor, request=ask)
    assert counts(mentor)["requests"] == 0
    assert counts(member)["news"] == 1


def test_whom_one_may_not_know_is_in_no_figure(mentor: User) -> None:
    one, other = MemberFactory.create(name="One"), MemberFactory.create(name="Other")
    for user in (one, other):
        request_of(user, mentor)
    assert counts(mentor) == NOTHING | {"requests": 2, "news": 2}
    User.objects.filter(pk=one.pk).update(suspended_at=timezone.now())
    assert counts(mentor) == NOTHING | {"requests": 1, "news": 1}
    safety.block(by=other, person=mentor)
    assert counts(mentor) == NOTHING


def test_nothing_is_counted_before_it_is_asked_for(
    member: User, django_assert_num_queries: object
) -> None:
    request = RequestFactory().get("/")
    request.user = member
    with django_assert_num_queries(0):
        told = kindred(request)["nav_counts"]
    with django_assert_num_queries(1):
        assert told["news"] == told["requests"] == 0


def test_the_way_to_the_outbox_stands_in_the_demo_alone(
    sign_in: SignIn, member: User, settings: SimpleNamespace
) -> None:
    client = sign_in(member)
    assert "/outbox/" in client.get("/settings/").content.decode()
    settings.DEMO = False
    assert "/outbox/" not in client.get("/settings/").content.decode()
