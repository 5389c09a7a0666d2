"""`script/test`: the checks and the whole suite, with servers and a browser of its own."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from types import FrameType

from . import browser
from .folders import ROOT
from .lint import lint
from .options import TestOptions
from .talk import say, step
from .throwaway import throwaway_servers

# Once for all: the workers and the live stacks of the browser tests find it compiled.
COMPILE = "from tests.compiling import compile_all; compile_all()"
PATIENCE = 15.0  # seconds that pytest may take to end its workers
# File by file, the browser's as one; tests/sharing.py says which come first.
WORKERS = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]


def test(asked: TestOptions) -> int:
    """Runs everything and returns an exit code: 0 only where checks and tests are all green."""
    signal.signal(signal.SIGTERM, stop_here)
    told = dict(os.environ, KINDRED_ENV="test")
    words = list(asked.pytest)
    if asked.browser:
        told[browser.VARIABLE] = browser.found_or_fetched()
        say(f"  Browser: {told[browser.VARIABLE]}")
    else:
        words.append("--no-browser")
    told.setdefault("NUMBA_CACHE_DIR", str(ROOT / ".pytest_cache" / "numba"))
    with ExitStack() as kept, ThreadPoolExecutor(max_workers=1) as beside:
        # Beside what keeps one processor busy; what is left of it, beside the first tests.
        checking = beside.submit(lint) if asked.lint else None
        begun = time.monotonic()
        subprocess.run([sys.executable, "-c", COMPILE], cwd=ROOT, env=told, check=True)
        say(f"  matching engine compiled, {time.monotonic() - begun:.1f} s")
        begun = time.monotonic()
        with step("Starting servers for the tests"):
            told |= kept.enter_context(throwaway_servers())
        tested = to_the_end([sys.executable, "-m", "pytest", *WORKERS, *words], told)
        checked = checking.result() if checking is not None else 0
    say(f"script/test: {time.monotonic() - begun:.0f} s in all")
    if checked:
        say("The checks found something; see the lines above the tests, or run script/lint.")
    return tested or checked


def to_the_end(command: list[str], told: dict[str, str]) -> int:
    """Runs pytest; where this process is told to stop, pytest gets to tidy up first."""
    with subprocess.Popen(command, cwd=ROOT, env=told) as work:
        try:
            return work.wait()
        except BaseException:
            work.send_signal(signal.SIGINT)
            try:
                work.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                work.kill()
            raise


def stop_here(signum: int, frame: FrameType | None) -> None:
    """TERM unwinds: the servers end before this process does."""
    raise SystemExit(128 + signum)
