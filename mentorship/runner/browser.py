"""The browser that the tests drive: an installed Chromium or Chrome, else Playwright's."""

import os
import shutil
import subprocess
import sys

from .talk import Refusal, say

INSTALLED = (
    "chromium-headless-shell",  # the same without a window: it needs a third less
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
VARIABLE = "KINDRED_BROWSER"
PLAYWRIGHTS_OWN = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


def starts(program: str) -> bool:
    """True where a browser says its version: some are only a note that tells where to get one."""
    try:
        asked = subprocess.run([program, "--version"], capture_output=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


def installed() -> str | None:
    """The path of a browser that is there already; None where there is none."""
    named = os.environ.get(VARIABLE, "").strip()
    for name in (named,) if named else INSTALLED:
        program = shutil.which(name)
        if program and starts(program):
            return program
    return None if named else playwrights_own()


def playwrights_own() -> str | None:
    """The path of a browser that Playwright downloaded earlier; None where there is none."""
    asked = subprocess.run(
        [sys.executable, "-c", PLAYWRIGHTS_OWN], capture_output=True, text=True, timeout=60
    )
    program = asked.stdout.strip()
    return program if asked.returncode == 0 and program and starts(program) else None


def found_or_fetched() -> str:
    """The path of a browser, downloaded by Playwright where there is none; Refusal otherwise."""
    if program := installed():
        return program
    if os.environ.get(VARIABLE, "").strip():
        raise Refusal(
            f"{VARIABLE} names {os.environ[VARIABLE]}, which does not start. Correct or unset it"
            ", or leave the browser tests out: script/test --no-browser"
        )
    say("  No browser found: fetching Playwright's Chromium …")
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"])
    if program := playwrights_own():
        return program
    raise Refusal(
        "The browser tests need Chromium or Chrome, and none could be had. Install one (Debian:"
        " apt install chromium) and start again, or leave them out: script/test --no-browser"
    )
