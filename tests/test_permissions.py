"""The permission matrix: every address times every role has an expected answer.

A pattern without a row fails, and so does a gate that could be taken out unnoticed.
"""

import re
import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.utils import timezone

from profiles.models import User
from safety.idempotency import FIELD
from safety.models import Block

from .acting import bare
from .permissions import mutants
from .permissions.addresses import ADDRESS, SAFE, addresses, private, sent_by_get
from .permissions.asking import ask, patterns, undone
from .permissions.matrix import MATRIX, expected, roles, row
from .permissions.world import QUIET, World, standing

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("permissions")]
METHODS = ("GET", "POST")
Cell = tuple[str, str, str]


@dataclass
class Asked:
    """The whole matrix, asked once: the answer of each cell, and the cells that met each gate."""

    world: World
    watch: mutants.Watch
    answers: dict[Cell, str] = field(default_factory=dict)
    met_by: dict[mutants.Call, list[Cell]] = field(default_factory=lambda: defaultdict(list))

    def ask(self, cell: Cell) -> str:
        entry, role, method = cell
        return ask(self.world, row(entry), role, method)


@pytest.fixture(scope="module")
def asked(
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Asked]:
    media = tmp_path_factory.mktemp("media")
    with (
        django_db_blocker.unblock(),
        standing(media, SUGGESTIONS_SHOWN=2) as world,
        mutants.watched() as watch,
    ):
        found = Asked(world, watch)
        for entry, cells in MATRIX.items():
            for method, cell in zip(METHODS, cells, strict=True):
                for role in roles(entry, cell):
                    watch.made.clear()
                    found.answers[entry, role, method] = found.ask((entry, role, method))
                    for call in watch.made:
                        found.met_by[call].append((entry, role, method))
        yield found


def test_every_address_has_a_row() -> None:
    named = {row(entry).name for entry in MATRIX}
    assert sorted(set(patterns()) - named) == [], "addresses without a row in the matrix"
    assert sorted(named - set(patterns())) == [], "rows for addresses that are not there"


def test_every_role_is_answered_as_the_matrix_says(asked: Asked) -> None:
    wrong = {}
    for entry, cells in MATRIX.items():
        for method, cell in zip(METHODS, cells, strict=True):
            wanted = expected(cell)
            for role in roles(entry, cell):
                given = asked.answers[entry, role, method]
                if given != wanted[role]:
                    wrong[f"{method} {entry} as {role}"] = f"{given}, not {wanted[role]}"
    assert wrong == {}


def test_no_address_on_a_page_tells_what_is_private(asked: Asked) -> None:
    secrets, wrong, seen = private(asked.world), [], 0
    for entry, role, address in addresses(asked.world):
        seen += 1
        if not SAFE.match(address) or any(secret in address.lower() for secret in secrets):
            wrong.append((entry, role, address))
    assert seen > 1_000
    assert wrong == []


def test_the_check_of_addresses_would_see_one() -> None:
    source = f"""<a class="x" href="/people/?q=%40ana">x</a><form action='/{QUIET}/'>"""
    assert ADDRESS.findall(source) == ["/people/?q=%40ana", f"/{QUIET}/"]


def test_forms_that_hold_words_are_posted(asked: Asked) -> None:
    by_get = sent_by_get(asked.world)
    assert {re.sub(r"\d+", "1", action) for _entry, action in by_get} <= {
        "/mentors/",
        "/tags/",
        "/staff/institutions/",
        "/staff/hashtags/all/",
        "/staff/hashtags/all/hemepath/merge/",
        "/staff/institutions/1/merge/",
    }, by_get


# Addresses of something that is somebody's.
SOMEBODYS = re.compile(r"[a-z]+(?<!admin):\w+ on (?!.* side$)")
REFUSED_WAYS = ("OPTIONS", "PUT", "PATCH", "DELETE")
OTHER_WAYS = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "json", "no slash", "CASE", "_method")


def other_way(world: World, entry: str, role: str, way: str, kwargs: dict[str, object]) -> object:
    """The answer to an address that is asked in another way than a browser does."""
    asked = row(entry)
    path = asked.path(kwargs)
    client = world.client(world.user(role, asked.target))
    with undone():
        if way == "json":
            response = client.get(f"{path}?format=json", headers={"accept": "application/json"})
        elif way == "no slash":
            response = client.get(path.rstrip("/"), follow=True)
        elif way == "CASE":
            response = client.get(path.upper())
        elif way == "_method":
            response = client.post(path, {"_method": "DELETE", FIELD: str(uuid.uuid4())})
        else:
            response = client.generic(way, path)
    return bare(response, *kwargs.values())


@pytest.mark.parametrize("way", OTHER_WAYS)
def test_no_other_way_of_asking_tells_more(asked: Asked, way: str) -> None:
    for entry in filter(SOMEBODYS.match, MATRIX):
        target = asked.world.targets[row(entry).target]
        # What a method is refused for has nothing to do with who asks.
        for role in ("blocked",) if way in REFUSED_WAYS else ("stranger", "blocked"):
            # Every page names whoever looks at it, so one's own thing is no test.
            if asked.world.users[role].public_id in target.kwargs.values():
                continue
            if asked.answers[entry, role, "GET"] == "no":
                given = other_way(asked.world, entry, role, way, target.kwargs)
                nothing = other_way(asked.world, entry, role, way, target.unknown)
                assert given == nothing, (entry, role)
                assert given[0] in (404, 405), (entry, role)


def test_rights_end_at_once_in_a_session_that_is_open(asked: Asked) -> None:
    users, ana = asked.world.users, row("profiles:person on ana")
    moderating = row("profiles:held_tags")
    nadia = asked.world.targets["ana"].other
    with undone():
        User.objects.filter(pk=users["moderator"].pk).update(is_staff=False)
        assert ask(asked.world, moderating, "moderator", "GET") == "no"
        assert ask(asked.world, ana, "other", "GET") == "200"
        Block.objects.create(blocker=users["trainee"], blocked=nadia)
        assert ask(asked.world, ana, "other", "GET") == "no"
        User.objects.filter(pk=users["trainee"].pk).update(suspended_at=timezone.now())
        assert ask(asked.world, ana, "trainee", "GET") == "403"
        User.objects.filter(pk=users["stranger"].pk).update(is_active=False)
        assert ask(asked.world, row("home"), "stranger", "GET") == "in"


@pytest.mark.parametrize("call", mutants.calls(), ids=str)
def test_taking_out_one_gate_turns_a_cell_red(asked: Asked, call: mutants.Call) -> None:
    cells = asked.met_by[call]
    assert cells, "no cell meets this gate"
    asked.watch.out = call
    try:
        assert any(asked.ask(cell) != asked.answers[cell] for cell in cells), (
            f"{len(cells)} cells answer as before without this gate"
        )
    finally:
        asked.watch.out = None
