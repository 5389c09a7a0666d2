"""The page that shows every component shows it in each of its states.

A state is a branch of the component's template: what it shows with and without each thing it may
be given. The branches that one request takes are noted; each must be taken by the page.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.template.base import VariableDoesNotExist
from django.template.defaulttags import IfNode
from django.template.loader import get_template
from django.test import Client

ROOT = Path(settings.BASE_DIR)
COMPONENTS = sorted(path.name for path in (ROOT / "templates/components").glob("*.html"))
# Tabs of which one is the current one: one is shown for all.
ONE_OF_THESE = "(== (literal <FilterExpression 'tab'>)"
PAGES = (
    "/styleguide/",
    "/styleguide/?page=1",
    "/styleguide/?page=3",
    "/styleguide/?show=confirm",
    "/styleguide/?show=danger",
)
Branch = tuple[str, int, str, int]  # a component, the condition's place in it and words, a way


def conditions() -> dict[int, tuple[str, int, IfNode]]:
    """Every condition in every component, as the engine keeps it."""
    found = {}
    for name in COMPONENTS:
        nodes = get_template(f"components/{name}").template.nodelist.get_nodes_by_type(IfNode)
        found |= {id(node): (name, place, node) for place, node in enumerate(nodes)}
    return found


def branch(name: str, place: int, node: IfNode, way: int) -> Branch:
    asked = node.conditions_nodelists[way][0]
    return name, place, node.token.contents if asked is None else str(asked), way


@contextmanager
def noted() -> Iterator[set[Branch]]:
    """The branches of components that are taken meanwhile."""
    known, taken, render = conditions(), set(), IfNode.render

    def noting(node: IfNode, context: Any) -> Any:
        way = _taken(node, context)
        if id(node) in known and way is not None:
            taken.add(branch(*known[id(node)], way))
        return render(node, context)

    with mock.patch.object(IfNode, "render", noting):
        yield taken


def _taken(node: IfNode, context: Any) -> int | None:
    for way, (asked, _inner) in enumerate(node.conditions_nodelists):
        try:
            if asked is None or asked.eval(context):
                return way
        except VariableDoesNotExist:
            continue
    return None


@dataclass(frozen=True)
class Shown:
    """What the page shows: component templates, and their branches."""

    components: frozenset[str]
    branches: frozenset[Branch]


@pytest.fixture
def shown(client: Client, db: None) -> Shown:
    rendered: set[str] = set()
    with noted() as taken:
        for page in PAGES:
            response = client.get(page)
            assert response.status_code == 200, page
            rendered |= {template.name or "" for template in response.templates}
    return Shown(frozenset(rendered), frozenset(taken))


def test_every_component_is_there(shown: Shown) -> None:
    assert [name for name in COMPONENTS if f"components/{name}" not in shown.components] == []


def test_every_component_is_there_in_every_state(shown: Shown) -> None:
    every = {
        branch(*found, way)
        for found in conditions().values()
        for way in range(len(found[2].conditions_nodelists))
    }
    missing = sorted(every - shown.branches)
    assert [one for one in missing if not one[2].startswith(ONE_OF_THESE)] == []
    assert len(missing) < len(every) / 20
    assert any(
        one[0] == "me_nav.html" and one[2].startswith(ONE_OF_THESE) for one in shown.branches
    )


def test_a_state_that_is_not_there_is_noticed(client: Client, db: None) -> None:
    with noted() as taken:
        client.get("/styleguide/?page=1")
    assert "previous" not in client.get("/styleguide/?page=1").content.decode()
    has_previous = [one for one in taken if one[0] == "pager.html" and "has_previous" in one[2]]
    assert [one[3] for one in has_previous] == [1]


def test_its_forms_change_nothing(client: Client, db: None) -> None:
    answer = client.post("/styleguide/", {"name": "x"}, follow=True)
    assert answer.status_code == 200
    assert "Nothing was changed" in answer.content.decode()
