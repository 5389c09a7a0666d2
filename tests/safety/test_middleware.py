"""Refusals in plain words, and pages that no cache may share."""

from contextlib import nullcontext
from typing import Any
from unittest import mock

import pytest
from django.db import OperationalError
from django.test import Client

from profiles.models import User
from safety import registry
from safety.models import Block, EvaluatorMark
from safety.permissions import are_kept_apart, is_blocked
from tests.acting import post
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db


def test_a_refusal_is_a_page_with_its_sentence(sign_in: SignIn, member: User, mentor: User) -> None:
    answer = post(sign_in(member), f"/people/{mentor.public_id}/write/")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "not receiving messages" in page
    assert page.count("<h1") == 1


def test_two_people_at_one_browser_never_meet_each_others_page(
    sign_in: SignIn, member: User, mentor: User
) -> None:
    for client in (sign_in(member), sign_in(mentor)):
        answer = client.get("/home/")
        assert answer.headers["Cache-Control"] == "no-store, private"
        assert "Cookie" in answer.headers["Vary"]
    out = Client().get("/")
    assert "private" in out.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/home/", 302),
        ("/nothing/", 404),
        ("/notifications/read/", 302),
        ("/healthz/", 503),
        ("/static/css/base.css", 200),
        ("/static/nothing.css", 404),
    ],
)
def test_every_answer_carries_the_headers_also_one_that_failed(
    settings: Any, path: str, status: int
) -> None:
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    client = Client(raise_request_exception=False)
    broken = mock.patch("mentorship.views.connection.cursor", side_effect=OperationalError)
    with broken if status == 503 else nullcontext():
        answer = client.get(path, secure=True, headers={"origin": "https://evil.example"})
    answer.close()
    assert answer.status_code == status
    headers = answer.headers
    assert headers["Strict-Transport-Security"].startswith("max-age=63072000; includeSubDomains")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "unsafe" not in headers.get("Content-Security-Policy", "")
    if not path.startswith("/static/css"):
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "evil" not in str(headers)


def test_trace_is_refused(client: Client) -> None:
    assert client.trace("/").status_code == 405
    assert client.generic("CONNECT", "/").status_code == 405


@pytest.mark.parametrize("model", [Block, EvaluatorMark])
def test_being_kept_apart_holds_both_ways(model: type, member: User, mentor: User) -> None:
    assert not are_kept_apart(member, mentor)
    names = ("blocker", "blocked") if model is Block else ("holder", "evaluator")
    model.objects.create(**dict(zip(names, (member, mentor), strict=True)))
    assert are_kept_apart(member, mentor)
    assert are_kept_apart(mentor, member)
    assert is_blocked(mentor, member) is (model is Block)


def test_registering_twice_counts_once() -> None:
    def ends(*, by: User, person: User) -> None:
        """Nothing."""

    before = registry.ended_by_a_block()
    registry.a_block_ends(ends)
    registry.a_block_ends(ends)
    try:
        assert registry.ended_by_a_block() == (*before, ends)
    finally:
        registry._ended_by_a_block.remove(ends)
