"""Knocks: after the commit, ids alone, and nobody waits for a Redis that is away."""

import json
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
import redis
from django.conf import settings
from django.db import transaction

from safety import live, registry
from tests.conftest import SignIn
from tests.factories import MemberFactory
from tests.mentorship.test_accounts import reset_link, use_reset_link

NOBODY_LISTENS = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def _fresh_door(settings: Any) -> Iterator[None]:
    """A channel of its own: other tests knock on the same Redis."""
    settings.REDIS_PREFIX = f"knocks-{uuid.uuid4().hex}:"
    live._Door.quiet_until = 0.0
    yield
    live._Door.quiet_until = 0.0


@pytest.fixture
def heard() -> Iterator[Any]:
    """What is said on the channel, in the order in which it came."""
    with closing(redis.Redis.from_url(settings.REDIS_URL)) as server, server.pubsub() as listening:
        listening.subscribe(live.channel())
        assert listening.get_message(timeout=5)["type"] == "subscribe"
        yield listening


@pytest.mark.django_db(transaction=True)
def test_a_knock_comes_after_the_commit_with_ids_alone(heard: Any) -> None:
    with transaction.atomic():
        live.knock([7, 3, 7], live.CONVERSATION, conversation=12)
        assert heard.get_message(timeout=0.2) is None
    told = json.loads(heard.get_message(timeout=5)["data"])
    assert told == {"to": [3, 7], "kind": "conversation", "ids": {"conversation": 12}}


@pytest.mark.django_db(transaction=True)
def test_nobody_is_told_of_what_was_taken_back_or_of_nobody(heard: Any) -> None:
    with transaction.atomic():
        live.knock([7], live.COUNTS)
        transaction.set_rollback(True)
    live.knock([], live.COUNTS)
    live.knock([8], live.STANDING)
    assert json.loads(heard.get_message(timeout=5)["data"])["to"] == [8]


@pytest.mark.django_db(transaction=True)
def test_open_pages_look_again_when_somebody_signs_out_or_sessions_end(
    heard: Any, sign_in: SignIn
) -> None:
    person = MemberFactory.create()
    client = sign_in(person)
    use_reset_link(reset_link(person.email), "a brand new passphrase 1")  # by whoever reads mail
    assert client.get("/home/").status_code == 302
    person.refresh_from_db()
    client = sign_in(person)
    client.post("/accounts/sessions/")
    client.post("/accounts/logout/")
    client.post("/accounts/logout/")
    live.knock([0], live.COUNTS)
    told = [json.loads(heard.get_message(timeout=5)["data"]) for _time in range(4)]
    assert [(one["to"], one["kind"]) for one in told] == [
        ([person.pk], live.STANDING),
        ([person.pk], live.STANDING),
        ([person.pk], live.STANDING),
        ([0], live.COUNTS),
    ]


@pytest.mark.django_db(transaction=True)
def test_open_pages_look_again_when_something_is_decided_about_somebody(heard: Any) -> None:
    person = MemberFactory.create()
    registry.standing_changed(person)
    told = json.loads(heard.get_message(timeout=5)["data"])
    assert told == {"to": [person.pk], "kind": "standing", "ids": {}}


@pytest.mark.django_db(transaction=True)
def test_with_redis_away_a_knock_is_quick_and_silent(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REDIS_URL = NOBODY_LISTENS
    begin = time.monotonic()
    for _ in range(20):
        live.knock([1], live.COUNTS)
    assert time.monotonic() - begin < live.MOST_SECONDS + 1
    assert live._Door.quiet_until > time.monotonic()
    tried: list[str] = []
    monkeypatch.setattr(live, "_server", tried.append)
    live.knock([1], live.COUNTS)
    assert tried == []
