"""Columns of a queryset as NumPy arrays, without a Python object for every row.

PostgreSQL packs a column of numbers into one value, so that a query answers with a single row: half
a million ties arrive as quickly as they can be copied.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection
from django.db.models import QuerySet

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Masks = npt.NDArray[np.uint64]
Rows = QuerySet[Any, Any]


def columns_of(
    rows: Rows, *, numbers: dict[str, Any], texts: dict[str, Any] | None = None
) -> tuple[dict[str, Ints], dict[str, list[str]]]:
    """Expressions over `rows` by name: numbers as int64 arrays, texts as lists; one query.

    All come in the same order, which is any. Raises ValueError for a number that is null.
    """
    asked = {**numbers, **(texts or {})}
    annotated = rows.order_by().annotate(**{f"c_{name}": what for name, what in asked.items()})
    packed = [f"string_agg(int8send(c_{name}::bigint), ''::bytea)" for name in numbers]
    packed += [f"array_agg(c_{name}::text)" for name in texts or {}]
    count, values = _answer(packed, [annotated.values_list(*(f"c_{name}" for name in asked))])
    arrays = {
        name: _unpacked(value, count, name)
        for name, value in zip(numbers, values[: len(numbers)], strict=True)
    }
    lists = {
        name: list(value or [])
        for name, value in zip(texts or {}, values[len(numbers) :], strict=True)
    }
    return arrays, lists


def pairs_of(tables: Sequence[Rows]) -> tuple[Ints, Ints]:
    """The rows of several two-column querysets, one under the other, as two arrays; one query."""
    packed = [f"string_agg(int8send({name}), ''::bytea)" for name in ("one", "other")]
    count, (one, other) = _answer(packed, tables, names="(one, other)")
    return _unpacked(one, count, "one"), _unpacked(other, count, "other")


def _answer(packed: list[str], tables: Sequence[Rows], names: str = "") -> tuple[int, list[Any]]:
    """How many rows, and the packed columns of them; the names are ours, the values parameters."""
    compiled = [
        table.order_by().query.get_compiler(connection=connection, elide_empty=False).as_sql()
        for table in tables
    ]
    asked = ["count(*)", *packed]
    union = " UNION ALL ".join(f"({sql})" for sql, _parameters in compiled)
    with connection.cursor() as cursor:
        cursor.execute(
            " ".join(["SELECT", ", ".join(asked), "FROM (", union, ") rows", names]),
            [parameter for _sql, parameters in compiled for parameter in parameters],
        )
        count, *values = cursor.fetchone()
    return count, values


def _unpacked(value: bytes | None, count: int, name: str) -> Ints:
    column = np.frombuffer(value or b"", dtype=">i8").astype(np.int64)
    if column.size != count:
        raise ValueError(f"{name} is null in {count - column.size} of {count} rows")
    return column
