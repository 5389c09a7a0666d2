"""Take a mail that came back, from the mail server's pipe; see docs/operations.md."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from notifications.bounces import take_report

MOST_BYTES = 1_000_000  # a report stands at the beginning


class Command(BaseCommand):
    """Reads one mail from standard input."""

    help = "Reads a mail that came back (RFC 3464) from standard input, and stops mail to it."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Whatever it is, it was taken: a mail server must not return a bounce."""
        stopped = take_report(sys.stdin.buffer.read(MOST_BYTES))
        self.stdout.write(f"{stopped} stopped")
