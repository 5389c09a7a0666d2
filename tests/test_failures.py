"""When something breaks: a plain page with an id of its own, no trace, and nothing let through."""

import re

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError
from django.test import Client
from kombu.exceptions import ContentDisallowed
from kombu.serialization import dumps, loads, prepare_accept_content

from mentorship import views
from mentorship.celery import app
from profiles.models import User

ACCEPTED = prepare_accept_content(app.conf.accept_content)  # as the worker asks
pytestmark = pytest.mark.django_db


@pytest.fixture
def broken(member: User, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Somebody signed in for whom home fails."""

    def fails(*args: object) -> None:
        raise RuntimeError("the inside of the machine")

    monkeypatch.setattr(views, "front_page", fails)
    client = Client(raise_request_exception=False)
    client.force_login(member, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_failure_is_a_plain_page_with_an_id_that_the_log_knows(
    broken: Client, caplog: pytest.LogCaptureFixture
) -> None:
    answer = broken.get("/home/")
    page = answer.content.decode()

    assert answer.status_code == 500
    assert "inside of the machine" not in page
    assert "Traceback" not in page
    assert "RuntimeError" not in page
    reference = re.search(r"\b[0-9a-f]{8}\b", page)
    assert reference, page
    assert f"failure shown as {reference[0]}" in caplog.text


def test_each_failure_has_an_id_of_its_own(broken: Client) -> None:
    pages = [broken.get("/home/").content for _ in range(2)]
    assert pages[0] != pages[1]


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError, DatabaseError])
def test_a_database_that_is_away_is_a_pause_and_no_failure(
    broken: Client, monkeypatch: pytest.MonkeyPatch, kind: type[Exception]
) -> None:
    def away(*args: object) -> None:
        raise kind("server closed the connection unexpectedly")

    monkeypatch.setattr(views, "front_page", away)
    answer = broken.get("/home/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "resting for a moment" in answer.content.decode()


def test_other_words_of_the_database_are_failures(
    broken: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*args: object) -> None:
        raise ProgrammingError("no such column")

    monkeypatch.setattr(views, "front_page", wrong)
    assert broken.get("/home/").status_code == 500


def test_a_pickle_on_the_broker_is_refused() -> None:
    content_type, encoding, body = dumps({"a": 1}, serializer="pickle")
    with pytest.raises(ContentDisallowed):
        loads(body, content_type, encoding, accept=ACCEPTED)


def test_json_on_the_broker_is_read() -> None:
    content_type, encoding, body = dumps([1, 2], serializer="json")
    assert loads(body, content_type, encoding, accept=ACCEPTED) == [1, 2]
