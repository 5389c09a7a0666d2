"""Workers of the night as processes of their own: `python -m tests.faults.night_worker`.

One process imports and compiles once, as a Celery worker does, and forks for each line "RUN WHERE"
that it reads. The fork works until the run has ended and says "PID done". With a WHERE that is not
"-" it does one piece's work, says "PID inside" before that is kept, and waits to be killed.
"""

import logging
import os
import signal
import sys
import time
from importlib import import_module
from typing import Any

import django

logger = logging.getLogger(__name__)


def tell(word: str) -> None:
    """One line to whoever started this."""
    sys.stdout.write(f"{os.getpid()} {word}\n")
    sys.stdout.flush()


def waiting(work: Any) -> Any:
    """`work`, and then nothing more."""

    def done(*arguments: Any, **named: Any) -> Any:
        work(*arguments, **named)
        tell("inside")
        time.sleep(120)

    return done


def work_on(run: int, where: str) -> None:
    """Until the run has ended."""
    night = import_module("matching.night")
    if where != "-":
        setattr(night, where, waiting(getattr(night, where)))
    while night.SuggestionRun.objects.unfinished().filter(pk=run).exists():
        night.step(run)
    tell("done")


def main() -> None:
    """Forks until nothing more is to be read."""
    django.setup()
    import_module("matching.night")
    import_module("matching.warming").warm_up()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    while line := sys.stdin.readline():
        run, where = line.split()
        if os.fork() == 0:
            try:
                work_on(int(run), where)
            except Exception:
                logger.exception("a worker of the night has failed")
                tell("failed")
            os._exit(0)


if __name__ == "__main__":
    main()
