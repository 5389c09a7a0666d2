"""How the runner speaks: short lines for progress, one plain sentence for a refusal."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Refusal(Exception):
    """Something stands in the way; the text says what, and what to do about it."""


def say(text: str) -> None:
    """One line for the person, out at once."""
    print(text, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Names a piece of work while it lasts and says how long it took (seconds) when it is done."""
    begun = time.monotonic()
    print(f"  {text} …", end="", flush=True)
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f" {time.monotonic() - begun:.1f} s", flush=True)


def refuse(refusal: Refusal) -> int:
    """Prints the sentence where errors go and returns the exit code for it."""
    sys.stdout.flush()
    print(f"\n{refusal}", file=sys.stderr, flush=True)
    return 1
