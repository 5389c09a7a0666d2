"""Fifty requests a second, as far as the machine has the time: of people who write, and write again
until it is confirmed, and of others who look at a page as often as is left for them.
"""

import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from . import outage_people
from .outage_browser import Browser
from .outages import Outages

WRITERS = outage_people.PAIRS * 2  # fewer, and each of them would write too much in a minute
A_SECOND = 50  # requests, of all together
READERS = 12
WELL = {200, 302}


@dataclass
class Written:
    """What the writers asked and were told: when each asked, when each met an error, what was
    confirmed, and how many deeds each has done without an error since."""

    asked: list[float] = field(default_factory=list)
    errors: list[float] = field(default_factory=list)
    answers: set[int] = field(default_factory=set)
    tried: set[str] = field(default_factory=set)
    confirmed: set[str] = field(default_factory=set)
    in_a_row: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def all_well(self, deeds: int) -> bool:
        """True when everybody has done so many deeds in a row."""
        return len(self.in_a_row) == WRITERS and min(self.in_a_row.values()) >= deeds

    def a_second(self) -> float:
        """How many requests were sent in a second, from the first to the last."""
        return (len(self.asked) - 1) / (max(self.asked) - min(self.asked))

    def take_turn(self) -> bool:
        """True, and noted as sent, where fewer have been sent by now than shall be."""
        with self.lock:
            now = time.monotonic()
            is_due = bool(self.asked) and len(self.asked) < (now - self.asked[0]) * A_SECOND
            if is_due:
                self.asked.append(now)
            return is_due

    def answered(self, status: int) -> bool:
        """Notes an answer; False for an error."""
        self.answers.add(status)
        if status not in WELL:
            self.errors.append(time.monotonic())
        return status in WELL


@dataclass
class Reader:
    """Somebody who looks at a page again and again, answered or not."""

    stack: Outages
    who: str
    told: Written
    done: threading.Event

    def look_on(self) -> None:
        """Until it is time to end."""
        browser = Browser(self.stack, self.who)
        while not self.done.is_set():
            if self.told.take_turn():
                self.told.answered(browser.look())
            else:
                self.done.wait(1 / A_SECOND)


@dataclass
class Writer:
    """One of them: writes a message, changes the first one, and so on."""

    stack: Outages
    who: str
    told: Written
    done: threading.Event
    due: float = field(default_factory=time.monotonic)

    def write_on(self) -> None:
        """Until it is time to end."""
        browser, number = Browser(self.stack, self.who), 0
        while not self.done.is_set():
            number += 1
            client_id, key = str(uuid.uuid4()), str(uuid.uuid4())
            self.told.tried.add(client_id)
            if self.insist(partial(browser.say, "Written on", client_id)):
                self.told.confirmed.add(client_id)
            self.insist(partial(browser.edit, f"Words {number}", key, version=number))

    def insist(self, deed: Callable[[], int]) -> bool:
        """The same request until it is answered well, as a browser does; False where it is time
        to end. Whoever was kept waiting makes haste afterwards."""
        while not self.done.is_set():
            self.told.asked.append(time.monotonic())
            well = self.told.answered(deed())
            self.told.in_a_row[self.who] = self.told.in_a_row[self.who] + 1 if well else 0
            self.due += WRITERS / A_SECOND
            self.done.wait(max(0.0, self.due - time.monotonic()))
            if well:
                return True
        return False
