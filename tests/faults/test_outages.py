"""A server goes away under a running Kindred, and comes back: real processes, really stopped.

Redis away: pages and messages answer as ever, and what is due arrives afterwards. PostgreSQL gone
in the middle of writing: whatever was confirmed is there, once, and nothing is there by half.
"""

import secrets
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
import requests

from . import outage_people
from .outages import Outages, on_own_servers

pytestmark = pytest.mark.xdist_group("outages")
WRITERS = outage_people.PAIRS * 2  # more, and each of them would write too much in a minute
A_SECOND = 50  # requests, of all writers together
BACK_WITHIN = 10.0  # seconds, from when PostgreSQL takes connections to the last error
PATIENCE = 45.0
NOT_ANSWERED = 0
DUE = "SELECT key FROM notifications_mail WHERE state IN ('due', 'claimed') AND due_at <= now()"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outages]:
    """Kindred, running on servers that may be stopped."""
    with on_own_servers(tmp_path_factory.mktemp("outages")) as running:
        yield running


class Browser:
    """What one person's browser sends."""

    def __init__(self, stack: Outages, who: str = "") -> None:
        self.stack, self.session = stack, requests.Session()
        self.talk = stack.places.get(who, "")
        self.token = secrets.token_hex(16)
        self.session.cookies.set("csrf", self.token)
        if who:
            self.session.cookies.set("session", stack.people[who])

    def get(self, path: str) -> int:
        """The status of a page."""
        return self._ask("GET", path, {})

    def post(self, path: str, **form: str) -> int:
        """The status of what a form is answered."""
        return self._ask("POST", path, {"csrfmiddlewaretoken": self.token} | form)

    def say(self, text: str, client_id: str) -> int:
        """One message to the other."""
        return self.post(f"{self.talk}send/", text=text, client_id=client_id)

    def _ask(self, method: str, path: str, form: dict[str, str]) -> int:
        answer = self.session.request(
            method, f"{self.stack.url}{path}", data=form, allow_redirects=False, timeout=PATIENCE
        )
        return answer.status_code


def messages(stack: Outages) -> dict[str, int]:
    """How often each message stands there, by what its sender called it."""
    rows = stack.rows("SELECT client_id, count(*) FROM messaging_message GROUP BY client_id")
    return {str(client_id): count for client_id, count in rows}


def test_redis_away(stack: Outages) -> None:
    """Twenty messages and their pages; the mails of that time go when it is back."""
    ana, nadia, nobody = Browser(stack, "0"), Browser(stack, "1"), Browser(stack)
    sent = [str(uuid.uuid4()) for _ in range(20)]
    answers: list[int] = []
    with stack.without_redis():
        for number, client_id in enumerate(sent):
            answers.append(ana.say(f"Message {number} while Redis is away", client_id))
        for path in ("/home/", "/messages/", "/suggestions/", "/mentors/", "/notifications/"):
            answers += [ana.get(path), nadia.get(path)]
        answers.append(ana.get(ana.talk))
        reset = nobody.post("/accounts/password/reset/", email="person0@mail.example")
        answers += [reset, nobody.get("/"), nobody.get("/healthz/")]
        waiting = stack.rows(DUE)
    assert set(answers) == {200, 302}
    assert waiting
    assert dict.fromkeys(sent, 1).items() <= messages(stack).items()
    stack.wait(lambda: not stack.rows(DUE), seconds=PATIENCE, what="every mail to go")
    reset = "SELECT state FROM notifications_mail WHERE \"to\" = 'person0@mail.example'"
    assert stack.rows(reset) == [("sent",)]
    assert nadia.get(nadia.talk) == 200


@dataclass
class Written:
    """What the writers were told: `confirmed` by client id, `errors` by when they were met."""

    confirmed: set[str] = field(default_factory=set)
    tried: set[str] = field(default_factory=set)
    errors: list[float] = field(default_factory=list)
    answers: set[int] = field(default_factory=set)


def write_on(stack: Outages, who: str, told: Written, done: threading.Event) -> None:
    """Send message after message, each again until it is confirmed, as a browser does."""
    browser, client_id = Browser(stack, who), str(uuid.uuid4())
    while not done.is_set():
        told.tried.add(client_id)
        began = time.monotonic()
        try:
            status = browser.say("Written on while the server falls", client_id)
        except requests.ConnectionError:
            status = NOT_ANSWERED
        told.answers.add(status)
        if status == 302:
            told.confirmed.add(client_id)
            client_id = str(uuid.uuid4())
        else:
            told.errors.append(time.monotonic())
        done.wait(max(0.0, began + WRITERS / A_SECOND - time.monotonic()))


def test_postgres_restarted_under_load(stack: Outages) -> None:
    """Nothing confirmed is lost, nothing stands there twice or by half, and errors end soon."""
    before, told, done = messages(stack), Written(), threading.Event()
    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [
            pool.submit(write_on, stack, str(number), told, done) for number in range(WRITERS)
        ]
        try:
            stack.wait(lambda: len(told.confirmed) > A_SECOND, seconds=PATIENCE, what="messages")
            stack.crash_postgres()
            stack.wait(lambda: told.errors, seconds=PATIENCE, what="somebody to meet the crash")
            stack.start_postgres()
            back = time.monotonic()
            enough = len(told.confirmed) + 2 * A_SECOND
            stack.wait(lambda: len(told.confirmed) > enough, seconds=PATIENCE, what="more messages")
        finally:
            done.set()
    for writer in writers:
        writer.result()

    assert told.answers <= {302, 503}
    found = messages(stack)
    assert told.confirmed <= set(found), "a confirmed message is lost"
    assert set(found) - set(before) <= told.tried
    assert set(found.values()) == {1}
    assert told.errors[-1] - back < BACK_WITHIN, "errors went on"
    whole = stack.rows(
        "SELECT c.last_number, count(*), max(m.number), count(DISTINCT m.number)"
        " FROM messaging_conversation c JOIN messaging_message m ON m.conversation_id = c.id"
        " GROUP BY c.id"
    )
    assert [len(set(row)) for row in whole] == [1] * outage_people.PAIRS, "written by half"
    reader = Browser(stack, "0")
    assert reader.get(reader.talk) == 200
