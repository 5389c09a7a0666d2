"""The demo's invented people, asks and conversations, read and checked.

Everything here is plain data: no Django, no database. `load()` gives a `DemoContent` whose parts
agree with each other, or raises `DemoContentError` naming the file, the line and what is wrong.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from mentorship.demo.checks import problems
from mentorship.demo.shapes import Ask, Conversation, DemoContent, Institution, Message, Person

FOLDER = Path(__file__).resolve().parent

Part = TypeVar("Part", Institution, Person, Ask, Message, Conversation)


class DemoContentError(Exception):
    """The demo files contradict themselves; the message says where and how."""


def load(folder: Path = FOLDER) -> DemoContent:
    """Read the four files of `folder`.

    Raises DemoContentError when a line cannot be read or the parts do not agree.
    """
    institutions = tuple(_institutions(folder / "institutions.csv"))
    by_slug = {institution.slug: institution for institution in institutions}
    content = DemoContent(
        institutions=institutions,
        people=tuple(_person(row, by_slug, where) for where, row in _rows(folder / "people.jsonl")),
        asks=tuple(_build(Ask, row, where) for where, row in _rows(folder / "asks.jsonl")),
        conversations=tuple(
            _conversation(row, where) for where, row in _rows(folder / "conversations.jsonl")
        ),
    )
    found = problems(content)
    if found:
        raise DemoContentError("; ".join(found))
    return content


def _institutions(path: Path) -> Iterator[Institution]:
    with path.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=2):
            yield _build(Institution, row, f"{path.name}:{number}")


def _rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            where = f"{path.name}:{number}"
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                raise DemoContentError(f"{where}: {error.msg}") from error
            if not isinstance(row, dict):
                raise DemoContentError(f"{where}: not an object")
            yield where, row


def _person(row: dict[str, Any], institutions: Mapping[str, Institution], where: str) -> Person:
    home = institutions.get(row.get("institution", ""))
    if home is None:
        raise DemoContentError(f"{where}: unknown institution {row.get('institution')!r}")
    place = {"city": home.city, "time_zone": home.time_zone, "institution_name": home.name}
    place["house"] = home.parent or home.slug
    return _build(Person, place | row, where)


def _conversation(row: dict[str, Any], where: str) -> Conversation:
    messages = tuple(_build(Message, each, where) for each in row.get("messages", ()))
    return _build(Conversation, row | {"messages": messages}, where)


def _build(cls: type[Part], row: Mapping[str, Any], where: str) -> Part:
    """`cls` from a row, lists turned to tuples; a wrong, missing or stray key is an error."""
    known = {each.name for each in fields(cls)}
    stray = sorted(str(key) for key in row if key not in known)
    if stray:
        raise DemoContentError(f"{where}: unknown key {', '.join(stray)}")
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in row.items()
    }
    try:
        return cls(**values)
    except TypeError as error:
        raise DemoContentError(f"{where}: {error}") from error
