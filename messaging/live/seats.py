"""One open stream, as the hub knows it: whose it is, and what it should look at next."""

import asyncio
from dataclasses import dataclass, field

from safety import live

SETTLING = 0.5  # seconds from a change to the numbers that follow from it


@dataclass(frozen=True, slots=True)
class Place:
    """What Django found out when the stream was asked for.

    `after` is the last change of the conversation that the page has; without a conversation the
    stream tells of the numbers in the frame alone.
    """

    user_id: int
    session_key: str
    language: str
    conversation_id: int | None
    after: int


@dataclass(slots=True)
class Wish:
    """What is to be looked at; `writing` are the accounts that are said to be writing."""

    lines: bool = False
    counts: bool = False
    threads: bool = False
    writing: set[int] = field(default_factory=set)

    @property
    def wants(self) -> bool:
        """Whether there is anything to look at."""
        return self.lines or self.counts or self.threads or bool(self.writing)


def everything() -> Wish:
    """To look at all there is, as at the beginning."""
    return Wish(lines=True, counts=True)


@dataclass(slots=True)
class Known:
    """What the page has been told: the number of the last change, the last change of the
    conversation that was looked at (it may not be for the viewer), and the states sent last."""

    after: int
    looked: int = 0
    counts: dict[str, int] | None = None
    end: str = ""


class Seat:
    """A stream that waits. Only the event loop's thread touches it."""

    __slots__ = ("_ended", "_settling", "_wish", "_woken", "known", "place")

    def __init__(self, place: Place) -> None:
        self.place = place
        self.known = Known(after=place.after)
        self._ended = False
        self._wish = everything()
        self._settling: asyncio.TimerHandle | None = None
        self._woken = asyncio.Event()
        self._woken.set()

    def hear(self, kind: str, ids: dict[str, int]) -> None:
        """A knock for this person: wakes the stream where it is concerned."""
        is_here = ids.get("conversation") == self.place.conversation_id
        if kind == live.STANDING:
            self.look_again()
        elif kind in {live.COUNTS, live.CONVERSATION}:
            self._count_later(threads=kind == live.CONVERSATION)
            if kind == live.CONVERSATION and is_here:
                self._wish.lines = True
                self._woken.set()
        elif kind == live.TYPING and is_here and ids.get("by"):
            self._wish.writing.add(ids["by"])
            self._woken.set()

    def _count_later(self, *, threads: bool) -> None:
        """A line goes out at once. Numbers and lists follow when it has settled: what one reads as
        it comes is counted once, and not aloud."""
        self._wish.counts = True
        self._wish.threads = self._wish.threads or threads
        if self._settling is None:
            loop = asyncio.get_running_loop()
            self._settling = loop.call_later(SETTLING, self._settle)

    def _settle(self) -> None:
        self._settling = None
        self._woken.set()

    def look_again(self) -> None:
        """Wakes the stream for everything."""
        self._wish.lines = self._wish.counts = True
        self._woken.set()

    def end(self) -> None:
        """Wakes the stream for the last time."""
        self._ended = True
        if self._settling is not None:
            self._settling.cancel()
        self._woken.set()

    def has_ended(self) -> bool:
        """Whether it was told to end."""
        return self._ended

    async def wish(self, seconds: float) -> Wish | None:
        """What is to be looked at, as soon as there is something; None after so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return None
        self._woken.clear()
        wish, self._wish = self._wish, Wish()
        if self._settling is not None:
            self._wish.counts, wish.counts = wish.counts, False
            self._wish.threads, wish.threads = wish.threads, False
        return wish
