"""Searching the directory in tests, and reading its page."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.test import Client

from profiles.directory import counted, found
from profiles.directory import page as pages
from profiles.models import User
from tests.factories import MentorFactory

URL = "/mentors/"
NAME = re.compile(r"<bdi>([^<]*)</bdi></a>(?:</h2>| <span class=\"pronouns\")")
FIGURE = re.compile(r'id="found_figure"[^>]*>([^<]*)<')


def get(browser: Client, query: str = "", **headers: str) -> Any:
    """The answer to a search."""
    return browser.get(f"{URL}{query}", headers=headers)


def names(browser: Client, query: str = "") -> list[str]:
    """Who is found, in the order of the page."""
    response = browser.get(f"{URL}{query}", follow=True)
    assert response.status_code == 200
    return NAME.findall(response.content.decode())


def figure(page: Any) -> str:
    """How many are found, as the page says it."""
    shown = FIGURE.search(page.content.decode())
    return shown[1] if shown else ""


def option(page: Any, value: str) -> str:
    """The figure beside one value of a filter; "" where it is not offered."""
    pattern = rf'id="find_{value}"[^>]*><span><bdi>[^<]*</bdi> <span[^>]*>([^<]*)<'
    shown = re.search(pattern, page.content.decode())
    return shown[1] if shown else ""


def crowd() -> list[User]:
    """Mentors, open and full, some of whom are not to be seen."""
    return [
        MentorFactory.create(
            name=f"{'Nadia' if number % 4 == 0 else 'Mentor'} {number}",
            bio="Nadia taught me." if number % 4 == 1 else "",
            seats_taken=2 if number % 3 == 0 else 0,
            offers=["HemePath"] if number % 5 else ["HemePath", "MDS"],
            stage="fellow" if number % 2 else "mid_faculty",
        )
        for number in range(46)
    ]


@contextmanager
def many_from(few: int, *, most: int = 1000) -> Iterator[None]:
    """More than `few` are many: found along the index, and counted up to `most` for each filter."""
    with (
        mock.patch.object(found, "FEW", few),
        mock.patch.multiple(counted, FEW=few, MOST_OF_ONE=most),
        mock.patch.object(pages, "FEW", few),
    ):
        yield
