"""Hears the knocks for this process, over one subscription, and wakes the streams they concern.

A knock may be lost: Redis away, or a web process that could not reach it. So the hub also asks
PostgreSQL, in one question for all open conversations, which of them have changed: seldom while
it hears, every few seconds while it does not. What a stream then says is the same either way.
"""

import asyncio
import contextlib
import json
import logging
import random
import signal
import threading
import time
from collections.abc import Awaitable, Callable, Collection, Iterator
from types import FrameType

import redis.asyncio
from django.conf import settings
from redis.asyncio.client import PubSub
from redis.backoff import NoBackoff
from redis.retry import Retry

from safety import live

from .seats import Seat

logger = logging.getLogger("kindred.live")
chance = random.SystemRandom()  # many processes must not come back in step

STREAMS_A_PERSON = 8  # in one process; a page beyond that asks now and then
PULSE = 1.0  # seconds of silence after which Redis is asked whether it is there
FIRST_WAIT, LONGEST_WAIT = 0.25, 8.0  # before the next try to reach it
SWEEP_HEARING, SWEEP_AWAY = 30.0, 3.0

# The last change of each of these conversations.
Changes = Callable[[Collection[int]], Awaitable[dict[int, int]]]


class Hub:
    """The open streams of one process. Everything here runs in the event loop's thread."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._seats: dict[int, set[Seat]] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._heard_since: float | None = None
        self._lost = asyncio.Event()  # Redis was there and has gone
        self.closing = False

    @property
    def hears(self) -> bool:
        """True while no knock can be missed: a process that found Redis away keeps quiet for some
        seconds after it is back."""
        return (
            self._heard_since is not None
            and time.monotonic() > self._heard_since + live.QUIET_SECONDS + 1
        )

    def sit(self, seat: Seat) -> bool:
        """Takes a stream in; False where this person has enough of them, or at the end."""
        theirs = self._seats.setdefault(seat.place.user_id, set())
        if self.closing or len(theirs) >= STREAMS_A_PERSON:
            return False
        theirs.add(seat)
        if not self._tasks:
            self._tasks = [asyncio.create_task(work()) for work in (self._listen, self._sweep_on)]
        return True

    def leave(self, seat: Seat) -> None:
        """Lets a stream go."""
        theirs = self._seats.get(seat.place.user_id, set())
        theirs.discard(seat)
        if not theirs:
            self._seats.pop(seat.place.user_id, None)

    def close(self) -> None:
        """Ends every stream and takes no more."""
        self.closing = True
        for seat in list(self._all()):
            seat.end()
        for task in self._tasks:
            task.cancel()

    def _all(self) -> Iterator[Seat]:
        return (seat for theirs in self._seats.values() for seat in theirs)

    def _look_again(self) -> None:
        for seat in self._all():
            seat.look_again()

    # -- Redis -----------------------------------------------------------------------------------
    async def _listen(self) -> None:
        wait = FIRST_WAIT
        while True:
            try:
                async with contextlib.AsyncExitStack() as kept:
                    server = await kept.enter_async_context(_server())
                    door = await kept.enter_async_context(server.pubsub())
                    async with asyncio.timeout(live.MOST_SECONDS):
                        await door.subscribe(live.channel())
                    wait = FIRST_WAIT
                    await self._hear(door)
            except (redis.RedisError, OSError) as error:
                if self._heard_since is not None:
                    logger.warning("cannot hear knocks (%s)", type(error).__name__)
                    self._lost.set()
                self._heard_since = None
            await asyncio.sleep(wait * chance.uniform(0.5, 1))
            wait = min(2 * wait, LONGEST_WAIT)

    async def _hear(self, door: PubSub) -> None:
        asked = False
        while True:
            message = await door.get_message(timeout=PULSE)
            if message is None:
                if asked:
                    raise redis.ConnectionError("no answer")
                await door.ping()
            elif message["type"] == "subscribe":
                self._heard_since = time.monotonic()
                self._look_again()  # whatever was said before
            elif message["type"] == "message":
                self._told(message["data"])
            asked = message is None

    def _told(self, text: bytes) -> None:
        try:
            knock = json.loads(text)
            to, kind, ids = knock["to"], str(knock["kind"]), dict(knock["ids"])
            seats = [seat for user_id in to for seat in self._seats.get(user_id, ())]
        except (ValueError, TypeError, KeyError):
            logger.warning("a knock that says nothing was passed over")
            return
        for seat in seats:
            seat.hear(kind, ids)

    # -- PostgreSQL ------------------------------------------------------------------------------
    async def _sweep_on(self) -> None:
        heard = False
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SWEEP_HEARING if heard else SWEEP_AWAY):
                    await self._lost.wait()
            self._lost.clear()
            if self.hears and not heard:
                self._look_again()  # once more, now that everybody knocks again
            heard = self.hears
            await self._sweep()

    async def _sweep(self) -> None:
        seats = [seat for seat in self._all() if seat.place.conversation_id is not None]
        if not seats:
            return
        last = await self._changes({seat.place.conversation_id or 0 for seat in seats})
        for seat in seats:
            here = seat.place.conversation_id or 0
            if last.get(here, 0) > seat.known.looked:
                seat.hear(live.CONVERSATION, {"conversation": here})


def _server() -> redis.asyncio.Redis:
    return redis.asyncio.Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=live.MOST_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


def close_on_signals(hub: Hub) -> None:
    """Ends the streams as soon as the server is told to end: it waits for open answers, and would
    wait for these until its patience is over. The server's own handlers are called as before."""
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)
        if not callable(before):
            continue

        def handler(
            signum: int, frame: FrameType | None, before: Callable[..., object] = before
        ) -> None:
            loop.call_soon_threadsafe(hub.close)
            before(signum, frame)

        signal.signal(number, handler)
