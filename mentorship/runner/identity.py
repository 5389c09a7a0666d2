"""As whom the servers run, and what that person can reach.

PostgreSQL refuses to run as root, so root's servers run as an unprivileged user; anybody else's run
as that person.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .talk import Refusal, say

USER = "kindred"
SHELLS = ("/usr/sbin/nologin", "/sbin/nologin", "/bin/false")


@dataclass(frozen=True, slots=True)
class ServerUser:
    """The owner of the servers and of their data."""

    name: str
    uid: int
    gid: int

    @property
    def is_me(self) -> bool:
        return self.uid == os.geteuid()

    def popen(self) -> dict[str, Any]:
        """Arguments that make subprocess start a program as this user, in nobody's folder."""
        if self.is_me:
            return {"cwd": "/", "umask": 0o077}
        return {
            "user": self.uid,
            "group": self.gid,
            "extra_groups": [],
            "cwd": "/",
            "umask": 0o077,
        }

    def can_run(self, program: Path) -> bool:
        """True where this user can start the program, tried by asking it for its version."""
        try:
            asked = subprocess.run(
                [str(program), "--version"], capture_output=True, timeout=20, **self.popen()
            )
        except OSError:
            return False
        return asked.returncode == 0

    def can_pass(self, folder: Path) -> bool:
        """True where this user can enter the folder, every folder above it included."""
        if self.is_me:
            return os.access(folder, os.X_OK)
        tried = subprocess.run(
            ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)], capture_output=True, **self.popen()
        )
        return tried.returncode == 0

    def own_folder(self, folder: Path) -> None:
        """Makes a folder that only this user enters; refuses one that belongs to another."""
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if found.st_uid == self.uid:
            return
        if os.geteuid() != 0 or any(folder.iterdir()):
            raise Refusal(
                f"{folder} belongs to another user of this machine, who ran Kindred here before."
                " Run Kindred as that user, or clone it into a folder of your own."
            )
        os.chown(folder, self.uid, self.gid, follow_symlinks=False)


def from_entry(entry: pwd.struct_passwd) -> ServerUser:
    """A ServerUser from the machine's list of users."""
    return ServerUser(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)


def server_user(data: Path) -> ServerUser:
    """Me; for root the owner of the data that is already there, else the user `kindred`.

    Makes the user `kindred` on a machine that has none. Raises Refusal where that cannot be done.
    """
    me = os.geteuid()
    if me != 0:
        try:
            return from_entry(pwd.getpwuid(me))
        except KeyError:
            raise Refusal(
                f"This machine has no name for the user with the number {me}, and PostgreSQL needs"
                " one. Run Kindred as a user that is listed in /etc/passwd, or set DATABASE_URL."
            ) from None
    if data.is_dir() and data.stat().st_uid != 0:
        try:
            return from_entry(pwd.getpwuid(data.stat().st_uid))
        except KeyError:
            pass
    for name in (USER, "postgres"):
        try:
            return from_entry(pwd.getpwnam(name))
        except KeyError:
            if name == USER and made_user():
                return from_entry(pwd.getpwnam(USER))
    raise Refusal(
        "PostgreSQL does not run as root, and the unprivileged user it needs could not be made."
        " Make one (useradd --system kindred), start Kindred as an ordinary user, or set"
        " DATABASE_URL."
    )


def made_user() -> bool:
    """Adds the system user `kindred`; False where the machine does not let it."""
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        return False
    shell = next((shell for shell in SHELLS if Path(shell).exists()), "/bin/false")
    added = subprocess.run(
        [
            *(useradd, "--system", "--no-create-home", "--home-dir", "/nonexistent"),
            *("--shell", shell, USER),
        ],
        capture_output=True,
    )
    if added.returncode == 0:
        say(f"  Made the system user {USER}: PostgreSQL does not run as root.")
    return added.returncode == 0
