"""The servers of one run: those that the environment does not name already."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import serverfiles
from .folders import SYSTEM_FOLDER, key_of, private_folder
from .identity import ServerUser
from .postgres import Postgres
from .redis_server import Redis
from .talk import Refusal, say


@dataclass(frozen=True, slots=True)
class Servers:
    """What was started here; None for a server that the environment names."""

    postgres: Postgres | None
    redis: Redis | None

    def environment(self) -> dict[str, str]:
        """Where they answer, as DATABASE_URL and REDIS_URL."""
        found = {}
        if self.postgres:
            found["DATABASE_URL"] = self.postgres.url
        if self.redis:
            found["REDIS_URL"] = self.redis.url
        return found

    def start(self) -> None:
        """Starts both at once and returns when both answer; none is left where one fails."""
        started = [server for server in (self.postgres, self.redis) if server]
        for server in started:
            server.make()
        try:
            for server in started:
                server.start()
            for server in started:
                server.wait()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stops both, each having got its order before the other is waited for."""
        for server in (self.redis, self.postgres):
            if server:
                server.ask_to_stop()
        for server in (self.redis, self.postgres):
            if server:
                server.stop()

    def died(self) -> str | None:
        """The name of a server that ended by itself; None while all is well."""
        for name, server in (("PostgreSQL", self.postgres), ("Redis", self.redis)):
            if server and server.process and server.process.poll() is not None:
                return f"{name} (its log is {server.log})"
        return None


def named(environment: Mapping[str, str], name: str) -> bool:
    """True where the environment names a server, an empty value not counted."""
    return bool(environment.get(name, "").strip())


def planned(
    *, home: Path, sockets: Path, logs: Path, notes: Path, user: ServerUser, throwaway: bool = False
) -> Servers:
    """The servers that are needed beside the environment's, not yet started.

    `home` holds their data, `sockets` is private to `user`, `notes` to the runner.
    """
    copies = copies_for(user, home)
    postgres = redis = None
    if not named(os.environ, "DATABASE_URL"):
        postgres = Postgres(
            programs=serverfiles.postgres_programs(user, copies),
            data=home / "postgres",
            sockets=sockets,
            log=logs / "postgres.log",
            user=user,
            notes=notes,
            throwaway=throwaway,
        )
    if not named(os.environ, "REDIS_URL"):
        redis = Redis(
            program=serverfiles.redis_program(user, copies),
            data=home / "redis",
            sockets=sockets,
            log=logs / "redis.log",
            user=user,
            notes=notes,
            throwaway=throwaway,
        )
    return Servers(postgres=postgres, redis=redis)


def copies_for(user: ServerUser, home: Path) -> Path:
    """Where copies of the server's files go: a folder of Kindred's own for root."""
    return home / "server" if user.is_me else SYSTEM_FOLDER / "server"


def data_home(user: ServerUser, var: Path) -> Path:
    """`var` where the servers' user can enter it, else a folder under /var/lib, which is said."""
    if user.can_pass(var):
        return var
    home = SYSTEM_FOLDER / key_of(var)
    try:
        for folder in (SYSTEM_FOLDER, home):
            folder.mkdir(mode=0o755, exist_ok=True)
    except OSError as error:
        raise Refusal(
            f"The servers' user {user.name} cannot reach {var}, and {home} could not be made"
            f" ({error.strerror}). Clone Kindred where others may pass, for example under /srv."
        ) from error
    say(f"  The servers' user {user.name} cannot reach {var}: their data is in {home}.")
    return home


def sockets_for(user: ServerUser, var: Path) -> Path:
    """The private folder for the servers' sockets."""
    return private_folder(uid=user.uid, gid=user.gid, key=key_of(var))


@contextmanager
def running(servers: Servers) -> Iterator[dict[str, str]]:
    """Starts servers, yields their environment, and stops them whatever happens inside."""
    servers.start()
    try:
        yield servers.environment()
    finally:
        servers.stop()
