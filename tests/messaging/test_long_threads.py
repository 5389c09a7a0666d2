"""A thread of many thousands is opened by reading as many rows as one of a few hundred; and the
order of the list survives what comes while one turns its pages."""

import json
import threading
from contextlib import nullcontext
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from messaging import actions
from messaging.models import Conversation, Message, Participant
from messaging.querysets import ConversationQuerySet
from messaging.talk import path_to
from messaging.threads import THREADS_A_PAGE
from profiles import actions as people
from profiles.models import User
from safety.models import Block
from tests.conftest import SignIn
from tests.factories import MemberFactory
from tests.messaging.arrange import conversation_of, fill, first_contact, line_place, said
from tests.races import race

pytestmark = pytest.mark.django_db

# Half of each is unread: in both more than the list counts (MOST_COUNTED).
SHORT, LONG = 250, 30_000


def rows_read(client: Client, url: str) -> int:
    """How many rows the questions of a page read, as PostgreSQL counts them itself."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code in {200, 204}
    read = 0
    for query in captured.captured_queries:
        if query["sql"].startswith("SELECT") and "messaging_" in query["sql"]:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {query['sql']}")
                plan = cursor.fetchone()[0]
            read += _rows((plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"])
    return read


def _rows(node: dict[str, Any]) -> int:
    """The rows that a node and those below it read."""
    of_its_own = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
    return int(of_its_own * node["Actual Loops"]) + sum(map(_rows, node.get("Plans", ())))


@pytest.mark.parametrize("unread", ["all read", "all unread"])
def test_a_long_thread_reads_no_more_rows_than_a_short_one(sign_in: SignIn, unread: str) -> None:
    threads = {}
    for size in (SHORT, LONG):
        member, other = MemberFactory.create_batch(2)
        threads[size] = sign_in(member), conversation_of(member, other)
        fill(threads[size][1], member, other, size=size)
        if unread == "all read":
            Participant.objects.filter(conversation=threads[size][1]).update(read_number=size)
    with connection.cursor() as cursor:  # one knowledge of the rows, so that plans are alike
        cursor.execute("ANALYZE")
    read = {}
    for size, (client, talk) in threads.items():
        url = talk.get_absolute_url()
        read[size] = {
            "list": rows_read(client, "/messages/"),
            "opened": rows_read(client, url),
            "earlier": rows_read(client, f"{url}?before={line_place(client, talk, size // 2)}"),
            "jumped": rows_read(client, path_to(talk, talk.messages.get(number=size // 3))),
        }
    for page, most in read[SHORT].items():
        assert read[LONG][page] <= 1.5 * most, read


def test_turning_the_pages_of_the_list_shows_nothing_twice_whatever_comes(
    member: User, sign_in: SignIn
) -> None:
    now = timezone.now()
    talks = []
    for number in range(2 * THREADS_A_PAGE + 5):
        other = MemberFactory.create(name=f"Other {number}")
        talk = conversation_of(member, other)
        said(talk, other, f"Line of {number}")
        Conversation.objects.filter(pk=talk.pk).update(last_at=now - timedelta(minutes=number))
        talks.append((talk, other))
    client, seen, url = sign_in(member), [], "/messages/"
    while url:
        answer = client.get(url)
        seen += [row.url.partition("#")[0] for row in answer.context["threads"]]
        after = answer.context["page"].next
        url = f"/messages/?from={after}" if after else ""
        # Something from further down comes up between two pages.
        talk, other = talks[-1]
        said(talk, other, "And another line")
    assert len(seen) == len(set(seen)), len(seen)
    missing = {talk.get_absolute_url() for talk, _other in talks} - set(seen)
    assert missing <= {talks[-1][0].get_absolute_url()}  # it stands at the top by now


@pytest.mark.parametrize("odd", ["x", "%00", "1.x", "a.b.c", "\uff11", "9" * 3000])
def test_an_odd_cursor_begins_at_the_beginning(
    member: User, mentor: User, sign_in: SignIn, odd: str
) -> None:
    said(conversation_of(member, mentor), mentor, "Hello")
    assert len(sign_in(member).get(f"/messages/?from={odd}").context["threads"]) == 1


@pytest.fixture
def meeting(
    request: pytest.FixtureRequest, member: User, mentor: User, monkeypatch: pytest.MonkeyPatch
) -> Conversation:
    """Where somebody writes and the other blocks them: between two, or in a group."""
    monkeypatch.setattr("safety.doorbell._queue", lambda *_: None)
    monkeypatch.setattr("safety.live._publish", lambda *_: None)
    talk = conversation_of(member, mentor)
    if request.param == "in a group":
        talk = actions.make_group(by=member, name="Two and more", asked=[mentor])
        actions.join(by=mentor, group=talk)
    return talk


def at_the_same_moment(
    talk: Conversation,
    member: User,
    mentor: User,
    *,
    begins: threading.Event | None = None,
    holds: threading.Event | None = None,
) -> None:
    """Somebody writes while the other blocks them: what the other can read as soon as the block
    holds is all there will be. `begins` is waited for before the block, `holds` is set after."""
    readable = Message.objects.visible_to(mentor).filter(conversation=talk, event="")

    def block() -> int:
        if begins is not None:
            begins.wait(30)
        people.block(by=mentor, person=member)
        count = readable.count()
        if holds is not None:
            holds.set()
        return count

    results = race([lambda: said(talk, member, "At the same moment")[0], block])
    assert Block.objects.exists()
    assert isinstance(results[1], int), results[1]
    assert isinstance(results[0], Message | actions.NotReceiving), results[0]
    assert readable.count() == results[1], "something came past the block"


PLACES = pytest.mark.parametrize("meeting", ["between two", "in a group"], indirect=True)


@pytest.mark.django_db(transaction=True)
@PLACES
def test_once_a_block_holds_nothing_comes_past_it(
    member: User, mentor: User, meeting: Conversation
) -> None:
    for _round in range(6):
        Block.objects.all().delete()
        at_the_same_moment(meeting, member, mentor)
        readable = Message.objects.visible_to(mentor).filter(conversation=meeting, event="")
        count = readable.count()
        with nullcontext() if meeting.is_group else pytest.raises(actions.NotReceiving):
            said(meeting, member, "After it")
        assert readable.count() == count


@pytest.mark.django_db(transaction=True)
@PLACES
def test_control_without_the_lock_something_does(
    member: User, mentor: User, meeting: Conversation
) -> None:
    """The message has passed every question when the block comes, and lands after it."""
    asked, holds = threading.Event(), threading.Event()

    def wait(*_who: object, **_what: object) -> None:
        asked.set()
        holds.wait(30)

    with (
        mock.patch.object(
            ConversationQuerySet, "select_for_update", lambda rows, **_how: rows, create=True
        ),
        mock.patch("messaging.actions._delivery.knock", wait),
        pytest.raises(AssertionError, match="came past the block"),
    ):
        at_the_same_moment(meeting, member, mentor, begins=asked, holds=holds)


def test_a_first_message_under_way_when_the_block_comes_does_not_wait(
    member: User, sign_in: SignIn
) -> None:
    other = MemberFactory.create(name="Other", contact="members")
    first_contact(member, other)
    people.block(by=other, person=member)
    people.unblock(by=other, person=member)
    assert sign_in(other).get("/messages/").context["waiting"] == 0
