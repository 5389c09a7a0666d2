"""What stands in the database, table by table, so that two moments can be compared; and what was
written there between them.
"""

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


WRITTEN = """
    SELECT relname, n_tup_ins + n_tup_upd + n_tup_del
    FROM pg_stat_xact_user_tables WHERE relname <> ALL(%s)
"""


def written() -> dict[str, int]:
    """How many rows this transaction has written, table by table, also what it has undone since and
    what changed nothing: where two moments are alike, nobody has written in between."""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN, [sorted(OF_THE_VISIT)])
        return {name: count for name, count in cursor.fetchall() if count}
