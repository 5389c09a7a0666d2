"""Bring the institutions in, or those lines that are new; what staff changed stays as it is."""

from collections.abc import Iterable
from typing import Any

from profiles import actions
from profiles.management.from_csv import DATA, FromCsv

SEED = DATA / "institutions.csv"


class Command(FromCsv):
    """manage.py import_institutions [FILE]"""

    help = "Import institutions from a CSV (name, country_code, domains); safe to repeat."
    seed = SEED

    def read(self, lines: Iterable[str]) -> Any:
        return actions.read_institutions(lines)

    def bring_in(self, found: Any) -> str:
        done = actions.import_institutions(seeds=found)
        return (
            f"{done.institutions} institutions, {done.new} of them new, with {done.domains} "
            f"domains; {done.people} people found theirs."
        )
