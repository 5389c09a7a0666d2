"""Bring the starter vocabulary in, or bring it in again after an edit; nothing is doubled."""

from collections.abc import Iterable
from typing import Any

from profiles import actions
from profiles.management.from_csv import DATA, FromCsv

STARTER = DATA / "hashtags.csv"


class Command(FromCsv):
    """manage.py import_hashtags [FILE]"""

    help = "Import hashtags from a CSV (name, kind, aliases, story); safe to repeat."
    seed = STARTER

    def read(self, lines: Iterable[str]) -> Any:
        return actions.read_vocabulary(lines)

    def bring_in(self, found: Any) -> str:
        done = actions.import_vocabulary(entries=found)
        return f"{done.hashtags} hashtags and {done.aliases} aliases, {done.new} of them new."
