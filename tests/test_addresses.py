"""What stands in an address is kept by browsers, proxies and logs: no token of a session, no mail
address, no quiet hashtag, nothing that somebody wrote.

Read from every page that anybody of the permission matrix is shown.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import unquote

import pytest

from .permissions.matrix import MATRIX, expected, roles, row
from .permissions.world import ASKED, QUIET, SAID, World, standing

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("addresses")]
ADDRESS = re.compile(
    r"""\s(?:href|src|action|formaction|hx-get|hx-post|poster|data-url)\s*=\s*["']([^"']*)["']"""
)
SHOWN_TO = ("anonymous", "trainee", "other", "moderator")
OF_THE_DEMO = ("outbox", "styleguide")
# Every address leads somewhere on this site.
SAFE = re.compile(r"^(?:/|#|\?|$)")


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), standing(media) as made:
        yield made


def pages(world: World) -> Iterator[tuple[str, str, str]]:
    """Entry, role and source of every page shown."""
    for entry, (cell, _post) in MATRIX.items():
        if entry.startswith(OF_THE_DEMO):
            continue
        answers = expected(cell)
        for role in SHOWN_TO:
            if role in roles(entry) and answers[role] == "200":
                asked = row(entry)
                client = world.client(world.user(role, asked.target))
                answer = client.get(asked.path(world.targets[asked.target].kwargs))
                if answer["Content-Type"].startswith("text/html"):
                    yield entry, role, answer.content.decode()


def test_no_address_on_a_page_tells_what_is_private(world: World) -> None:
    wrong, seen = [], 0
    secrets = [QUIET, ASKED[:12], SAID[:12], "csrfmiddlewaretoken", "idempotency_key", "@"]
    secrets += [morsel.value for morsel in world.cookies.values()]
    for entry, role, source in pages(world):
        for found in ADDRESS.findall(source):
            address, seen = unquote(unescape(found)), seen + 1
            told = [secret for secret in secrets if secret.lower() in address.lower()]
            if told or not SAFE.match(address):
                wrong.append((entry, role, address))
    assert seen > 1_000
    assert wrong == []


def test_the_check_would_see_one() -> None:
    source = f"""<a class="x" href="/people/?q=%40ana">x</a><form action='/{QUIET}/'>"""
    assert ADDRESS.findall(source) == ["/people/?q=%40ana", f"/{QUIET}/"]


def test_forms_that_hold_words_are_posted(world: World) -> None:
    """A form sent by GET puts what was typed into the address."""
    by_get = set()
    for entry, _role, source in pages(world):
        for form in re.findall(r"<form\b[^>]*>", source):
            if 'method="post"' not in form.lower():
                action = re.search(r'action="([^"]*)"', form)
                by_get.add((entry, action[1] if action else ""))
    assert {action for _entry, action in by_get} <= {
        "/mentors/",
        "/tags/",
        "/staff/institutions/",
        "/staff/hashtags/all/",
        "/staff/hashtags/all/hemepath/merge/",
    }, by_get
