"""A PostgreSQL server of Kindred's own: made, started, waited for, stopped.

It listens on a socket in a private folder and on no network address, so the folder's mode is its
lock and no password is needed. `initdb` and `postgres` are run directly, not through `pg_ctl`, so
that the server is the runner's child and ends with it.
"""

import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from . import lifeline
from .identity import ServerUser
from .serverfiles import POSTGRES_MAJOR
from .talk import Refusal

SUPERUSER = DATABASE = "kindred"
START_LIMIT = 60.0  # seconds; crash recovery of a large database takes the longest
# Tests undo what they write. A vacuum in between would note that the tables are empty, and a plan
# made for empty tables takes minutes once a test fills them.
QUICK = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
QUICK += ["-c", "autovacuum=off"]


@dataclass(slots=True)
class Postgres:
    """One server: its binaries, its files, and a folder for sockets, private to `user`."""

    programs: Path
    data: Path
    sockets: Path
    log: Path
    user: ServerUser
    notes: Path
    throwaway: bool = False
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def url(self) -> str:
        return f"postgresql://{SUPERUSER}@/{DATABASE}?host={quote(str(self.sockets), safe='')}"

    def make(self) -> None:
        """Makes the data folder where there is none; whole or not at all."""
        if (self.data / "PG_VERSION").exists():
            self.check_version()
            return
        unfinished = self.data.with_name(f"{self.data.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        self.user.own_folder(unfinished)
        command = [str(self.programs / "initdb"), "-D", str(unfinished), "-U", SUPERUSER]
        command += ["--encoding=UTF8", "--no-locale", "--locale-provider=builtin"]
        command += ["--builtin-locale=C.UTF-8", "--auth-local=trust", "--auth-host=reject"]
        command += ["--no-sync"] if self.throwaway else []
        made = subprocess.run(
            command, capture_output=True, text=True, env=self.environment(), **self.user.popen()
        )
        if made.returncode != 0:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise Refusal(sentence("PostgreSQL could not make its data folder", made.stderr))
        if self.data.exists():
            self.data.rmdir()
        unfinished.rename(self.data)

    def check_version(self) -> None:
        """Raises Refusal where the data was made by another PostgreSQL, or is another user's."""
        if self.data.stat().st_uid != self.user.uid:
            raise Refusal(
                f"The database in {self.data} belongs to {self.data.owner()}, who ran Kindred here"
                " before. Run Kindred as that user, or clone it into a folder of your own."
            )
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != POSTGRES_MAJOR:
            raise Refusal(
                f"The database in {self.data} was made by PostgreSQL {made_by}, and this is"
                f" {POSTGRES_MAJOR}. It was left alone. Copy it over with pg_dump of {made_by}, or"
                " begin anew with script/run --fresh."
            )

    def start(self) -> None:
        """Starts the server; `wait` says when it answers. Call it from the main thread."""
        self.forget_stale_pid()
        command = [str(self.programs / "postgres"), "-D", str(self.data), "-k", str(self.sockets)]
        command += ["-c", "listen_addresses=", "-c", "unix_socket_permissions=0700"]
        command += ["-c", "max_connections=300", "-c", "logging_collector=off"]
        command += QUICK if self.throwaway else []
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.environment(),
                start_new_session=True,
                preexec_fn=lifeline.dying_with_parent(signal.SIGINT),
                **self.user.popen(),
            )
        lifeline.write_down(
            self.notes, "postgres", self.process.pid, gently=signal.SIGINT, firmly=signal.SIGQUIT
        )

    def forget_stale_pid(self) -> None:
        """Removes a postmaster.pid whose number another program has by now.

        PostgreSQL itself sees that a process is gone, not that its number was given away. The
        runner's lock is held here, and what was left of an earlier start has been ended.
        """
        note = self.data / "postmaster.pid"
        first = note.read_text().partition("\n")[0].strip() if note.exists() else ""
        if not first.isdecimal() or lifeline.born(int(first)) is None:
            return
        if serves(int(first), self.data):
            raise Refusal(
                f"Another PostgreSQL (process {first}) is using {self.data}. Kindred did not start."
                f" Stop it (kill -INT {first}) and start again."
            )
        note.unlink()

    def wait(self) -> None:
        """Returns when the database answers; raises Refusal with the log's reason otherwise."""
        import psycopg2

        limit = time.monotonic() + START_LIMIT
        while True:
            try:
                connection = psycopg2.connect(
                    host=str(self.sockets), user=SUPERUSER, dbname="postgres"
                )
                break
            except psycopg2.OperationalError:
                ended = self.process is None or self.process.poll() is not None
                if ended or time.monotonic() > limit:
                    raise Refusal(
                        sentence("PostgreSQL did not start", tail(self.log), self.log)
                    ) from None
                time.sleep(0.05)
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
                if cursor.fetchone() is None:
                    cursor.execute(f"CREATE DATABASE {DATABASE}")
        except psycopg2.Error as error:
            raise Refusal(sentence("The database could not be made", f"error: {error}")) from error
        finally:
            connection.close()

    def ask_to_stop(self) -> None:
        """Sends the order for a fast shutdown: open transactions are rolled back."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)

    def stop(self, *, patience: float = 1.0) -> None:
        """Ends the server, after `patience` seconds without its closing checkpoint.

        Nothing is lost by that: the next start replays the write-ahead log.
        """
        if self.process is None:
            return
        self.ask_to_stop()
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()
        self.process = None
        lifeline.cross_out(self.notes, "postgres")

    def environment(self) -> dict[str, str]:
        """Nothing of the caller's PG* variables reaches the server."""
        return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def serves(pid: int, data: Path) -> bool:
    """True where the process is a server that works in `data`; a guess by its words elsewhere."""
    working_folder = Path(f"/proc/{pid}/cwd")
    try:
        return working_folder.readlink() == data
    except OSError:
        asked = subprocess.run(
            ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True
        )
        return "postgres" in asked.stdout


def tail(log: Path) -> str:
    """The last 2,000 bytes of a log."""
    return log.read_bytes()[-2000:].decode(errors="replace") if log.exists() else ""


def sentence(what: str, text: str, log: Path | None = None) -> str:
    """`what` with the reason that stands in `text`, and the remedy."""
    if "No space left on device" in text:
        return f"{what}: the disk is full. Nothing is running. Free some room and start again."
    lines = [line for line in text.splitlines() if "FATAL" in line or "error:" in line]
    reason = lines[-1].partition("FATAL:")[2].strip() or lines[-1] if lines else "no reason given"
    more = f" Its log is {log}." if log else ""
    return f"{what}: {reason}. Nothing is running.{more}"
