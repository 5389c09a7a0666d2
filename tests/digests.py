"""What stands in the database, table by table, so that two moments can be compared."""

from collections.abc import Collection

from django.apps import apps
from django.db import connection
from psycopg2 import sql

DIGEST = sql.SQL(
    "SELECT {} AS name, md5(coalesce(string_agg(line, chr(10) ORDER BY line), ''))"
    " FROM (SELECT (to_jsonb(t) - 'id')::text AS line FROM {} t) AS lines"
)
# What every visit may write: that somebody was here, how often, and the form already sent.
OF_THE_VISIT = frozenset(
    {"django_session", "usersessions_usersession", "safety_ratecounter", "safety_spentkey", "cache"}
)


def tables(*, but: Collection[str] = ()) -> dict[str, str]:
    """Every table's rows as one word each, in no order and without their numbers; one query."""
    names = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    names -= OF_THE_VISIT | set(but)
    each = [DIGEST.format(sql.Literal(name), sql.Identifier(name)) for name in sorted(names)]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ALL ").join(each))
        return dict(cursor.fetchall())
