"""Live delivery, between real web processes, PostgreSQL and Redis."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from mentorship.runner import serverfiles
from mentorship.runner.redis_server import Redis
from mentorship.runner.throwaway import ME, folder
from messaging.live.hub import STREAMS_A_PERSON
from messaging.models import Conversation
from messaging.places import seal_change
from profiles.models import User
from safety import live
from tests.factories import MemberFactory

from .arrange import said
from .streams import Page, Web, cookie_of, meanwhile, page_of, web_process

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 63  # with as many streams as each may have, more than 500


@pytest.fixture(scope="module")
def server() -> Iterator[Redis]:
    """A Redis that can be taken away."""
    with folder(ME) as home:
        server = Redis(
            program=serverfiles.redis_program(ME, home),
            data=home / "redis",
            sockets=home,
            log=home / "redis.log",
            user=ME,
            notes=home,
            throwaway=True,
        )
        server.make()
        server.start()
        server.wait()
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="module")
def web(
    django_db_setup: None, server: Redis, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Web]:
    """One process for all tests here; the last of them ends it."""
    with web_process(tmp_path_factory.mktemp("web"), REDIS_URL=server.url) as running:
        yield running


@pytest.fixture(autouse=True)
def _same_redis(server: Redis, settings: Any) -> None:
    settings.REDIS_URL = server.url


def play(story: Callable[[AsyncExitStack], Awaitable[None]]) -> None:
    """Plays a story; the pages that it opens are closed at its end."""

    async def whole() -> None:
        async with AsyncExitStack() as kept:
            await story(kept)

    asyncio.run(whole())


def of(talk: Conversation, viewer: User, after: int = 0) -> str:
    """What a page of hers asks for that shows this conversation."""
    return f"{talk.get_absolute_url()}live/?after={seal_change(viewer, talk, after)}"


async def lines(page: Page, count: int) -> list[str]:
    """The next lines, as the places to go on from."""
    return [(await page.next("line")).place for _ in range(count)]


def places(talk: Conversation, viewer: User, *changes: int) -> list[str]:
    """The places of these changes, as she is told them."""
    return [seal_change(viewer, talk, change) for change in changes]


def test_a_message_is_told_to_both_with_the_place_to_go_on_from(
    web: Web, talk: Conversation, member: User, mentor: User
) -> None:
    people = {user: cookie_of(user) for user in (member, mentor)}

    async def story(kept: AsyncExitStack) -> None:
        pages = [
            await kept.enter_async_context(page_of(web, cookie, of(talk, user)))
            for user, cookie in people.items()
        ]
        for page in pages:
            await page.next("end")
        await meanwhile(said, talk, member, "one", "two")
        mine, theirs = [[await page.next("line") for _ in range(2)] for page in pages]
        for user, told in zip(people, (mine, theirs), strict=True):
            assert [line.place for line in told] == places(talk, user, 1, 2)
            assert "one" in told[0].data["html"]
            assert "two" in told[1].data["html"]
        assert mine[0].data["mine"]
        assert not theirs[0].data["mine"]
        assert pages[0].headers["content-type"] == "text/event-stream"
        assert pages[0].headers["cache-control"] == "no-store, private"
        assert pages[0].headers["x-accel-buffering"] == "no"

    play(story)


def test_who_comes_back_is_told_exactly_what_was_missed(
    web: Web, talk: Conversation, member: User, mentor: User
) -> None:
    cookie = cookie_of(mentor)
    said(talk, member, *(f"message {number}" for number in range(1, 59)))
    (seen,) = places(talk, mentor, 56)

    async def story(kept: AsyncExitStack) -> None:
        page = await kept.enter_async_context(page_of(web, cookie, of(talk, mentor, 3)))
        assert await lines(page, 55) == places(talk, mentor, *range(4, 59))
        # What the browser itself remembers stands before the address it came with first.
        page = await kept.enter_async_context(page_of(web, cookie, of(talk, mentor, 3), last=seen))
        assert await lines(page, 2) == places(talk, mentor, 57, 58)
        await meanwhile(said, talk, member, "message 59")
        assert await lines(page, 1) == places(talk, mentor, 59)

    play(story)


def test_rights_act_at_once_on_a_stream_that_is_open(
    web: Web, talk: Conversation, member: User, mentor: User
) -> None:
    cookies = [cookie_of(mentor), cookie_of(mentor)]
    key = cookies[1].partition("=")[2]

    async def story(kept: AsyncExitStack) -> None:
        stays, leaves = [
            await kept.enter_async_context(page_of(web, cookie, of(talk, mentor)))
            for cookie in cookies
        ]
        for page in (stays, leaves):
            await page.next("end")
        await meanwhile(Session.objects.filter(session_key=key).delete)
        await meanwhile(said, talk, member, "for those who are signed in")
        assert await lines(stays, 1) == places(talk, mentor, 1)
        assert await leaves.all_of("line") == []
        suspended = User.objects.filter(pk=mentor.pk)
        await meanwhile(suspended.update, suspended_at=timezone.now())
        await meanwhile(live.knock, [mentor.pk], live.STANDING)
        assert (await stays.all_that_is_left())[-1].name == "bye"

    play(story)


def test_strangers_and_nobody_get_no_stream(web: Web, talk: Conversation, mentor: User) -> None:
    cookie = cookie_of(MemberFactory.create())

    async def story(kept: AsyncExitStack) -> None:
        page = await kept.enter_async_context(page_of(web, cookie, of(talk, mentor)))
        assert page.status == 404
        page = await kept.enter_async_context(page_of(web, "session=none", of(talk, mentor)))
        assert page.status == 302

    play(story)


def test_the_numbers_in_the_frame_follow_what_happens(
    web: Web, talk: Conversation, member: User, mentor: User
) -> None:
    cookie = cookie_of(mentor)

    async def story(kept: AsyncExitStack) -> None:
        page = await kept.enter_async_context(page_of(web, cookie))
        assert (await page.next("counts")).data["messages"] == ""
        await meanwhile(said, talk, member, "hello")
        assert ">1<" in (await page.next("counts")).data["messages"]

    play(story)


def test_beyond_the_streams_of_one_person_a_page_is_told_all_and_comes_back(
    web: Web, talk: Conversation, member: User, mentor: User
) -> None:
    cookie = cookie_of(mentor)
    said(talk, member, "hello")

    async def story(kept: AsyncExitStack) -> None:
        for _ in range(STREAMS_A_PERSON):
            page = await kept.enter_async_context(page_of(web, cookie, of(talk, mentor)))
            await page.next("hello")
        page = await kept.enter_async_context(page_of(web, cookie, of(talk, mentor)))
        assert [line.place for line in await page.all_of("line")] == places(talk, mentor, 1)

    play(story)


def test_with_redis_away_and_back_nothing_is_lost_or_told_twice(
    web: Web, server: Redis, talk: Conversation, member: User, mentor: User, settings: Any
) -> None:
    cookie = cookie_of(mentor)

    async def story(kept: AsyncExitStack) -> None:
        page = await kept.enter_async_context(page_of(web, cookie, of(talk, mentor)))
        await page.next("end")
        for nothing in ("{}", "[1]", '{"to": [[]], "kind": 1, "ids": {}}', "\x00"):
            await meanwhile(live._server(settings.REDIS_URL).publish, live.channel(), nothing)
        await meanwhile(said, talk, member, "one")
        assert await lines(page, 1) == places(talk, mentor, 1)
        await asyncio.to_thread(server.stop)
        await meanwhile(said, talk, member, "two")
        late = await kept.enter_async_context(page_of(web, cookie, of(talk, mentor)))
        assert await lines(page, 1) == places(talk, mentor, 2)
        assert await lines(late, 2) == places(talk, mentor, 1, 2)
        await meanwhile(said, talk, member, "three")
        assert await lines(page, 1) == places(talk, mentor, 3)
        server.start()
        await asyncio.to_thread(server.wait)
        live._Door.quiet_until = 0.0
        await meanwhile(said, talk, member, "four")
        assert await lines(page, 1) == places(talk, mentor, 4)
        assert await lines(late, 2) == places(talk, mentor, 3, 4)

    play(story)


def connections_of_everybody() -> int:
    """How many connections PostgreSQL has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


def test_open_streams_hold_no_connection_and_no_thread_and_end_at_once(
    web: Web, member: User, mentor: User
) -> None:
    people = [member, mentor, *MemberFactory.create_batch(PEOPLE - 2)]
    cookies = [cookie_of(user) for user in people]

    async def story(kept: AsyncExitStack) -> None:
        pages = [
            await kept.enter_async_context(page_of(web, cookie))
            for cookie in cookies
            for _ in range(STREAMS_A_PERSON)
        ]
        for page in pages:
            await page.next("counts")
        assert len(pages) > 500
        assert await meanwhile(connections_of_everybody) < 30
        assert web.threads() < 30
        assert await asyncio.to_thread(web.end) < 2

    play(story)
    assert "Cancel" not in web.log.read_text()
