"""What can be asked of script/run and script/test on the command line: standard library only."""

import argparse
import os
from dataclasses import dataclass

RUN_ABOUT = """Starts Kindred on this machine: packages, PostgreSQL, Redis, database, web, worker
and beat. With DATABASE_URL or REDIS_URL set, those servers are used instead of its own."""
TEST_ABOUT = """Runs the checks and the whole suite with servers and a browser of its own.
Anything else on the line goes to pytest, for example: script/test tests/profiles -k hashtag"""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What script/run was asked for."""

    host: str
    port: int
    fresh: bool
    demo: bool


@dataclass(frozen=True, slots=True)
class TestOptions:
    """What script/test was asked for; `pytest` holds the words meant for pytest, in order."""

    __test__ = False
    browser: bool
    lint: bool
    pytest: tuple[str, ...]


def port_number(text: str) -> int:
    """A TCP port from 1 to 65535, or argparse's error."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: a number from 1 to 65535")
    return int(text)


def run_options(words: list[str]) -> RunOptions:
    """Reads script/run's flags; exits with a usage line where they make no sense."""
    parser = argparse.ArgumentParser(prog="script/run", description=RUN_ABOUT)
    parser.add_argument(
        "--port",
        type=port_number,
        default=os.environ.get("PORT") or "8000",
        help="where the page is served (8000)",
    )
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="the address to listen on (127.0.0.1; 0.0.0.0 opens Kindred to the network)",
    )
    parser.add_argument(
        "--fresh",
        action="store_true",
        help="begin with an empty database: what Kindred keeps for itself is deleted, photos too",
    )
    parser.add_argument(
        "--no-demo", dest="demo", action="store_false", help="do not fill in the demo people"
    )
    found = parser.parse_args(words)
    return RunOptions(host=found.host, port=found.port, fresh=found.fresh, demo=found.demo)


def test_options(words: list[str]) -> TestOptions:
    """Reads script/test's own flags and leaves the rest, in order, for pytest."""
    parser = argparse.ArgumentParser(prog="script/test", description=TEST_ABOUT, allow_abbrev=False)
    parser.add_argument(
        "--no-browser", dest="browser", action="store_false", help="leave the browser tests out"
    )
    parser.add_argument("--no-lint", dest="lint", action="store_false", help="leave the checks out")
    found, rest = parser.parse_known_args(words)
    return TestOptions(browser=found.browser, lint=found.lint, pytest=tuple(rest))
