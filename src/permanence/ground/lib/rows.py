"""Inserting many rows at once, at the price of one statement and no objects."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any

from django.db import connection, models

Row = dict[str, Any]


def insert_rows(model: type[models.Model], rows: Sequence[Row]) -> list[Any]:
    """Insert rows, all with the same columns, and return their primary keys in the same order.

    For the hot paths: rows are told by column names and travel as one JSON document, which costs
    a fraction of `bulk_create`. Constraints and row-level security hold as ever.
    """
    if not rows:
        return []
    with connection.cursor() as cursor:
        cursor.execute(write_insert(model, tuple(rows[0])), [json.dumps(rows, default=write_value)])
        return [row[0] for row in cursor.fetchall()]


def write_value(value: object) -> str:
    """Return what JSON has no word for, as PostgreSQL reads it."""
    if isinstance(value, timedelta):
        return f"{value.total_seconds()} seconds"
    return str(value)


@lru_cache(maxsize=64)
def write_insert(model: type[models.Model], columns: tuple[str, ...]) -> str:
    """Return the statement that inserts rows of these columns."""
    meta = model._meta
    types = {
        field.column: field.db_type(connection) or "text"
        for field in meta.concrete_fields
        if field.column in columns
    }
    unknown = set(columns) - set(types)
    if unknown:
        raise ValueError(f"{meta.db_table} has no column {', '.join(sorted(unknown))}")
    quoted = ", ".join(f'"{column}"' for column in columns)
    typed = ", ".join(f'"{column}" {types[column]}' for column in columns)
    key = meta.pk.column
    return (
        f'insert into "{meta.db_table}" ({quoted}) select {quoted}'  # noqa: S608 -- our own names
        f' from jsonb_to_recordset(%s::jsonb) as row ({typed}) returning "{key}"'
    )
