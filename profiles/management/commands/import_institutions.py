"""Bring the institutions in, or those lines that are new; what staff changed stays as it is."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from profiles import actions
from profiles.errors import BadInstitutions

SEED = Path(__file__).resolve().parents[2] / "data" / "institutions.csv"


class Command(BaseCommand):
    """manage.py import_institutions [FILE]"""

    help = "Import institutions from a CSV (name, country_code, domains); safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default=SEED, type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open(encoding="utf-8-sig", newline="") as lines:
                seeds = actions.read_institutions(lines)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path} could not be read: {error}") from None
        except BadInstitutions as error:
            raise CommandError(f"{path.name}: {error.sentence} Nothing was imported.") from None
        done = actions.import_institutions(seeds=seeds)
        self.stdout.write(
            f"{done.institutions} institutions, {done.new} of them new, with {done.domains} "
            f"domains; {done.people} people found theirs."
        )
