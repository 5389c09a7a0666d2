"""The live stack and the browser: started for the first test here, ended after the last.

While Playwright runs, Django's ORM refuses to work in the same thread. pytest-playwright keeps
its browser for the whole session, in which other tests follow; this one ends with the folder.
"""

import os
from collections.abc import Generator, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from .live import LiveStack, live_stack
from .visits import Visitors


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failure shows what stood on the pages that were open, and what the stack printed."""
    report = yield
    given: dict[str, Any] = getattr(item, "funcargs", {})
    if report.when == "call" and report.failed and isinstance(given.get("visitors"), Visitors):
        report.sections += [("page", text) for text in given["visitors"].open_pages()]
        report.sections.append(("stack", given["visitors"].stack.logs()))
    return report


@pytest.fixture(scope="package")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveStack]:
    """Kindred, running."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    with live_stack(name=f"live{worker}", folder=tmp_path_factory.mktemp("live")) as running:
        yield running


@pytest.fixture(scope="package")
def chromium(browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    """A browser, with pytest-playwright's options."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**browser_type_launch_args)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def all_visitors(chromium: Browser, stack: LiveStack) -> Visitors:
    """People with a browser."""
    return Visitors(chromium, stack)


@pytest.fixture
def visitors(all_visitors: Visitors) -> Iterator[Visitors]:
    """The same, and what a test opens for itself is closed after it."""
    yield all_visitors
    all_visitors.close()
