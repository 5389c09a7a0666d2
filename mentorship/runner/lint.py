"""`script/lint`: everything that reads the code without running the suite. Needs no server."""

import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

from .folders import ROOT
from .talk import say

BIN = Path(sys.executable).parent
# Names that a production start asks for; the values reach nobody.
PRODUCTION = {
    "KINDRED_ENV": "production",
    "SITE_URL": "https://kindred.example",
    "ALLOWED_HOSTS": "kindred.example",
    "DATABASE_URL": "postgresql://kindred@db.invalid/kindred",
    "REDIS_URL": "redis://redis.invalid/0",
    "EMAIL_HOST": "mail.invalid",
    "TRUSTED_PROXIES": "1",
}
LOCAL = {
    "KINDRED_ENV": "test",
    "DATABASE_URL": "postgresql://kindred@/kindred?host=%2Fnonexistent",
    "REDIS_URL": "redis://redis.invalid/0",
}


def steps() -> list[tuple[str, list[str], dict[str, str]]]:
    """Each check: its name, its command, and what its environment needs beside ours."""
    manage = [sys.executable, "manage.py"]
    # Without a database this check warns that it could not read the history; it needs none.
    quiet = [sys.executable, "-W", "ignore::RuntimeWarning", "manage.py"]
    secret = {"SECRET_KEY": secrets.token_urlsafe(50)}
    return [
        ("ruff check", [str(BIN / "ruff"), "check", "."], {}),
        ("ruff format", [str(BIN / "ruff"), "format", "--check", "."], {}),
        ("import contracts", [str(BIN / "lint-imports")], LOCAL),
        ("missing migrations", [*quiet, "makemigrations", "--check", "--dry-run"], LOCAL),
        ("templates compile", [sys.executable, "-m", "mentorship.runner.templates"], LOCAL),
        (
            "deployment",
            [*manage, "check", "--deploy", "--fail-level", "WARNING"],
            PRODUCTION | secret,
        ),
        ("mypy", [str(BIN / "mypy")], LOCAL),
    ]


def lint() -> int:
    """Runs every check, prints what fails, and returns 1 where any did."""
    failed = []
    for name, command, needs in steps():
        begun = time.monotonic()
        told = {**os.environ, "PYTHONPATH": str(ROOT), **needs}
        ran = subprocess.run(
            command, cwd=ROOT, env=told, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        took = time.monotonic() - begun
        say(f"  {name}: {'ok' if ran.returncode == 0 else 'FAILED'}, {took:.1f} s")
        if ran.returncode != 0:
            failed.append(name)
            say(ran.stdout.rstrip() + "\n")
    if failed:
        say(f"The checks failed: {', '.join(failed)}.")
    return 1 if failed else 0
