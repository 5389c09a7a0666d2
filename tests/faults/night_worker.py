"""A worker of the night as a process of its own: `python -m tests.faults.night_worker RUN [WHERE]`.

With WHERE it does one piece's work, says "inside" before that is kept, and waits to be killed.
"""

import sys
import time
from importlib import import_module
from typing import Any

import django


def waiting(work: Any) -> Any:
    """`work`, and then nothing more."""

    def done(*arguments: Any, **named: Any) -> Any:
        work(*arguments, **named)
        sys.stdout.write("inside\n")
        sys.stdout.flush()
        time.sleep(120)

    return done


def main(run: int, where: str | None) -> None:
    """Works until the run has ended."""
    django.setup()
    night = import_module("matching.night")
    if where:
        setattr(night, where, waiting(getattr(night, where)))
    while night.SuggestionRun.objects.unfinished().filter(pk=run).exists():
        night.step(run)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)
