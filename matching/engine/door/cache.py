"""Where compiled functions are kept for the command line."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

NAME = "NUMBA_CACHE_DIR"


def folder() -> Path | None:
    """A folder that this user can write to and nobody else, made if need be; None without one."""
    for place in _places():
        with suppress(OSError):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            if place.stat().st_uid == os.getuid() and os.access(place, os.W_OK | os.X_OK):
                return place
    return None


def _places() -> Iterator[Path]:
    """The user's cache, else a folder of the user's among temporary ones."""
    named = os.environ.get("XDG_CACHE_HOME")
    with suppress(RuntimeError):  # nobody's home
        yield (Path(named) if named else Path.home() / ".cache") / "kindred" / "numba"
    yield Path(tempfile.gettempdir()) / f"kindred-numba-{os.getuid()}"
