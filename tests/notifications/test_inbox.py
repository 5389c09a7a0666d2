"""The list of news: what may be told now, and nothing that may not, also in the counts."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from notifications.models import Notification
from profiles import actions as people
from profiles.models import User
from relationships import actions
from relationships.models import MentorshipRequest
from tests.acting import bare, post
from tests.conftest import SignIn
from tests.factories import MemberFactory
from tests.relationships.arrange import request_of

pytestmark = pytest.mark.django_db


def text_of(response: Any) -> str:
    return response.content.decode()


@pytest.fixture
def news(member: User, mentor: User) -> Notification:
    """What tells Nadia of Ana's request."""
    request_of(member, mentor)
    return Notification.objects.get()


def unread(response: Any) -> int:
    return int(response.context["nav_counts"]["news"])


def test_the_newest_stands_first_and_unread_is_marked(
    news: Notification, mentor: User, sign_in: SignIn
) -> None:
    request_of(MemberFactory.create(name="Ben Osei"), mentor)
    page = sign_in(mentor).get("/notifications/")
    assert text_of(page).index("Ben Osei") < text_of(page).index("Ana Duarte asks you")
    assert text_of(page).count('<li class="unread">') == 2
    assert unread(page) == 2


def test_opening_one_reads_it_and_leads_to_the_thing(
    news: Notification, mentor: User, sign_in: SignIn
) -> None:
    client, url = sign_in(mentor), news.get_absolute_url()
    client.head(url)
    assert Notification.objects.unread().count() == 1
    answer = client.get(url)
    assert answer.headers["Location"] == MentorshipRequest.objects.get().get_absolute_url()
    first = Notification.objects.get().read_at
    client.get(url)
    assert Notification.objects.get().read_at == first
    assert unread(client.get("/notifications/")) == 0


def test_all_are_read_with_one_press_and_only_ones_own(
    news: Notification, member: User, mentor: User, sign_in: SignIn
) -> None:
    actions.decline(by=mentor, request=MentorshipRequest.objects.get())
    request_of(MemberFactory.create(), mentor)
    client = sign_in(mentor)
    assert client.get("/notifications/read/").status_code == 405
    post(client, "/notifications/read/")
    assert unread(client.get("/notifications/")) == 0
    assert unread(sign_in(member).get("/notifications/")) == 1


def test_anybody_elses_is_not_there(news: Notification, member: User, sign_in: SignIn) -> None:
    client, unknown = sign_in(member), uuid.uuid4()
    nothing = bare(client.get(f"/notifications/{unknown}/"), unknown)
    assert nothing[0] == 404
    assert bare(client.get(news.get_absolute_url()), news.public_id) == nothing
    assert Notification.objects.get().read_at is None


@pytest.mark.parametrize("what", ["they blocked", "I blocked", "suspended", "gone"])
def test_what_may_not_be_told_vanishes_also_from_the_count(
    news: Notification, member: User, mentor: User, sign_in: SignIn, what: str
) -> None:
    request_of(MemberFactory.create(name="Ben Osei"), mentor)
    client = sign_in(mentor)
    assert unread(client.get("/notifications/")) == 2
    if what == "they blocked":
        people.block(by=member, person=mentor)
    elif what == "I blocked":
        people.block(by=mentor, person=member)
    elif what == "suspended":
        User.objects.filter(pk=member.pk).update(suspended_at=timezone.now())
    else:
        User.objects.filter(pk=member.pk).update(is_active=False)
    page = client.get("/notifications/")
    assert "Ana Duarte" not in text_of(page)
    assert "Ben Osei" in text_of(page)
    assert unread(page) == 1
    assert len(page.context["news"]) == len(page.context["page"].rows) == 1
    assert client.get(news.get_absolute_url()).status_code == 404


def test_answering_reads_the_news_of_the_request(
    news: Notification, mentor: User, sign_in: SignIn
) -> None:
    actions.decline(by=mentor, request=MentorshipRequest.objects.get())
    assert unread(sign_in(mentor).get("/notifications/")) == 0


def test_a_pause_that_ends_by_itself_is_told(
    mentor: User, sign_in: SignIn, django_capture_on_commit_callbacks: Any
) -> None:
    mentor.availability.status = "paused"
    mentor.availability.paused_until = timezone.localdate() - timedelta(days=1)
    mentor.availability.save()
    with django_capture_on_commit_callbacks(execute=True):
        people.end_pauses()
    page = text_of(sign_in(mentor).get("/notifications/"))
    assert "Your pause is over: people can ask you again" in page


def test_signed_out_it_leads_to_the_sign_in(news: Notification, client: Any) -> None:
    for url in ("/notifications/", news.get_absolute_url()):
        assert client.get(url).headers["Location"].startswith("/accounts/login/?next=")
