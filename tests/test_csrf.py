"""What changes something is sent on purpose: a POST with the page's token, from our own page.

Asked of every address of the permission matrix that takes a POST; a GET, or a HEAD, of any of them
leaves every row as it was.
"""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from profiles.models import User
from safety.idempotency import FIELD

from .digests import written
from .permissions.asking import undone
from .permissions.matrix import MATRIX, expected, roles, row
from .permissions.world import World, standing

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("csrf")]
# Reading is what these are for: they say "read" of what the reader has now met.
READS = (
    *("messaging:conversation", "messaging:requests"),
    *("notifications:open", "profiles:tag on"),
    *("moderation:case on", "moderation:appeal on"),  # who opened a case is on record
)

# What a mail program sends for its reader, by a link that is good for nothing else.
ONE_PRESS = ("notifications:stop on",)


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), standing(media) as made:
        yield made


def answered(method: int, *statuses: str) -> list[tuple[str, str]]:
    """Entries of the matrix, each with one role that is answered so; `method` is 0 for GET."""
    found = []
    for entry, cells in MATRIX.items():
        answers = expected(cells[method])
        found += [(entry, role) for role in roles(entry) if answers[role] in statuses][:1]
    return found


def strict(world: World, user: User | None) -> Client:
    """A browser whose posts are looked at as in production."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies = world.client(user).cookies
    return client


@pytest.mark.parametrize(
    ("entry", "role"),
    [pair for pair in answered(1, "200", "302", "400", "409") if not pair[0].startswith(ONE_PRESS)],
)
def test_a_post_without_the_token_or_from_elsewhere_is_refused(
    world: World, entry: str, role: str
) -> None:
    asked = row(entry)
    path = asked.path(world.targets[asked.target].kwargs)
    client = strict(world, world.user(role, asked.target))
    form = {FIELD: str(uuid.uuid4())} | asked.form
    before = written()
    with undone():
        assert client.post(path, form).status_code == 403
        token = {"csrfmiddlewaretoken": "x" * 64}
        assert client.post(path, form | token).status_code == 403
        client.get("/accounts/password/reset/")
        token = {"csrfmiddlewaretoken": client.cookies["csrf"].value}
        for header in ({"origin": "https://evil.example"}, {"origin": "null"}):
            assert client.post(path, form | token, headers=header).status_code == 403
        assert client.post(path, form, content_type="text/plain").status_code == 403
        assert client.generic("POST", path, "{}", "application/json").status_code == 403
        assert written() == before


def test_the_same_post_with_the_token_is_taken(world: World) -> None:
    """The control: it is the token, and nothing else, that was missing; and that it was taken is
    seen."""
    user = world.users["stranger"]
    client = strict(world, user)
    path = row("profiles:comfort").path({})
    with undone():
        client.get(path)
        form = row("profiles:comfort").form | {FIELD: str(uuid.uuid4())}
        token = {"csrfmiddlewaretoken": client.cookies["csrf"].value}
        before = written()
        assert client.post(path, form | token).status_code == 302
        assert written() != before
        header = {"origin": "http://testserver"}
        assert client.post(path, form | token, headers=header).status_code == 302


@pytest.mark.parametrize(
    ("entry", "role"),
    [pair for pair in answered(0, "200", "302", "400") if not pair[0].startswith(READS)],
)
def test_looking_changes_nothing(world: World, entry: str, role: str) -> None:
    asked = row(entry)
    path = asked.path(world.targets[asked.target].kwargs)
    client = world.client(world.user(role, asked.target))
    before = written()
    with undone():
        client.get(path)
        client.head(path)
        assert written() == before


@pytest.mark.parametrize("entry", [entry for entry in MATRIX if entry.startswith(READS)])
def test_a_head_does_not_read(world: World, entry: str) -> None:
    """What looks ahead, as some mail programs do, is nobody reading."""
    asked = row(entry)
    path = asked.path(world.targets[asked.target].kwargs)
    for role in ("trainee", "other", "superuser"):
        client, before = world.client(world.user(role, asked.target)), written()
        with undone():
            client.head(path)
            assert written() == before
