"""What stands in an address is kept by browsers, proxies and logs: no token of a session, no mail
address, no quiet hashtag, nothing that somebody wrote.

Read from the pages that the permission matrix was shown.
"""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

from .world import ASKED, QUIET, SAID, World

ADDRESS = re.compile(
    r"""\s(?:href|src|action|formaction|hx-get|hx-post|poster|data-url)\s*=\s*["']([^"']*)["']"""
)
SHOWN_TO = ("anonymous", "trainee", "other", "moderator")
OF_THE_DEMO = ("outbox", "styleguide")
# Every address leads somewhere on this site.
SAFE = re.compile(r"^(?:/|#|\?|$)")
TYPED = ("csrfmiddlewaretoken", "idempotency_key", "@")


def pages(world: World) -> Iterator[tuple[str, str, str]]:
    """Entry, role and source of every page shown."""
    for (entry, role), source in world.pages.items():
        if role in SHOWN_TO and not entry.startswith(OF_THE_DEMO):
            yield entry, role, source


def addresses(world: World) -> Iterator[tuple[str, str, str]]:
    """Entry, role and address of everything that a page leads to or loads."""
    for entry, role, source in pages(world):
        for found in ADDRESS.findall(source):
            yield entry, role, unquote(unescape(found))


def private(world: World) -> list[str]:
    """What no address may hold, in lower case."""
    written = [QUIET, ASKED[:12], SAID[:12], *TYPED]
    return [one.lower() for one in (*written, *(kept.value for kept in world.cookies.values()))]


def sent_by_get(world: World) -> set[tuple[str, str]]:
    """Entry and address of each form that puts what was typed into the address."""
    found = set()
    for entry, _role, source in pages(world):
        for form in re.findall(r"<form\b[^>]*>", source):
            if 'method="post"' not in form.lower():
                action = re.search(r'action="([^"]*)"', form)
                found.add((entry, action[1] if action else ""))
    return found
