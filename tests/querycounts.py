"""How many questions a page asks the database: pinned, and the same for one row and for many."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

# What every request may ask that is no question of the page's own.
NOT_THE_PAGES = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")


def queries_of(client: Client, url: str, *, status: int = 200) -> list[str]:
    """The statements that a GET of `url` sends, savepoints left out."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == status, response.status_code
    return [
        query["sql"]
        for query in captured.captured_queries
        if not query["sql"].startswith(NOT_THE_PAGES)
    ]


def count_queries(client: Client, url: str, *, status: int = 200) -> int:
    """How many statements a GET of `url` sends."""
    return len(queries_of(client, url, status=status))
