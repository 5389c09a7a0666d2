"""The open streams of one web process, held by its event loop alone.

A streaming response of Django's own would keep the thread that began it, and with it the database
connection of its first query, for as long as the page is open. So Django only answers whether the
stream may be opened; its answer is held back here, and when Django is done with the request, and
thread and connection are given back, the stream begins under the headers of that answer.
"""

import asyncio
import functools
import logging
import random
import time
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import Error, InterfaceError, OperationalError, connection
from django.http import HttpRequest

from . import events, looking
from .hub import Hub, close_on_signals
from .seats import Place, Seat, Wish, everything

logger = logging.getLogger("kindred.live")
chance = random.SystemRandom()  # pages must not come back in step

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]
Found = TypeVar("Found")

KEY = "kindred.live"
PATH = "/live/"
THREADS = 4  # that look, in one process; each keeps one connection
HEARTBEAT = 20.0  # seconds of silence; proxies end a connection that says nothing for a minute
BEATS_PER_COUNT = 3  # with Redis away, the numbers are looked at every third beat
LONGEST = 3600.0  # seconds; then the page opens another one
SOON = (1000, 4000)  # milliseconds until a page comes back
SLOWLY = (10_000, 15_000)  # the same where no stream was to be had: it asks now and then


class HeldAnswer:
    """Django's answer to somebody who asked for a stream. A view that grants one puts the place
    here; anything else goes out as it is."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self.place: Place | None = None

    async def send(self, message: Message) -> None:
        """What Django calls."""
        if message["type"] == "http.response.start":
            if self.place is None or message["status"] != 200:
                self.place = None
            else:
                self._start = message
        if self.place is None:
            await self._send(message)

    async def begin(self) -> bool:
        """Sends the head of the answer, without the length of a body that has no end; False where
        there is none, since the browser had gone before Django was done."""
        if self._start is None:
            return False
        head = dict(self._start)
        head["headers"] = [pair for pair in head["headers"] if pair[0].lower() != b"content-length"]
        await self._send(head)
        return True


def grant(request: HttpRequest, place: Place) -> bool:
    """Lets the stream begin once Django is done; False where nobody holds streams."""
    held = getattr(request, "scope", {}).get(KEY)
    if isinstance(held, HeldAnswer):
        held.place = place
        return True
    return False


class Streams:
    """An ASGI application around another one."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="live")
        self._hub: Hub | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].endswith(PATH):
            await self._app(scope, receive, send)
            return
        held = HeldAnswer(send)
        await self._app({**scope, KEY: held}, receive, held.send)
        if held.place is not None and await held.begin():
            await self._stream(held.place, receive, send)

    async def _stream(self, place: Place, receive: Receive, send: Send) -> None:
        hub = self._hub = self._hub or self._new_hub()
        seat = Seat(place)

        async def say(text: str) -> None:
            await send({"type": "http.response.body", "body": text.encode(), "more_body": True})

        watch = asyncio.create_task(_until_gone(receive, seat))
        try:
            if hub.sit(seat):
                await say(events.come_back(chance.randint(*SOON)) + events.event(events.HELLO))
                await self._tell(hub, seat, say)
            else:
                await say(events.come_back(chance.randint(*SLOWLY)))
                await self._look(seat, everything(), say)
            await send({"type": "http.response.body", "body": b""})
        finally:
            hub.leave(seat)
            watch.cancel()

    async def _tell(self, hub: Hub, seat: Seat, say: Callable[[str], Awaitable[None]]) -> None:
        began, beats = time.monotonic(), 0
        while time.monotonic() < began + LONGEST:
            wish = await seat.wish(HEARTBEAT)
            if seat.has_ended():
                return
            if wish is None:
                beats += 1
                await say(events.event(events.BEAT))
                if hub.hears or beats % BEATS_PER_COUNT:
                    continue
                wish = Wish(counts=True)
            if not await self._look(seat, wish, say):
                return

    async def _look(self, seat: Seat, wish: Wish, say: Callable[[str], Awaitable[None]]) -> bool:
        """Says what there is to say; False where it was the last of it."""
        while wish.wants:
            try:
                work = functools.partial(looking.look, seat.place, seat.known, wish)
                sight = await self._in_a_thread(work)
            except Error as error:
                logger.warning("a stream ends: %s", type(error).__name__)
                return False
            if sight.told:
                await say("".join(sight.told))
            seat.known, wish = sight.known, sight.left
            if sight.is_last:
                return False
        return True

    async def _changes(self, conversation_ids: Collection[int]) -> dict[int, int]:
        try:
            return await self._in_a_thread(
                functools.partial(looking.last_changes, conversation_ids)
            )
        except Error as error:
            logger.warning("no sweep: %s", type(error).__name__)
            return {}

    def _in_a_thread(self, work: Callable[[], Found]) -> Awaitable[Found]:
        return asyncio.get_running_loop().run_in_executor(self._pool, _with_connection, work)

    def _new_hub(self) -> Hub:
        hub = Hub(self._changes)
        close_on_signals(hub)
        return hub


async def _until_gone(receive: Receive, seat: Seat) -> None:
    """Ends the stream when the page is closed."""
    while (await receive())["type"] != "http.disconnect":
        pass
    seat.end()


def _with_connection(work: Callable[[], Found]) -> Found:
    """What a thread of the pool does. It keeps its connection; where PostgreSQL has dropped that
    meanwhile, it takes a new one and reads again."""
    try:
        return work()
    except (InterfaceError, OperationalError):
        connection.close()
        return work()
    finally:
        if connection.errors_occurred:
            connection.close()
