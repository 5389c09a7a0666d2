"""Web processes of their own on the suite's database, and pages that hold their streams open.

What they are to see must be committed: for tests marked `django_db(transaction=True)`.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, connections

from mentorship.runner import lifeline
from mentorship.runner.crew import answers
from mentorship.runner.folders import ROOT
from profiles.models import User
from tests.browser.live import free_port

Found = TypeVar("Found")

HOST = "127.0.0.1"
PATIENCE = 20.0  # seconds until something that has to come has come
START_LIMIT = 60.0


@dataclass
class Web:
    """One web process."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def end(self) -> float:
        """Tells it to end, and returns how many seconds it took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE)
        return time.monotonic() - began

    def threads(self) -> int:
        """How many threads it has."""
        return len(list(Path(f"/proc/{self.process.pid}/task").iterdir()))

    def memory(self) -> int:
        """Its resident memory in bytes."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def web_process(folder: Path, **told: str) -> Iterator[Web]:
    """A web process that answers; ended, and its log free of errors, afterwards."""
    port, log = free_port(), folder / "web.log"
    given = urlsplit(os.environ["DATABASE_URL"])
    database = urlunsplit(given._replace(path=f"/{connection.settings_dict['NAME']}"))
    command = [sys.executable, "-m", "uvicorn", "mentorship.asgi:application", "--host", HOST]
    command += ["--port", str(port), "--lifespan", "off", "--no-access-log"]
    command += ["--log-level", "warning", "--timeout-graceful-shutdown", "4"]
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": database} | told,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=lifeline.dying_with_parent(signal.SIGKILL),
        )
    web = Web(process, port, log)
    try:
        limit = time.monotonic() + START_LIMIT
        while not answers(urllib.request.Request(f"http://{HOST}:{port}/healthz/")):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < limit, log.read_text()
            time.sleep(0.05)
        yield web
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
        assert "Traceback" not in log.read_text(), log.read_text()


def cookie_of(user: User) -> str:
    """The cookie of a session in which somebody is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


@dataclass
class Event:
    """What the server said."""

    name: str
    data: Any
    place: str


@dataclass
class Page:
    """One open stream, and all it has said that nobody has asked for yet."""

    status: int
    headers: dict[str, str]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    heard: list[Event] = field(default_factory=list)
    has_ended: bool = False

    async def next(self, name: str) -> Event:
        """The next event of this name; what comes before it is passed over."""
        async with asyncio.timeout(PATIENCE):
            while True:
                while self.heard:
                    event = self.heard.pop(0)
                    if event.name == name:
                        return event
                assert not self.has_ended, f"the stream ended before {name}"
                await self.read()

    async def all_that_is_left(self) -> list[Event]:
        """Every further event until the stream ends."""
        async with asyncio.timeout(PATIENCE):
            while not self.has_ended:
                await self.read()
        return self.heard

    async def all_of(self, name: str) -> list[Event]:
        """Those of this name."""
        return [event for event in await self.all_that_is_left() if event.name == name]

    async def read(self) -> None:
        """Takes in the next piece, as the server sent it (HTTP's chunked encoding)."""
        size = int((await self.reader.readline()).strip() or b"0", 16)
        self.has_ended = size == 0
        if size:
            text = (await self.reader.readexactly(size + 2))[:-2].decode()
            self.heard += [read_event(block) for block in text.split("\n\n") if "event:" in block]


def read_event(block: str) -> Event:
    """One event out of its lines."""
    told = dict(line.split(": ", 1) for line in block.split("\n"))
    return Event(told["event"], json.loads(told["data"]), told.get("id", ""))


@asynccontextmanager
async def page_of(
    web: Web, cookie: str, path: str = "/live/", last: str = ""
) -> AsyncIterator[Page]:
    """Opens the stream of a page, as a browser does, and closes it afterwards."""
    page = await open_page(web, cookie, path, last)
    try:
        yield page
    finally:
        page.writer.close()


async def open_page(web: Web, cookie: str, path: str = "/live/", last: str = "") -> Page:
    """The same for whoever closes it."""
    reader, writer = await asyncio.open_connection(HOST, web.port)
    resumed = f"Last-Event-ID: {last}\r\n" if last else ""
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n"
        f"Accept: text/event-stream\r\n{resumed}\r\n".encode()
    )
    head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)).decode()
    first, *lines = head.strip().split("\r\n")
    headers = {name.lower(): text for name, text in (line.split(": ", 1) for line in lines)}
    return Page(int(first.split()[1]), headers, reader, writer)


async def meanwhile(work: Callable[..., Found], *words: Any, **named: Any) -> Found:
    """Does what needs the database in a thread and on a connection of its own."""

    def done() -> Found:
        try:
            return work(*words, **named)
        finally:
            connections.close_all()

    return await asyncio.to_thread(done)
