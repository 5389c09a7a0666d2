"""`script/test`: the checks and the whole suite, with servers and a browser of its own."""

import os
import signal
import subprocess
import sys
import time
from types import FrameType

from . import browser
from .folders import ROOT
from .lint import lint
from .options import TestOptions
from .talk import say, step
from .throwaway import throwaway_servers

WORKERS = ["-n", "2", "--dist", "loadgroup"]


def test(asked: TestOptions) -> int:
    """Runs everything and returns an exit code: 0 only where checks and tests are all green."""
    signal.signal(signal.SIGTERM, stop_here)
    begun = time.monotonic()
    told = dict(os.environ, KINDRED_ENV="test")
    words = list(asked.pytest)
    if asked.browser:
        told[browser.VARIABLE] = browser.found_or_fetched()
        say(f"  Browser: {told[browser.VARIABLE]}")
    else:
        words.append("--no-browser")
    checked = lint() if asked.lint else 0
    linted = time.monotonic()
    with throwaway_servers() as found:
        with step("Servers for the tests are up"):
            told |= found
        tested = subprocess.run(
            [sys.executable, "-m", "pytest", *WORKERS, *words], cwd=ROOT, env=told
        ).returncode
    ended = time.monotonic()
    parts = f"checks {linted - begun:.0f} s, " if asked.lint else ""
    say(f"script/test: {ended - begun:.0f} s in all ({parts}tests {ended - linted:.0f} s)")
    if checked:
        say("The checks found something; see the lines above the tests, or run script/lint.")
    return tested or checked


def stop_here(signum: int, frame: FrameType | None) -> None:
    """TERM unwinds: the servers end before this process does."""
    raise SystemExit(128 + signum)
