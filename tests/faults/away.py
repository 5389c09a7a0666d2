"""Redis is away, and people live on: pages, messages, asks, forgotten passwords."""

import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle

from .outage_browser import Browser
from .outage_people import address
from .outages import Outages

AWAY = 20.0  # seconds, by the clock
PAGES = ("/home/", "/messages/", "/suggestions/", "/mentors/", "/notifications/")
TALKERS = ("0", "1")
ASKERS = [str(2 * pair) for pair in range(4)]
DUE = "SELECT key FROM notifications_mail WHERE state IN ('due', 'claimed') AND due_at <= now()"


@dataclass
class Lived:
    """What people did in that time, and were answered."""

    stack: Outages
    gone: float  # when Redis went away
    done: threading.Event = field(default_factory=threading.Event)
    sent: set[str] = field(default_factory=set)
    answers: Counter[int] = field(default_factory=Counter)
    until: float = 0.0  # when the last answer came

    def talk(self, who: str) -> None:
        """A message and a page, again and again, the last ones when all is done."""
        browser = Browser(self.stack, who)
        for page in cycle((*PAGES, browser.place("talk"))):
            is_last = self.done.wait(1.0)
            client_id = str(uuid.uuid4())
            self.answers[browser.say("While Redis is away", client_id)] += 1
            self.sent.add(client_id)
            self.answers[browser.get(page)] += 1
            self.until = time.monotonic()
            if is_last:
                return

    def ask_and_forget(self) -> None:
        """Spread over the time: some ask, and some have forgotten their passwords."""
        nobody = Browser(self.stack)
        for asker in ASKERS:
            self.answers[Browser(self.stack, asker).ask(of(asker))] += 1
            reset = nobody.post("/accounts/password/reset/", email=address(asker))
            self.answers.update([reset, nobody.get("/"), nobody.get("/healthz/")])
            if self.done.wait(AWAY / len(ASKERS)):
                return


def of(asker: str) -> str:
    """Whom somebody asks: the mentor of the next pair."""
    return str(int(asker) + 3)


@contextmanager
def without_redis(stack: Outages) -> Iterator[Lived]:
    """It goes away, and people live on until the end of the block. It is not back then."""
    stack.redis.stop()
    lived = Lived(stack, time.monotonic())
    with ThreadPoolExecutor(len(TALKERS) + 1) as pool:
        living = [pool.submit(lived.talk, who) for who in TALKERS]
        living.append(pool.submit(lived.ask_and_forget))
        try:
            yield lived
        finally:
            lived.done.set()
    for one in living:
        one.result()
