"""Bring the starter vocabulary in, or bring it in again after an edit; nothing is doubled."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from profiles import actions
from profiles.errors import BadVocabulary

STARTER = Path(__file__).resolve().parents[2] / "data" / "hashtags.csv"


class Command(BaseCommand):
    """manage.py import_hashtags [FILE]"""

    help = "Import hashtags from a CSV (name, kind, aliases, story); safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default=STARTER, type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open(encoding="utf-8-sig", newline="") as lines:
                entries = actions.read_vocabulary(lines)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path} could not be read: {error}") from None
        except BadVocabulary as error:
            raise CommandError(f"{path.name}: {error.sentence} Nothing was imported.") from None
        done = actions.import_vocabulary(entries=entries)
        self.stdout.write(
            f"{done.hashtags} hashtags and {done.aliases} aliases, {done.new} of them new."
        )
