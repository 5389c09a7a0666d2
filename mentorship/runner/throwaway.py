"""Servers for tests: on data of their own, quick instead of safe, gone afterwards.

With DATABASE_URL or REDIS_URL set, those servers are used and not touched.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from .folders import lock, short_temporary
from .identity import ServerUser, server_user
from .servers import named, planned, running

PREFIX = "kindred-test"
ME = ServerUser(name="me", uid=os.geteuid(), gid=os.getegid())


@contextmanager
def throwaway_servers() -> Iterator[dict[str, str]]:
    """Yields DATABASE_URL, REDIS_URL and KINDRED_VAR of its own, those set already left out.

    Call it from the main thread: the servers end with the thread that started them.
    """
    wanted = [
        name for name in ("DATABASE_URL", "REDIS_URL", "KINDRED_VAR") if not named(os.environ, name)
    ]
    if not wanted:
        yield {}
        return
    user = ME if wanted == ["KINDRED_VAR"] else server_user(Path("/nonexistent"))
    with folder(user) as home:
        servers = planned(home=home, sockets=home, logs=home, notes=home, user=user, throwaway=True)
        with running(servers) as found:
            if "KINDRED_VAR" in wanted:
                (home / "var").mkdir()
                found["KINDRED_VAR"] = str(home / "var")
            yield found


@contextmanager
def folder(user: ServerUser) -> Iterator[Path]:
    """A private folder with a short path, locked while it is used and deleted afterwards."""
    sweep(user)
    home = Path(tempfile.mkdtemp(prefix=f"{PREFIX}-{user.uid}-", dir=short_temporary()))
    descriptor = lock(home)
    if not user.is_me:
        os.chown(home, user.uid, user.gid)
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)
        if descriptor is not None:
            os.close(descriptor)


def sweep(user: ServerUser) -> None:
    """Deletes the folders of test runs that were killed: those that nobody holds any more."""
    for left in short_temporary().glob(f"{PREFIX}-{user.uid}-*"):
        with suppress(OSError):
            if left.lstat().st_uid == user.uid and (held := lock(left)) is not None:
                shutil.rmtree(left, ignore_errors=True)
                os.close(held)


def serve_for(command: list[str]) -> int:
    """Runs a command with servers of its own and returns its exit code."""

    def stop_here(signum: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + signum)

    signal.signal(signal.SIGTERM, stop_here)
    with throwaway_servers() as found:
        return subprocess.run(command, env=os.environ | found).returncode
