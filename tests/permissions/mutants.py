"""Every `.visible_to(…)` in the code, and how to take one of them out.

A call is known by the file and the place where it ends, which is what the running frame says too.
"""

import ast
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import Any
from unittest import mock

from django.apps import apps
from django.conf import settings
from django.db.models import Model, QuerySet

ROOT = Path(settings.BASE_DIR)
GATE = "visible_to"
APPS = (
    "safety",
    "profiles",
    "notifications",
    "messaging",
    "relationships",
    "matching",
    "mentorship",
)


@dataclass(frozen=True, order=True)
class Call:
    """One call of the gate: the file, and the line and column where the call ends."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" + (f":{self.column}" if self in _doubled() else "")


@dataclass
class Watch:
    """Which calls were made since it was last emptied, and which one is taken out."""

    made: set[Call] = field(default_factory=set)
    out: Call | None = None


@cache
def calls() -> tuple[Call, ...]:
    """Every call of the gate in the apps, read once: naming the cases asks again and again."""
    found = []
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            text = path.read_text()
            if GATE not in text:
                continue
            for node in ast.walk(ast.parse(text)):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr == GATE
                ):
                    name = str(path.relative_to(ROOT))
                    found.append(Call(name, node.end_lineno or 0, node.end_col_offset or 0))
    return tuple(sorted(found))


def gates() -> list[type[QuerySet[Model]]]:
    """Every queryset class that has the gate."""
    classes = {
        type(model._default_manager.all()): None
        for model in apps.get_models()
        if hasattr(model._default_manager.all(), GATE)
    }
    return list(classes)


@contextmanager
def watched() -> Iterator[Watch]:
    """Notes every call of the gate; where one is taken out, it lets everything through."""
    watch = Watch()
    with ExitStack() as stack:
        for gate in gates():
            stack.enter_context(mock.patch.object(gate, GATE, _noting(gate.visible_to, watch)))
        yield watch


def _noting(original: Callable[..., Any], watch: Watch) -> Callable[..., Any]:
    def visible_to(self: Any, viewer: Any) -> Any:
        call = _caller(sys._getframe(1))
        if call is not None:
            watch.made.add(call)
            if call == watch.out:
                return self._chain()
        return original(self, viewer)

    return visible_to


def _caller(frame: FrameType | None) -> Call | None:
    """The innermost frame in the apps' own code, and where its running call ends."""
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in APPS:
            places = frame.f_code.co_positions()
            _line, end_line, _column, end_column = next(islice(places, frame.f_lasti // 2, None))
            return Call(str(path.relative_to(ROOT)), end_line or 0, end_column or 0)
        frame = frame.f_back
    return None


@cache
def _doubled() -> frozenset[Call]:
    """Calls that share a line with another one."""
    lines = [(call.file, call.line) for call in calls()]
    return frozenset(call for call in calls() if lines.count((call.file, call.line)) > 1)
