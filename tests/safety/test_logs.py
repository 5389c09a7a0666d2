"""Logs: one event is one line, and holds no text that somebody wrote."""

import logging
import sys
import uuid
from collections.abc import Iterator
from io import StringIO

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.log import configure_logging

from profiles.models import Profile, User
from relationships.models import MentorshipRequest
from safety.logs import INDENT, OneLine
from safety.models import AuditEntry
from tests.acting import post
from tests.conftest import SignIn
from tests.factories import PASSWORD

FORGED = "2026-11-22 10:00:00,000 INFO kindred.audit unblock by=1"
BREAKS = ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"]


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the log's handler writes, from every logger."""
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(OneLine())
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)


@pytest.mark.parametrize("end", BREAKS, ids=repr)
def test_a_name_with_a_line_end_makes_no_entry_of_its_own(log: StringIO, end: str) -> None:
    logging.getLogger("kindred.test").warning("joined: %s", f"Ana{end}{FORGED}")
    assert len(log.getvalue().splitlines()) == 1
    assert FORGED in log.getvalue()  # told, in the line it belongs to


def test_a_terminal_is_told_nothing(log: StringIO) -> None:
    logging.getLogger("kindred.test").warning("joined: %s", "Ana\x1b[2J\x1b[1;1H\x07")
    assert "\x1b" not in log.getvalue()
    assert "\x07" not in log.getvalue()


def test_a_trace_is_marked_on_each_of_its_lines(log: StringIO) -> None:
    try:
        raise RuntimeError(f"no such name: Ana\n{FORGED}")
    except RuntimeError:
        logging.getLogger("kindred.test").exception("it broke")
    first, *trace = log.getvalue().splitlines()
    assert first.endswith("ERROR kindred.test it broke")
    assert len(trace) > 3
    assert all(line.startswith(INDENT) for line in trace)


@pytest.mark.django_db
def test_what_the_database_would_not_take_is_not_repeated(log: StringIO, member: User) -> None:
    secret = "what she wrote in confidence"
    profile = member.profile
    profile.bio, profile.goals = secret, ["one", "two", "three"]
    with pytest.raises(IntegrityError) as broke, transaction.atomic():
        Profile.objects.filter(pk=profile.pk).update(bio=secret, user_id=None)
    assert secret in str(broke.value), "the database does repeat it"
    logging.getLogger("django.request").error(
        "it broke", exc_info=(broke.type, broke.value, broke.tb)
    )
    assert "IntegrityError" in log.getvalue()
    assert secret not in log.getvalue()


@pytest.mark.django_db
def test_a_journey_leaves_no_word_password_or_token_in_the_log(
    log: StringIO, member: User, mentor: User, sign_in: SignIn, settings: pytest.FixtureRequest
) -> None:
    why, said, key = "Your answer about failing boards.", "Between the two of us.", uuid.uuid4()
    client, his = sign_in(member), sign_in(mentor)
    Client().post("/accounts/login/", {"login": member.email, "password": "not her password"})
    Client().post("/accounts/password/reset/", {"email": member.email})
    post(
        client,
        f"/people/{mentor.public_id}/ask/",
        conflict="no",
        kind="mentorship",
        why=why,
        idempotency_key=str(key),
    )
    ask = MentorshipRequest.objects.get()
    accepted = post(his, f"/requests/{ask.public_id}/accept/", note=said)
    talk = f"{accepted.headers['Location']}"
    assert talk
    post(client, "/profile/quiet/", quiet="#AfterTheFire")
    client.get("/people/00000000-0000-4000-8000-000000000000/")
    written = log.getvalue()
    assert "request_accepted" in written
    assert "sign_in_failed" in written
    for secret in (why, said, PASSWORD, "not her password", str(key), member.email, "AfterTheFire"):
        assert secret not in written, secret
    assert client.cookies["session"].value not in written


@pytest.mark.django_db
def test_what_was_refused_is_on_record(
    log: StringIO, member: User, mentor: User, sign_in: SignIn
) -> None:
    for _time in range(2):
        Client().post("/accounts/login/", {"login": mentor.email, "password": "a wrong one"})
    post(sign_in(member), f"/people/{mentor.public_id}/block/")
    rows = list(AuditEntry.objects.values_list("action", "by", "subject"))
    assert rows.count(("sign_in_failed", None, None)) == 2
    assert ("block", member.pk, mentor.pk) in rows
    assert f"block by={member.pk} subject={mentor.pk}" in log.getvalue()


@pytest.mark.django_db
def test_who_was_denied_what_stands_in_the_log(
    log: StringIO, member: User, mentor: User, sign_in: SignIn
) -> None:
    client, nobody = sign_in(member), uuid.uuid4()
    assert client.get(f"/people/{nobody}/").status_code == 404
    assert client.get("/staff/hashtags/").status_code == 404
    assert client.post(f"/people/{mentor.public_id}/block/").status_code == 409
    assert client.get("/requests/answer/a-token-of-somebody/").status_code == 404
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post("/settings/").status_code == 403
    lines = [line.partition("kindred.denied ")[2] for line in log.getvalue().splitlines()]
    assert [line for line in lines if line] == [
        f"404 by={member.pk} at=profiles:person about={nobody}",
        f"404 by={member.pk} at=profiles:held_tags about=-",
        f"409 by={member.pk} at=profiles:block about={mentor.public_id}",
        f"404 by={member.pk} at=relationships:answer about=-",
        f"403 by={member.pk} at=profiles:comfort about=-",
    ]
    assert "a-token-of-somebody" not in log.getvalue()


def test_the_console_folds_its_lines() -> None:
    console = settings.LOGGING["handlers"]["console"]
    assert console["filters"] == ["one_line"]
    assert settings.LOGGING["filters"]["one_line"]["()"] == "safety.logs.OneLine"
    assert sys.exc_info() == (None, None, None)
