"""Before any test is collected: servers, settings, and the browser that the tests drive.

The settings read DATABASE_URL, so the servers come first; that is why the settings are named here
and not in pyproject.toml.
"""

import gc
import os
from copy import copy
from pathlib import Path
from typing import Any
from unittest import mock

import django
import pytest
from django.test.utils import ContextList

from mentorship.runner import browser
from tests import servers
from tests.emptying import empty_quickly
from tests.sharing import Shares

os.environ["KINDRED_ENV"] = "test"
os.environ["KINDRED_DEMO"] = "1"  # the pages of demo mode are tested too
os.environ["QUIET_HOURS"] = "none"  # what is due is due at whatever time the suite runs
os.environ["DJANGO_SETTINGS_MODULE"] = "mentorship.settings"
# Compiled functions outlive the folder that each run of the suite makes for itself.
os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(__file__).parent / ".pytest_cache" / "numba"))
servers.start()
django.setup()
# What is loaded by now stays for the whole run. Looking it through again and again for garbage
# took an eighth of the suite's time.
gc.freeze()
gc.set_threshold(100_000, 50, 1000)


def keep_the_pages_own_context(
    store: dict[str, Any], *, template: Any, context: Any, **_: Any
) -> None:
    """What `response.context` is read from: that of the page. Django's client copies one for each
    of the hundreds of templates that a page includes, a tenth of what the page itself takes."""
    store.setdefault("templates", []).append(template)
    if "context" not in store:
        store["context"] = ContextList([copy(context)])


mock.patch("django.test.client.store_rendered_templates", keep_the_pages_own_context).start()
empty_quickly()

BROWSER_TESTS = Path(__file__).parent / "tests" / "browser"
# Of several lists the last one counts, so what Playwright switches off stands here, too. The two
# of the address bar load pages of their own for every window, which took a third of the time.
SWITCHED_OFF = (
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup"
    ",AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades"
    ",HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,OptimizationHints"
    ",NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch"
)
BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    f"--disable-features={SWITCHED_OFF}",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--no-browser", action="store_true", help="leave the tests out that drive a browser"
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Shares of Kindred's own where files are to stay together."""
    return Shares(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Marks everything in tests/browser, and leaves it out where that was asked for."""
    for item in items:
        if item.path.is_relative_to(BROWSER_TESTS):
            item.add_marker(pytest.mark.browser)
    if config.getoption("--no-browser"):
        left_out = [item for item in items if item.get_closest_marker("browser")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("browser")]


def pytest_unconfigure() -> None:
    servers.stop()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """pytest-playwright's arguments, with the browser that is installed here."""
    program = browser.installed()
    if program is None:
        pytest.fail(
            "The browser tests need Chromium or Chrome. Run script/test, which finds or fetches"
            " one, or leave them out: pytest --no-browser"
        )
    return browser_type_launch_args | {"executable_path": program, "args": BROWSER_ARGUMENTS}
