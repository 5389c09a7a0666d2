"""What is looked at before anything is begun, so that a refusal leaves nothing half done."""

import errno
import os
import shutil
import socket
from pathlib import Path
from urllib.parse import urlsplit

from .talk import Refusal

MEGABYTE = 1024 * 1024
NEEDED_TO_RUN = 300  # megabytes: a new database takes 60, its write-ahead log grows from there
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def room(folder: Path, megabytes: int, purpose: str) -> None:
    """Raises Refusal where the disk under `folder` has less than `megabytes` free."""
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free // MEGABYTE
    if free < megabytes:
        raise Refusal(
            f"The disk is full: {free} MB are free at {folder}, and {purpose} needs {megabytes} MB."
            " Nothing was begun. Free some room and start again."
        )


def port_is_free(host: str, port: int) -> None:
    """Raises Refusal where the page could not be served at this address."""
    # A browser asks ::1 first for localhost: somebody else's page there would be shown instead.
    for address in (host, "::1") if host in LOOPBACK else (host,):
        try:
            family, kind, _, _, place = socket.getaddrinfo(
                address, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            with socket.socket(family, kind) as tried:
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    tried.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                tried.bind(place)
                tried.listen()
        except OSError as error:
            if address != host and error.errno != errno.EADDRINUSE:
                continue  # a machine without IPv6
            raise Refusal(why_not(host, port, error)) from error


def why_not(host: str, port: int, error: OSError) -> str:
    """The sentence for an address that cannot be listened on."""
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is taken by another program. Nothing was started. Stop that program, or"
            f" choose another port: script/run --port {port + 1 if port < 65535 else 8001}"
        )
    if error.errno == errno.EACCES:
        return (
            f"Port {port} is kept for root on this machine. Nothing was started. Choose one above"
            " 1023: script/run --port 8000"
        )
    return (
        f"This machine has no address {host} to listen on ({error.strerror}). Nothing was started."
        " Use --host 127.0.0.1 for this machine alone, or --host 0.0.0.0 for its network."
    )


def database_answers(url: str) -> None:
    """Raises Refusal where DATABASE_URL names no PostgreSQL that lets us in."""
    import psycopg2

    if urlsplit(url).scheme not in {"postgres", "postgresql"}:
        raise Refusal(
            "DATABASE_URL must begin with postgresql:// (Kindred keeps its rules in PostgreSQL)."
            " Correct it, or unset it and Kindred brings its own PostgreSQL."
        )
    try:
        psycopg2.connect(url, connect_timeout=5).close()
    except psycopg2.Error as error:
        raise Refusal(
            f"The database that DATABASE_URL names does not answer: {reason(error, url)}. Nothing"
            " was started. Start that server or correct DATABASE_URL; unset it and Kindred brings"
            " its own."
        ) from error


def redis_answers(url: str) -> None:
    """Raises Refusal where REDIS_URL names no Redis that answers."""
    import redis

    try:
        client = redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5)
        client.ping()
        client.close()
    except (redis.RedisError, ValueError) as error:
        raise Refusal(
            f"The Redis that REDIS_URL names does not answer: {reason(error, url)}. Nothing was"
            " started. Start that server or correct REDIS_URL; unset it and Kindred brings its own."
        ) from error


def reason(error: Exception, url: str) -> str:
    """The first line of a driver's complaint, without the password that the URL may hold."""
    line = str(error).strip().partition("\n")[0].rstrip(".?") or "no reason given"
    for secret in (url, url.rpartition("@")[0].rpartition(":")[2]):
        line = line.replace(secret, "***") if secret else line
    return line


def secrets_are_set() -> None:
    """Raises Refusal in production without a secret of its own."""
    if os.environ.get("KINDRED_ENV") == "production" and not os.environ.get("SECRET_KEY"):
        raise Refusal(
            "KINDRED_ENV is production and SECRET_KEY is not set. Kindred makes up a secret for"
            " local use only. Set SECRET_KEY (docs/operations.md says how to make one)."
        )
