"""Nothing outlives the runner, however it ends: standard library only.

On Linux the kernel signals a child when its parent dies, kill -9 included. Everywhere, each child
is written down with the moment it was born; the next start ends those that are still there, and a
process that merely got the same number is left alone.
"""

import ctypes
import json
import os
import platform
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

LINUX = platform.system() == "Linux"
PR_SET_PDEATHSIG = 1
PATIENCE = 6.0  # seconds


def dying_with_parent(signum: signal.Signals) -> Callable[[], None]:
    """A preexec_fn: the child gets `signum` when the thread that started it is gone.

    Call it in the process that starts the child, from a thread that lives as long as the child.
    """
    parent = os.getpid()
    libc = ctypes.CDLL(None) if LINUX else None

    def tie() -> None:
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, int(signum), 0, 0, 0)
            if os.getppid() != parent:
                os.kill(os.getpid(), signal.SIGKILL)

    return tie


def born(pid: int) -> str | None:
    """When a process was started, in the system's own words; None where there is none."""
    if LINUX:
        try:
            state, *rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except (OSError, ValueError):
            return None
        return None if state == "Z" else rest[18]
    asked = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True)
    return asked.stdout.strip() or None


def write_down(
    folder: Path,
    name: str,
    pid: int,
    *,
    gently: signal.Signals = signal.SIGTERM,
    firmly: signal.Signals = signal.SIGKILL,
    group: bool = False,
) -> None:
    """Remembers a child: the signals that end it, and whether its group gets them too."""
    note = {"pid": pid, "born": born(pid), "signals": [gently, firmly], "group": group}
    (folder / f"{name}.child").write_text(json.dumps(note))


def cross_out(folder: Path, name: str) -> None:
    """Forgets a child that has ended."""
    (folder / f"{name}.child").unlink(missing_ok=True)


def end_leftovers(folder: Path) -> list[str]:
    """Ends the children of a runner that was killed; returns their names.

    Call it with the folder's lock held: then nobody alive owns them.
    """
    ended = []
    for note in sorted(folder.glob("*.child")):
        with suppress(ValueError, KeyError, TypeError):
            child = json.loads(note.read_text())
            pid, since = int(child["pid"]), child["born"]
            if since is not None and born(pid) == since:
                ended.append(note.stem)
                end(pid, since, signals=child["signals"], group=bool(child["group"]))
        note.unlink(missing_ok=True)
    return ended


def end(pid: int, since: str, *, signals: list[int], group: bool) -> None:
    """Sends each signal in turn and waits up to six seconds after each for the process to go."""
    for signum in signals:
        with suppress(ProcessLookupError):
            (os.killpg if group else os.kill)(pid, signum)
        limit = time.monotonic() + PATIENCE
        while time.monotonic() < limit:
            if born(pid) != since:
                return
            time.sleep(0.05)
