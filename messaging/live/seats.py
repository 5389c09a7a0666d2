"""One open stream, as the hub knows it: whose it is, and what it should look at next."""

import asyncio
from dataclasses import dataclass, field

from safety import live


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

    __slots__ = ("_ended", "_wish", "_woken", "known", "place")

    def __init__(self, place: Place) -> None:
        self.place = place
        self.known = Known(after=place.after)
        self._ended = False
        self._wish = everything()
        self._woken = asyncio.Event()
        self._woken.set()

    def hear(self, kind: str, ids: dict[str, int]) -> None:
        """A knock for this person: wakes the stream where it is concerned."""
        is_here = ids.get("conversation") == self.place.conversation_id
        if kind == live.STANDING:
            self.look_again()
        elif kind == live.COUNTS:
            self._wish.counts = True
        elif kind == live.CONVERSATION:
            self._wish.threads = self._wish.counts = True
            self._wish.lines = self._wish.lines or is_here
        elif kind == live.TYPING and is_here and ids.get("by"):
            self._wish.writing.add(ids["by"])
        else:
            return
        self._woken.set()

    def look_again(self) -> None:
        """Wakes the stream for everything."""
        self._wish.lines = self._wish.counts = True
        self._woken.set()

    def end(self) -> None:
        """Wakes the stream for the last time."""
        self._ended = True
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
        return wish
