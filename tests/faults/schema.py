"""The suite's migrated database, copied to a PostgreSQL of a test's own: that takes a second, and
to migrate takes ten.
"""

import os
import subprocess
from urllib.parse import urlsplit, urlunsplit

from django.db import connection

from mentorship.runner.postgres import Postgres


def own_database() -> str:
    """The address of the database of this test process, made by `django_db_setup`."""
    given = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(given._replace(path=f"/{connection.settings_dict['NAME']}"))


def copy_schema(to: str, *, by: Postgres) -> None:
    """Copy it to the empty database at the address `to`, with the programs of its server.

    Nothing is copied from a server of the environment that is newer than these programs; what is
    copied is whole.
    """
    dump = subprocess.run(
        [by.programs / "pg_dump", "--no-owner", "--dbname", own_database()], capture_output=True
    )
    if dump.returncode == 0:
        copy = [by.programs / "psql", "--no-psqlrc", "--quiet", "--single-transaction"]
        copy += ["--set", "ON_ERROR_STOP=1", "--dbname", to]
        subprocess.run(copy, input=dump.stdout, capture_output=True, check=True)
