"""Web, worker and beat, kept together by honcho: they start, print and end as one.

Added to honcho here: a child ends with the runner even on kill -9, none takes longer than
`KILL_AFTER` to end, and the servers underneath are watched.
"""

import os
import signal
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from honcho.manager import Manager
from honcho.process import Popen, Process

from . import lifeline

KILL_AFTER = 2.2  # seconds from TERM to KILL; uvicorn closes open streams after one
PAGE_LIMIT = 120.0  # seconds until a page must have answered


class TiedProcess(Process):
    """A child that is written down and ends with the runner."""

    notes: Path
    tie: Callable[[], None]
    lock: int
    niceness: int

    def run(self, events: Any = None, ignore_signals: bool = False) -> None:
        """Runs in a fork of the runner, which stays until the child has ended."""
        os.close(self.lock)  # or a fork that is left over would hold the runner's lock
        self.tie()
        os.nice(self.niceness)
        self._child_ctor = partial(
            Popen, shell=False, preexec_fn=lifeline.dying_with_parent(signal.SIGKILL)
        )
        super().run(events, ignore_signals)

    def _send_message(self, data: Any, **kind: str) -> None:
        if kind.get("type") == "start":
            lifeline.write_down(self.notes, self.name, data["pid"], group=True)
        elif kind.get("type") == "stop":
            lifeline.cross_out(self.notes, self.name)
        super()._send_message(data, **kind)


class Crew(Manager):
    """All children of one run. `loop()` returns when the last of them has ended."""

    def __init__(self, *, notes: Path, lock: int, watch: Callable[[], str | None]) -> None:
        super().__init__()
        self._notes = notes
        self._lock = lock
        self._watch = watch
        self._wanted_down = False
        self._deadline: threading.Timer | None = None
        self._greetings: list[Callable[[], None]] = []
        self.complaint: str | None = None

    def enlist(
        self,
        name: str,
        command: list[str],
        *,
        env: Mapping[str, str],
        cwd: Path,
        niceness: int = 0,
    ) -> None:
        """Adds a child; it starts with `loop()`. With `niceness` it lets the others go first."""
        self._process_ctor = TiedProcess
        child = self.add_process(name, command, env=dict(env), cwd=str(cwd))
        child.notes, child.lock, child.niceness = self._notes, self._lock, niceness
        child.tie = lifeline.dying_with_parent(signal.SIGKILL)

    def greet(
        self, page: str, question: urllib.request.Request, greeting: Callable[[], None]
    ) -> None:
        """Calls `greeting` once, when `question` is answered; ends everything if it never is."""

        def wait_and_greet() -> None:
            limit = time.monotonic() + PAGE_LIMIT
            while not self._wanted_down:
                if answers(question):
                    greeting()
                    return
                if time.monotonic() > limit:
                    self.complaint = (
                        f"{page} has not answered for {PAGE_LIMIT:.0f} s, so Kindred was stopped."
                        " The lines above say why."
                    )
                    os.kill(os.getpid(), signal.SIGTERM)
                    return
                time.sleep(0.1)

        self._greetings.append(wait_and_greet)

    def loop(self) -> None:
        """Starts the children, prints what they say, and returns when all have ended."""
        signal.signal(signal.SIGHUP, self._hang_up)
        super().loop()
        if self._deadline:
            self._deadline.cancel()

    def terminate(self) -> None:
        """Asks every child to end, and makes it end after `KILL_AFTER` seconds."""
        self._wanted_down = True
        if self._terminating or not super()._all_started():
            return  # asked again by `_all_started` once every child can be reached
        super().terminate()
        self._deadline = threading.Timer(KILL_AFTER, self.kill)
        self._deadline.daemon = True
        self._deadline.start()

    def _start(self) -> None:
        super()._start()
        # Threads begin after the forks: a fork of a process with threads may stand still.
        for task in (*self._greetings, self._watch_servers):
            threading.Thread(target=task, daemon=True).start()

    def _all_started(self) -> bool:
        started = bool(super()._all_started())
        if started and self._wanted_down and not self._terminating:
            self.terminate()
        return started

    def _watch_servers(self) -> None:
        while not self._wanted_down:
            if server := self._watch():
                self.complaint = (
                    f"{server} ended by itself, so Kindred was stopped. Nothing that was saved is"
                    " lost. Start it again with script/run."
                )
                os.kill(os.getpid(), signal.SIGTERM)
                return
            time.sleep(0.5)

    def _hang_up(self, signum: int, frame: FrameType | None) -> None:
        os.kill(os.getpid(), signal.SIGTERM)


def answers(question: urllib.request.Request) -> bool:
    """True where the answer is 200, within two seconds, whatever proxy is set."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(question, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
