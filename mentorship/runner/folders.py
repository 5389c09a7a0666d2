"""Where Kindred keeps things on this machine: standard library only.

Nothing above the checkout is ever changed. Locks and sockets live in a private folder with a short
path, because the path of a socket ends at 107 characters; it is the same whatever TMPDIR or
XDG_RUNTIME_DIR say, so that two starts from different shells meet at one lock.
"""

import fcntl
import hashlib
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from .talk import Refusal

ROOT = Path(__file__).resolve().parent.parent.parent
SYSTEM_FOLDER = Path("/var/lib/kindred")
SOCKET_PATH_LIMIT = 103  # 107 on Linux, 103 on macOS


def var_folder() -> Path:
    """KINDRED_VAR, else `var` in the checkout; not made by asking."""
    return Path(os.environ.get("KINDRED_VAR", "").strip() or ROOT / "var").resolve()


def key_of(folder: Path) -> str:
    """Ten characters that stand for a folder, the same at every start."""
    return hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:10]


def short_temporary() -> Path:
    """/tmp, else the machine's own folder for temporary files."""
    tmp = Path("/tmp")
    return tmp if tmp.is_dir() and os.access(tmp, os.W_OK) else Path(tempfile.gettempdir())


def private_folder(*, uid: int, gid: int, key: str) -> Path:
    """The folder for locks and sockets: mode 0700, owned by `uid`, made where it is missing.

    Raises Refusal where something else stands in its place: a link, a file, somebody else's folder.
    """
    folder = short_temporary() / f"kindred-{uid}-{key}"
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        if uid != os.geteuid():
            os.chown(folder, uid, gid, follow_symlinks=False)
    found = folder.lstat()
    mine = stat.S_ISDIR(found.st_mode) and found.st_uid == uid
    if not mine or stat.S_IMODE(found.st_mode) & 0o077:
        raise Refusal(
            f"{folder} is not a private folder of Kindred's: somebody else made it, or it was"
            " opened to others. Nothing was started. Remove it and start again."
        )
    if len(str(folder)) + len("/.s.PGSQL.5432") > SOCKET_PATH_LIMIT:
        raise Refusal(
            f"{folder} is too long a path for a socket. Set TMPDIR to a short folder and start"
            " again."
        )
    return folder


def lock(folder: Path, *, wait: bool = False) -> int | None:
    """Takes the lock on a folder; returns its descriptor, or None where another process holds it.

    The lock is on the folder itself: no lock file stays behind, it ends with the process however
    that ends, and cleaners of /tmp leave a locked folder alone.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def make_var(var: Path) -> None:
    """Makes the folder for data; open to pass through, not to read: servers reach theirs."""
    try:
        var.mkdir(mode=0o711, parents=True, exist_ok=True)
        (var / "log").mkdir(mode=0o700, exist_ok=True)
        (var / "static").mkdir(exist_ok=True)
    except OSError as error:
        raise Refusal(
            f"Kindred cannot keep its data in {var} ({error.strerror}). Use a folder of your"
            " own: clone Kindred into your home, or set KINDRED_VAR to a folder you may write to."
        ) from error
    if not os.access(var, os.W_OK) or not os.access(var / "log", os.W_OK):
        owner = var.owner() if var.stat().st_uid != os.geteuid() else "somebody else"
        raise Refusal(
            f"{var} belongs to {owner}, who ran Kindred here before. Run it as {owner} again, clone"
            " Kindred into a folder of your own, or set KINDRED_VAR to one."
        )
