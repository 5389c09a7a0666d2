"""What the children are told, and the one secret that is made up for local use."""

import os
import resource
import secrets
import socket
from contextlib import suppress
from pathlib import Path

from .checks import LOOPBACK
from .options import RunOptions

OPEN_FILES = 65_536  # more than any one process of ours needs; a live stream holds one


def secret_key(var: Path) -> str:
    """The secret of this checkout, made once, readable by its owner alone."""
    kept = var / "secret_key"
    with suppress(FileExistsError):
        unfinished = kept.with_suffix(f".{os.getpid()}")
        unfinished.touch(mode=0o600)
        unfinished.write_text(secrets.token_urlsafe(50))
        try:
            os.link(unfinished, kept)  # fails where another start was quicker
        finally:
            unfinished.unlink()
    return kept.read_text().strip()


def children(asked: RunOptions, var: Path, servers: dict[str, str]) -> dict[str, str]:
    """The environment of web, worker, beat and manage.py; what is set already stays as it is."""
    told = dict(os.environ)
    told.update(servers)
    told["KINDRED_VAR"] = str(var)
    told["DJANGO_SETTINGS_MODULE"] = "mentorship.settings"
    told["PYTHONUNBUFFERED"] = "1"
    told.setdefault("KINDRED_ENV", "local")
    if told["KINDRED_ENV"] != "production":
        told.setdefault("KINDRED_DEMO", "1")
        told.setdefault("SITE_URL", page(asked))
        told.setdefault("ALLOWED_HOSTS", ",".join(hosts(asked.host)))
        if not told.get("SECRET_KEY"):
            told["SECRET_KEY"] = secret_key(var)
    return told


def page(asked: RunOptions) -> str:
    """Where a browser on this machine finds Kindred."""
    everywhere = {"0.0.0.0", "::", ""}
    name = "localhost" if asked.host in LOOPBACK | everywhere else asked.host
    return f"http://{f'[{name}]' if ':' in name else name}:{asked.port}"


def hosts(listening: str) -> list[str]:
    """The names Kindred answers to: this machine's, and its addresses where it is open to them."""
    found = ["localhost", "127.0.0.1", "[::1]"]
    if listening in LOOPBACK:
        return found
    name = socket.gethostname()
    found += [listening, name]
    with suppress(OSError):
        found += [str(place[0]) for *_, place in socket.getaddrinfo(name, None)]
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.connect(("192.0.2.1", 9))  # sends nothing; tells which of our addresses goes out
        found.append(asking.getsockname()[0])
    return sorted({f"[{place}]" if ":" in place and place[0] != "[" else place for place in found})


def allow_many_files() -> None:
    """Raises the limit of open files for the children: an open page can hold a live stream."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    soft = OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, OPEN_FILES)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
