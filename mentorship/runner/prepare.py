"""The part of a start that needs Django, in one process: migrate, demo, sign-ins.

`python -m mentorship.runner.prepare [--demo]` with the children's environment. Progress goes to
standard error, the demo's sign-ins to standard output.
"""

import io
import sys
import time

import django
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor


def tell(text: str) -> None:
    """One line of progress."""
    print(f"  {text}", file=sys.stderr, flush=True)


def migrate() -> None:
    """Brings the database to the code's state; silent and quick where it is there already."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return
    begun = time.monotonic()
    tell(f"Bringing the database up to date ({len(plan)} steps) …")
    call_command("migrate", interactive=False, verbosity=0)
    tell(f"The database is up to date, {time.monotonic() - begun:.1f} s")


def seed(*, demo: bool) -> None:
    """Fills in the vocabulary, and the demo people, where nobody is there yet; all or nothing."""
    if get_user_model().objects.exists():
        return
    begun = time.monotonic()
    tell("Filling in the demo people (once) …" if demo else "Filling in the hashtags (once) …")
    with transaction.atomic():
        call_command("seed_demo" if demo else "import_hashtags", stdout=io.StringIO())
    tell(f"They are there, {time.monotonic() - begun:.1f} s")


def institutions() -> None:
    """Fills in where people work, where no institution is there yet."""
    if apps.get_model("profiles", "Institution").objects.exists():
        return
    begun = time.monotonic()
    tell("Filling in the institutions (once) …")
    call_command("import_institutions", stdout=io.StringIO())
    tell(f"They are there, {time.monotonic() - begun:.1f} s")


def sign_ins() -> str:
    """The demo's sign-ins as lines to print; empty where there are no demo people."""
    lines = io.StringIO()
    call_command("demo_accounts", stdout=lines)
    return lines.getvalue()


def main(words: list[str]) -> None:
    """Does what is due and prints the sign-ins."""
    from django.conf import settings

    django.setup()
    migrate()
    if settings.PRODUCTION:
        call_command("collectstatic", interactive=False, verbosity=0)
        return
    seed(demo="--demo" in words)
    institutions()
    print(sign_ins(), end="")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except CommandError as refused:
        tell(str(refused))
        sys.exit(1)
    except DatabaseError as error:
        if "No space left on device" not in str(error):
            raise
        tell("The disk is full. Free some room and start again.")
        sys.exit(1)
