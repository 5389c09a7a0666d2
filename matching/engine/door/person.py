"""One person of a file, field by field, each checked where it is read."""

import math
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any

from matching.engine.door.errors import BadFile
from matching.engine.door.words import STAGES, minutes_east, tag_key
from matching.engine.pool import UNKNOWN, UNKNOWN_ZONE

LARGEST = 1_000_000


def shown(value: object) -> str:
    """A value as it stands in the file, short enough for a line."""
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 40 else f"{text[:37]}..."


class Person:
    """The fields of one mentee or mentor. Every method raises BadFile with the person and field.

    side  "mentee" or "mentor"
    name  the id as it stands in the file: a text or a whole number
    """

    def __init__(self, side: str, fields: object, number: int) -> None:
        place = f"{side} number {number}"
        if not isinstance(fields, dict):
            raise BadFile(place, f"must be an object with an id and tags, not {shown(fields)}")
        if "id" not in fields:
            raise BadFile(f"{place}, id", "is missing")
        name = fields["id"]
        if isinstance(name, bool) or not isinstance(name, str | int) or name == "":
            raise BadFile(f"{place}, id", f"must be a text or a whole number, not {shown(name)}")
        self.side = side
        self.name: str | int = name
        self.fields: Mapping[str, Any] = fields

    def wrong(self, field: str, problem: str) -> BadFile:
        """The error that names this person and a field of hers."""
        return BadFile(f"{self.side} {shown(self.name)}, {field}", problem)

    def tags(self, field: str, *, required: bool = False) -> dict[str, float]:
        """Tags with their strength within (0, 1], by their key; a plain list means 1 for each.

        Of two spellings of one tag the stronger holds. A strength of 0 is no tie.
        """
        written = self._get(field, {})
        if field not in self.fields and required:
            raise self.wrong(field, "is missing; write {} for none")
        if isinstance(written, list):
            written = dict.fromkeys(map(str, written), 1.0)
        if not isinstance(written, dict):
            raise self.wrong(field, f"must be tags with their strength, not {shown(written)}")
        found: dict[str, float] = {}
        for tag, strength in written.items():
            key = tag_key(tag)
            if not key:
                raise self.wrong(field, f"has a tag without letters, {shown(tag)}")
            strong = self._number(f"{field}, {shown(tag)}", strength, 0, 1)
            if strong > 0:
                found[key] = max(strong, found.get(key, 0.0))
        return found

    def number(self, field: str, usual: float, low: float = 0, high: float = LARGEST) -> float:
        """A number from `low` to `high`."""
        return self._number(field, self._get(field, usual), low, high)

    def count(self, field: str, usual: int) -> int:
        """A whole number from 0."""
        value = self._number(field, self._get(field, usual), 0, LARGEST)
        if value != int(value):
            raise self.wrong(field, f"must be a whole number, not {shown(value)}")
        return int(value)

    def flag(self, field: str, *, usual: bool) -> bool:
        """true or false."""
        value = self._get(field, usual)
        if not isinstance(value, bool):
            raise self.wrong(field, f"must be true or false, not {shown(value)}")
        return value

    def words(self, field: str) -> list[str]:
        """A list of words, compared without regard to case."""
        value = self._get(field, [])
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise self.wrong(field, f"must be a list of words, not {shown(value)}")
        return sorted({" ".join(word.casefold().split()) for word in value})

    def names(self, field: str) -> list[str] | None:
        """A list of ids, none of them twice; None when it is not given."""
        value = self.fields.get(field)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(name, str | int) for name in value):
            raise self.wrong(field, f"must be a list of ids, not {shown(value)}")
        names = [str(name) for name in value]
        if len(set(names)) < len(names):
            raise self.wrong(field, "names somebody twice")
        return names

    def text(self, field: str) -> str:
        """One text, case and spacing aside; empty when it is not given."""
        value = self._get(field, "")
        if not isinstance(value, str):
            raise self.wrong(field, f"must be a text, not {shown(value)}")
        return " ".join(value.casefold().split())

    def stage(self, field: str = "stage") -> int:
        """A stage's number, UNKNOWN when it is not given."""
        word = self.text(field)
        return self._stage(field, word) if word else UNKNOWN

    def stages(self, field: str) -> int:
        """A list of stages as a bit mask."""
        return sum(1 << number for number in {self._stage(field, w) for w in self.words(field)})

    def offset(self, day: date) -> int:
        """Minutes east of UTC on that day, UNKNOWN_ZONE when no time zone is given."""
        value = self._get("time_zone", "")
        if not isinstance(value, str):
            raise self.wrong("time_zone", f"must be a text, not {shown(value)}")
        if not value:
            return UNKNOWN_ZONE
        try:
            return minutes_east(value, day)
        except KeyError:
            problem = f'must be a time zone such as "Europe/Paris", not {shown(value)}'
            raise self.wrong("time_zone", problem) from None

    def unknown_fields(self, known: tuple[str, ...]) -> list[str]:
        """A line for each field that means nothing here, with the field that was perhaps meant."""
        lines = []
        for field in self.fields:
            if field not in known:
                near = get_close_matches(field, known, n=1)
                hint = f'; did you mean "{near[0]}"?' if near else ""
                lines.append(f"{self.side} {shown(self.name)}, {field}: is not read{hint}")
        return lines

    def _get(self, field: str, usual: Any) -> Any:
        value = self.fields.get(field)
        return usual if value is None else value

    def _number(self, field: str, value: object, low: float, high: float) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.wrong(field, f"must be a number, not {shown(value)}")
        if not math.isfinite(value) or not low <= value <= high:
            raise self.wrong(field, f"must be from {low:g} to {high:,.0f}, not {shown(value)}")
        return float(value)

    def _stage(self, field: str, word: str) -> int:
        code = word.replace(" ", "_").replace("-", "_")
        if code not in STAGES:
            raise self.wrong(field, f"must be one of {', '.join(STAGES)}, not {shown(word)}")
        return STAGES[code]
