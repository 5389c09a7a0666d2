"""The link in a request's mail: it opens a page, for one mentor, and never answers by itself."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from notifications.models import Notification
from profiles import actions as people
from profiles.models import User
from relationships import actions, links
from relationships.models import MentorshipRequest, Relationship
from tests.acting import bare, post
from tests.conftest import SignIn
from tests.factories import MentorFactory
from tests.notifications.arrange import word_notification
from tests.relationships.arrange import WHY, request_of

pytestmark = pytest.mark.django_db


def text_of(response: Any) -> str:
    return response.content.decode()


@pytest.fixture
def ask(member: User, mentor: User) -> MentorshipRequest:
    return request_of(member, mentor)


def test_the_mail_offers_yes_and_not_now_and_holds_nothing_private(
    ask: MentorshipRequest, mentor: User
) -> None:
    words = word_notification(Notification.objects.get(recipient=mentor))
    assert words is not None
    subject, text, html = words
    assert subject == "Ana Duarte asks you for mentorship"
    for body in (text, html):
        assert "/requests/answer/" in body
        assert "say=yes" in body
        assert "say=not-now" in body
        assert WHY not in body
        assert "&#x27;" not in text


def test_the_link_opens_a_page_that_asks_once_more(
    ask: MentorshipRequest, mentor: User, sign_in: SignIn
) -> None:
    client = sign_in(mentor)
    yes = client.get(links.answer_path(ask, say=links.YES))
    assert yes.status_code == 200
    assert WHY in text_of(yes)
    assert f'action="/requests/{ask.public_id}/accept/"' in text_of(yes)
    not_now = client.get(links.answer_path(ask, say=links.NOT_NOW))
    assert f'action="/requests/{ask.public_id}/decline/"' in text_of(not_now)
    assert post(client, f"/requests/{ask.public_id}/accept/").status_code == 302
    assert Relationship.objects.count() == 1


def test_mail_scanners_fetch_it_as_often_as_they_like(
    ask: MentorshipRequest, mentor: User, sign_in: SignIn
) -> None:
    before = MentorshipRequest.objects.values().get()
    news = list(Notification.objects.values())
    for client in (Client(), sign_in(mentor)):
        for say in (links.YES, links.NOT_NOW):
            for _time in range(3):
                client.get(links.answer_path(ask, say=say))
                client.head(links.answer_path(ask, say=say))
                client.options(links.answer_path(ask, say=say))
    assert MentorshipRequest.objects.values().get() == before
    assert list(Notification.objects.values()) == news
    assert not Relationship.objects.exists()


def test_signed_out_it_leads_to_the_sign_in_and_back(ask: MentorshipRequest) -> None:
    path = links.answer_path(ask, say=links.YES)
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/?next=/requests/answer/")


def test_a_forwarded_link_is_nothing_to_anybody_else(
    ask: MentorshipRequest, member: User, sign_in: SignIn
) -> None:
    path = links.answer_path(ask, say=links.YES)
    for person in (member, MentorFactory.create()):
        client = sign_in(person)
        nothing = bare(client.get("/requests/answer/not-a-token/?say=yes"))
        assert nothing[0] == 404
        assert bare(client.get(path)) == nothing


def test_a_link_that_somebody_changed_opens_nothing(
    ask: MentorshipRequest, mentor: User, sign_in: SignIn
) -> None:
    client = sign_in(mentor)
    token = links.answer_path(ask, say=links.YES).split("/")[3]
    other = links._signer.sign("not an id")
    for made_up in (token[:-1] + ("A" if token[-1] != "A" else "B"), token[1:], other, "a:b:c"):
        assert client.get(f"/requests/answer/{made_up}/").status_code == 404


def test_a_link_runs_out_and_then_leads_to_the_request(
    ask: MentorshipRequest, mentor: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = links.answer_path(ask, say=links.YES)
    monkeypatch.setattr(links, "LINK_AGE", timedelta(seconds=-1))
    answer = sign_in(mentor).get(path)
    assert (answer.status_code, answer.headers["Location"]) == (302, ask.get_absolute_url())


def test_after_an_answer_or_a_block_the_link_tells_no_more_than_the_page(
    ask: MentorshipRequest, mentor: User, member: User, sign_in: SignIn
) -> None:
    path, client = links.answer_path(ask, say=links.YES), sign_in(mentor)
    actions.withdraw(by=member, request=ask)
    assert client.get(path).headers["Location"] == ask.get_absolute_url()
    people.block(by=member, person=mentor)
    assert client.get(path).status_code == 404
    assert client.get(f"/requests/{uuid.uuid4()}/").status_code == 404


def test_a_link_carries_ids_and_no_secret(ask: MentorshipRequest, mentor: User) -> None:
    token = links.answer_path(ask, say=links.YES).split("/")[3]
    value = token.split(":")[0]
    assert value == f"{ask.public_id.hex}{mentor.public_id.hex}"
    assert links.read_link(token) == links.AnswerLink(ask.public_id, mentor.public_id)
