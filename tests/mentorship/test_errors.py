"""Pages for what went wrong: what happened, what was kept, what to do next."""

from unittest import mock

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.test import Client

from mentorship import views
from profiles.models import User
from tests.acting import bare
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db
STRANGE = [
    "/nothing/here/",
    "/people/not-an-id/",
    "/people/00000000-0000-4000-8000-000000000000",
    "/%00/",
    "/people/%00/",
    "/tags/%00%00/",
    "/tags/%2e%2e/",
    "/tags/%ff%fe/",
    "/tags/..%2f..%2fetc/",
    "/welcome/99999999999999999999/",
    "/requests/answer/%00/",
    "/%E2%80%AE/",
    "/" + "a" * 5000 + "/",
    "/home/../settings.py",
    "/static/../manage.py",
    "/static/%00",
]


@pytest.mark.parametrize("path", STRANGE)
def test_a_strange_address_is_answered_plainly(sign_in: SignIn, member: User, path: str) -> None:
    for client in (Client(raise_request_exception=False), sign_in(member)):
        answer = client.generic("GET", path.partition("?")[0])
        raw = client.generic("GET", "/", PATH_INFO=path)
        for each in (answer, raw):
            assert each.status_code in (301, 302, 400, 404), path
            assert b"Traceback" not in each.content


def test_what_is_not_there_looks_alike_everywhere(sign_in: SignIn, member: User) -> None:
    client = sign_in(member)
    pages = {bare(client.get(path)) for path in ("/nothing/", "/staff/hashtags/", "/tags/.../")}
    assert len(pages) == 1
    page = client.get("/nothing/").content.decode()
    assert "does not exist, was taken away, or is not open to you" in page
    assert 'href="/home/"' in page


def test_a_stale_form_says_what_to_do(member: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(member, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post("/settings/", {"audience": "nobody"})
    assert answer.status_code == 403
    page = answer.content.decode().partition("<main")[2]
    assert "CSRF" not in page
    assert "page" in page
    assert "again" in page


@pytest.mark.parametrize(
    ("error", "status"),
    [(PermissionDenied("inside"), 403), (SuspiciousOperation("inside"), 400)],
    ids=["denied", "suspicious"],
)
def test_other_refusals_are_plain_pages(
    sign_in: SignIn, member: User, error: Exception, status: int
) -> None:
    client = sign_in(member)
    client.raise_request_exception = False
    with mock.patch.object(views, "front_page", side_effect=error):
        answer = client.get("/home/")
    assert answer.status_code == status
    assert "inside" not in answer.content.decode()
    assert "<h1>" in answer.content.decode()


def test_a_body_that_is_too_large_is_refused_before_it_is_read(
    sign_in: SignIn, member: User
) -> None:
    client = sign_in(member)
    client.raise_request_exception = False
    many = {f"field{number}": "x" for number in range(1_200)}
    assert client.post("/settings/", many).status_code == 400
    large = client.post("/settings/", {"audience": "a" * 2_000_000})
    assert large.status_code in (400, 413)
    claimed = client.generic(
        "POST",
        "/settings/",
        b"audience=members",
        "application/x-www-form-urlencoded",
        CONTENT_LENGTH="104857600",
    )
    assert claimed.status_code in (400, 413)


def test_the_health_page_asks_the_database(client: Client) -> None:
    assert client.get("/healthz/").content == b"ok"
    client.raise_request_exception = False
    with mock.patch.object(views.connection, "cursor", side_effect=OperationalError("gone")):
        answer = client.get("/healthz/")
    assert answer.status_code == 503
    assert b"gone" not in answer.content


def test_search_engines_read_the_front_door_alone(client: Client) -> None:
    rules = client.get("/robots.txt").content.decode().splitlines()
    assert rules == ["User-agent: *", "Allow: /$", "Disallow: /"]
