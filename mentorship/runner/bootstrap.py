"""From a bare Python to a `.venv` with Kindred's packages: standard library only.

Run by script/_start.py before anything is installed; then hands over to the same package inside
`.venv`. Packages are installed only where a requirements file changed since the last time.
"""

import hashlib
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from types import FrameType

from . import checks, lifeline, options
from .folders import ROOT, key_of, lock, private_folder, var_folder
from .serverfiles import no_redis, redis_on_path
from .servers import named
from .talk import Refusal, refuse, say

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
INSTALLED = VENV / "kindred-installed.json"
ROOM_FOR_PACKAGES = 1500  # megabytes, with what pip needs while it works
ROOM_FOR_TOOLS = 2000
PRODUCTION, EMBEDDED, DEVELOPMENT = (
    "requirements.txt",
    "requirements-embedded.txt",
    "requirements-dev.txt",
)


def main(words: list[str]) -> int:
    """Prepares `.venv` for run, test, lint or bench and becomes that command; 1 on a refusal."""
    command, rest = words[0], words[1:]
    signal.signal(signal.SIGTERM, stop_here)
    try:
        if command == "run":
            look_ahead(options.run_options(rest))
        elif command == "test":
            options.test_options(rest)
        install(wanted(command))
    except Refusal as refusal:
        return refuse(refusal)
    except KeyboardInterrupt:
        say("\nStopped. Nothing is running.")
        return 130
    return os.execv(PYTHON, [str(PYTHON), "-m", "mentorship.runner", command, *rest])


def look_ahead(asked: options.RunOptions) -> None:
    """Refuses at once what would be refused anyway once the packages are there."""
    checks.secrets_are_set()
    checks.room(var_folder(), checks.NEEDED_TO_RUN, "Kindred")
    needs_redis = not named(os.environ, "REDIS_URL") and redis_on_path() is None
    if needs_redis and not brings_redis():
        raise no_redis()
    if not VENV.exists():
        checks.port_is_free(asked.host, asked.port)


def brings_redis() -> bool:
    """True where the wheel with a Redis inside can be installed."""
    machine = sys.platform == "linux" and platform.machine() == "x86_64"
    return machine and sys.version_info[:2] in {(3, 11), (3, 12)}


def wanted(command: str) -> list[str]:
    """The requirements files a command needs."""
    if command != "run":
        return [PRODUCTION, DEVELOPMENT]
    own_database = not named(os.environ, "DATABASE_URL")
    own_redis = not named(os.environ, "REDIS_URL") and redis_on_path() is None
    return [PRODUCTION, EMBEDDED] if own_database or own_redis else [PRODUCTION]


def install(files: list[str]) -> None:
    """Makes `.venv` where it is missing or broken and installs what changed in `files`."""
    hashes = {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in files}
    if works() and is_installed(hashes):
        return
    here = private_folder(uid=os.geteuid(), gid=os.getegid(), key=key_of(VENV))
    if (held := lock(here)) is None:
        say("  Another start is installing the packages; waiting for it …")
        held = lock(here, wait=True)
    try:
        if not (works() and is_installed(hashes)):
            install_alone(hashes)
    finally:
        if held is not None:
            os.close(held)


def works() -> bool:
    """True where `.venv` holds a Python that starts and is new enough."""
    if sys.prefix == str(VENV):
        return True  # it is what is reading this
    asked = [str(PYTHON), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
    try:
        return subprocess.run(asked, capture_output=True).returncode == 0
    except OSError:
        return False


def is_installed(hashes: dict[str, str]) -> bool:
    """True where every file was installed as it is now."""
    done = already()
    return all(done.get(name) == digest for name, digest in hashes.items())


def already() -> dict[str, str]:
    """The hash of each requirements file when it was last installed."""
    try:
        found = json.loads(INSTALLED.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def install_alone(hashes: dict[str, str]) -> None:
    """The work itself, with the lock held. A `.venv` made here goes again where it fails."""
    new = not works() or not (VENV / "bin" / "pip").exists()  # a start was killed in between
    room = ROOM_FOR_TOOLS if DEVELOPMENT in hashes else ROOM_FOR_PACKAGES
    checks.room(ROOT, room if new else 300, "installing the packages")
    place = VENV if VENV.exists() else ROOT
    if not os.access(place, os.W_OK):
        raise Refusal(
            f"The packages have to be installed, and {place} belongs to {place.owner()}. Nothing"
            f" was begun. Start Kindred as {place.owner()}, or clone it into a folder of your own."
        )
    begun = time.monotonic()
    try:
        if new:
            say(f"  Making .venv with Python {platform.python_version()} …")
            make_venv()
        say("  Installing packages (once; a minute or two) …")
        pip(list(hashes))
    except BaseException:
        if new:
            shutil.rmtree(VENV, ignore_errors=True)
        raise
    note = INSTALLED.with_suffix(".new")
    note.write_text(json.dumps(already() | hashes, indent=1))
    note.replace(INSTALLED)
    say(f"  Packages are ready, {time.monotonic() - begun:.0f} s")


def make_venv() -> None:
    """A new `.venv` in place of what is there."""
    if VENV.exists() and not (VENV / "pyvenv.cfg").exists() and any(VENV.iterdir()):
        raise Refusal(f"{VENV} is there and is not a Python environment. Move it and start again.")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True
    )
    if made.returncode != 0:
        if "ensurepip" in made.stdout + made.stderr:
            raise Refusal(
                f"Python {platform.python_version()} is here without its venv module. Install it"
                f" (Debian and Ubuntu: apt install python3.{sys.version_info[1]}-venv) and start"
                " again."
            )
        raise Refusal(failed("The folder .venv could not be made", made.stderr.splitlines()))


def pip(files: list[str]) -> None:
    """Installs the files with pip, naming each package as it comes."""
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    for name in files:
        command += ["-r", str(ROOT / name)]
    lines: list[str] = []
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=lifeline.dying_with_parent(signal.SIGKILL),
    ) as work:
        try:
            for line in work.stdout or ():
                lines.append(line.rstrip())
                tell(line)
        except BaseException:
            work.kill()
            raise
    if work.returncode != 0:
        raise Refusal(failed("The packages could not be installed", lines))


def tell(line: str) -> None:
    """Says which package is coming, out of all that pip says."""
    if line.startswith("Collecting "):
        say(f"    {line.split()[1]}")
    elif line.startswith("Installing collected packages"):
        say("    unpacking …")


def stop_here(signum: int, frame: FrameType | None) -> None:
    """TERM unwinds what was begun, as Ctrl-C does."""
    raise KeyboardInterrupt


def failed(what: str, lines: list[str]) -> str:
    """`what` with the last words of the program that failed, and the remedy."""
    text = "\n".join(lines)
    if "No space left on device" in text:
        return f"{what}: the disk is full. Nothing was kept. Free some room and start again."
    errors = [line for line in lines if "error" in line.lower()] or lines
    words = "\n".join(f"    {line.strip()}" for line in errors[-4:])
    return (
        f"{what}:\n{words}\nNothing is running. Where the network was the cause, start again; pip"
        " reads its index and proxy from its own settings (pip config list)."
    )
