"""What commands that bring in a file of the project have in common."""

from abc import ABC, abstractmethod
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError

from safety.errors import Refused

DATA = Path(__file__).resolve().parents[1] / "data"


class FromCsv(BaseCommand, ABC):
    """manage.py COMMAND [FILE]; `seed` is the file where none is named."""

    seed: ClassVar[Path]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default=self.seed, type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open(encoding="utf-8-sig", newline="") as lines:
                found = self.read(lines)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path} could not be read: {error}") from None
        except Refused as error:
            raise CommandError(f"{path.name}: {error.sentence} Nothing was imported.") from None
        self.stdout.write(self.bring_in(found))

    @abstractmethod
    def read(self, lines: Iterable[str]) -> Any:
        """What the lines say; refuses the file as a whole, in a sentence that names the line."""

    @abstractmethod
    def bring_in(self, found: Any) -> str:
        """Bring it in; returns what was done, in words."""
