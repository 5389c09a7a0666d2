"""Apply: the stored rows of some mentees become equal to those found; only differences are written.

Rows go by COPY into a staging table that lives for one transaction; one statement compares it with
what is stored.
"""

import io
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection, transaction

from .parcels import Found
from .snapshot import Who

STAGING = (
    "CREATE TEMPORARY TABLE IF NOT EXISTS suggestion_staging ("
    "mentee_id bigint NOT NULL, mentor_id bigint NOT NULL, "
    "score double precision NOT NULL, rank smallint NOT NULL) ON COMMIT DELETE ROWS"
)
COPY = "COPY suggestion_staging FROM STDIN (FORMAT binary)"
ANALYZE = "ANALYZE suggestion_staging"

# A mentee whose profile is newer than what the rows were made from keeps what she has: the sweep
# follows her. People who are gone by now get no rows, and lose none that are not theirs.
COMPARE = """
WITH followed AS (
    SELECT user_id FROM profiles_profile
    WHERE user_id {who} AND changed_at <= coalesce(%(before)s, 'infinity'::timestamptz)
), gone AS (
    DELETE FROM matching_suggestion stored
    USING followed
    WHERE stored.mentee_id = followed.user_id AND stored.mentee_id {who} AND NOT EXISTS (
        SELECT FROM suggestion_staging staged
        WHERE staged.mentee_id = stored.mentee_id AND staged.mentor_id = stored.mentor_id
    )
    RETURNING 1
), put AS (
    INSERT INTO matching_suggestion (mentee_id, mentor_id, score, rank, made_at)
    SELECT staged.mentee_id, staged.mentor_id, staged.score, staged.rank, %(now)s
    FROM suggestion_staging staged
    JOIN followed ON followed.user_id = staged.mentee_id
    JOIN profiles_user mentor ON mentor.id = staged.mentor_id
    LEFT JOIN matching_suggestion stored
        ON stored.mentee_id = staged.mentee_id AND stored.mentor_id = staged.mentor_id
        AND stored.mentee_id {who}
    WHERE stored.id IS NULL OR (stored.score, stored.rank) <> (staged.score, staged.rank)
    ORDER BY staged.mentee_id, staged.mentor_id
    ON CONFLICT (mentee_id, mentor_id) DO UPDATE
    SET score = excluded.score, rank = excluded.rank, made_at = excluded.made_at
    RETURNING 1
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM put)
"""
SIGNATURE = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
END = b"\xff\xff"
RECORD = np.dtype(
    [
        ("fields", ">i2"),
        *(("mentee_size", ">i4"), ("mentee", ">i8"), ("mentor_size", ">i4"), ("mentor", ">i8")),
        *(("score_size", ">i4"), ("score", ">f8"), ("rank_size", ">i4"), ("rank", ">i2")),
    ]
)


@transaction.atomic
def apply(found: Found, *, who: Who, before: datetime | None, now: datetime) -> int:
    """Make the rows of `who` equal to `found`; returns how many were written or deleted.

    who     the mentees it is about; those of them without a row in `found` keep none
    before  whoever changed after this moment is left alone; None = nobody
    """
    words, values = _condition(who)
    with connection.cursor() as cursor:
        cursor.execute(STAGING)
        cursor.copy_expert(COPY, io.BytesIO(_binary(found)))
        cursor.execute(ANALYZE)
        cursor.execute(COMPARE.format(who=words), {"before": before, "now": now, **values})
        written: int = cursor.fetchone()[0]
        cursor.execute("TRUNCATE suggestion_staging")
    return written


def _condition(who: Who) -> tuple[str, dict[str, int | list[Any]]]:
    if who.listed is not None:
        return "= ANY(%(listed)s)", {"listed": list(who.listed)}
    if who.first is not None and who.last is not None:
        return "BETWEEN %(first)s AND %(last)s", {"first": who.first, "last": who.last}
    return "IS NOT NULL", {}


def _binary(found: Found) -> bytes:
    """Rows as PostgreSQL's COPY reads them in binary: each field after its size."""
    rows = np.empty(len(found), dtype=RECORD)
    rows["fields"] = 4
    for name in ("mentee", "mentor", "score", "rank"):
        rows[f"{name}_size"] = RECORD[name].itemsize
        rows[name] = getattr(found, name)
    return SIGNATURE + rows.tobytes() + END
