"""Asking one cell of the permission matrix, and naming what came back.

A cell's answer is a status, or "in" for the way to the sign-in, or "no" for the very answer that
something gets which never was. Words that the person may not read are named behind it.
"""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse
from django.urls.resolvers import URLResolver

from profiles.models import User
from safety.idempotency import FIELD
from tests.acting import bare

from .world import NOWHERE, World

SIGN_IN = "/accounts/login/"
COUNTS = re.compile(r'(?:class="count">|<b>)(\d+)')

# What a GET writes: that somebody has read, and how often they looked.
WRITES = (
    *("messaging:", "notifications:open", "profiles:suggest_tags", "profiles:tag"),
    "profiles:suggest_institutions",
    *("account_", "mfa_", "moderation:case", "moderation:appeal"),
)
# For these the same kind of address is asked with an id that never was; for the others it is
# enough that their answer is the one for an address that leads nowhere.
ASK_CLOSELY = ("stranger", "blocked")


@dataclass(frozen=True)
class Row:
    """One address as it is asked: `name` in the resolver, `target` in the world."""

    name: str
    target: str = ""
    query: str = ""
    form: dict[str, Any] = field(default_factory=dict)

    @property
    def entry(self) -> str:
        """The row's name in the matrix."""
        return self.name + self.query + (f" on {self.target}" if self.target else "")

    def path(self, kwargs: dict[str, Any]) -> str:
        """The address with these words filled in."""
        if self.name.startswith("/"):
            filled = self.name
            for key, value in kwargs.items():
                filled = filled.replace(f"<path:{key}>", str(value)).replace(f"<{key}>", str(value))
            return filled + self.query
        return reverse(self.name, kwargs=kwargs) + self.query


def patterns(resolver: URLResolver | None = None, route: str = "/", space: str = "") -> list[str]:
    """Every address that the resolver knows, by name; by its route where it has none."""
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        here = route + str(entry.pattern).lstrip("^")
        if isinstance(entry, URLPattern):
            found.append(f"{space}{entry.name}" if entry.name else here)
        else:
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            found += patterns(entry, here, inner)
    return found


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside leaves no row behind."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def ask(world: World, row: Row, role: str, method: str, *, compare: bool = True) -> str:
    """What one role is answered; `compare` looks closely at each 404."""
    target = world.targets[row.target]
    response, path = send(world, row, role, method, target.kwargs)
    answer = str(response.status_code)
    if response.status_code == 302 and response.headers["Location"].startswith(SIGN_IN):
        answer = "in"
    elif response.status_code == 404 and compare:
        answer = "no" if _like_nothing(world, row, role, method, response, path) else "404!"
    elif method == "GET" and response.headers.get("Content-Type", "").startswith("text/html"):
        world.pages.setdefault((row.entry, role), response.content.decode())
    return " ".join([answer, *_told(world, row, world.user(role, row.target), response, path)])


def send(world: World, row: Row, role: str, method: str, kwargs: dict[str, Any]) -> tuple[Any, str]:
    """The answer to one request, and the address that was asked; nothing stays written."""
    path = row.path(kwargs)
    client = world.client(world.user(role, row.target))
    data: dict[str, Any] = {}
    if method == "POST":
        data = {FIELD: str(uuid.uuid4()), "client_id": str(uuid.uuid4())} | row.form
    if method == "GET" and not row.name.startswith(WRITES):
        return client.get(path), path
    with undone():
        if method in ("GET", "POST"):
            return getattr(client, method.lower())(path, data), path
        return client.generic(method, path), path


def _told(world: World, row: Row, user: User | None, response: Any, path: str) -> list[str]:
    """What an answer gives away, tells too many of, or leaves out."""
    text = response.headers.get("Location", "") + response.content.decode(errors="replace")
    secrets = world.secrets(user, row.entry)
    told = [f"+ {what}" for what, word in secrets.items() if word in text and word not in path]
    figures = max(map(int, COUNTS.findall(text)), default=0)
    told += [f"+ a figure of {figures}"] if figures > world.figures(user, row.entry) else []
    wanted = world.wanted(user, row.entry) if response.status_code == 200 else {}
    return told + [f"- {what}" for what, word in wanted.items() if word not in text]


def _like_nothing(world: World, row: Row, role: str, method: str, response: Any, path: str) -> bool:
    """Whether it is, byte for byte, the answer for what never was."""
    if row.target and role in ASK_CLOSELY:
        with suppress(NoReverseMatch):
            nothing, other = send(world, row, role, method, world.targets[row.target].unknown)
            if nothing.status_code == 404:
                return bare(response, path) == bare(nothing, other)
    user = world.user(role, row.target)
    if (user, method) not in world.nothing:
        nothing, other = send(world, Row(NOWHERE, row.target), role, method, {})
        world.nothing[user, method] = bare(nothing, other)
    return bare(response, path) == world.nothing[user, method]
