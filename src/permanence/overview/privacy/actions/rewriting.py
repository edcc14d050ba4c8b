"""Taking pieces out of every place where words are stored."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from permanence.overview.privacy.rules.pieces import MARK, blacken, blacken_tree
from permanence.overview.privacy.rules.places import Place

TYPES = """
select column_name, data_type from information_schema.columns
where table_schema = 'public' and table_name = %s
"""
REWRITE = "select privacy_rewrite(%s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True)
class Cleaning:
    """What is taken out: its pieces as an expression, under which redaction."""

    redaction: int
    pieces: Sequence[str]
    source: str

    @property
    def pattern(self) -> re.Pattern[str]:
        """The expression as Python searches it."""
        return re.compile(self.source)


@dataclass(frozen=True)
class Hit:
    """A row in which a piece stands, with its columns as they are and as they will be."""

    key: Any
    moment: Any
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def clean_place(place: Place, cleaning: Cleaning, facts: Mapping[str, Any]) -> list[Hit]:
    """Black the pieces out in the rows of one place; return those that had them."""
    hits = list(find_hits(place, cleaning, facts))
    with connection.cursor() as cursor:
        for hit in hits:
            if place.is_owned:
                write_owned(cursor, place, hit, cleaning)
            else:
                sets = ", ".join(f'"{name}" = %s' for name in hit.after)
                cursor.execute(
                    f'update "{place.table}" set {sets} where "{place.key}" = %s',
                    [*(write_value(value) for value in hit.after.values()), hit.key],
                )
    return hits


def find_hits(place: Place, cleaning: Cleaning, facts: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield the rows of a place in which a piece stands; the database looks first."""
    moment = '"at"' if place.table == "journal_act" else "null"
    names = ", ".join(f'"{name}"' for name in place.columns)
    found = " or ".join(f'"{name}"::text ~ %(pattern)s' for name in place.columns)
    with connection.cursor() as cursor:
        cursor.execute(TYPES, [place.table])
        trees = {name for name, kind in cursor.fetchall() if kind == "jsonb"}
        cursor.execute(
            f'select "{place.key}", {moment}, {names} from "{place.table}"'
            f" where {place.rows} and ({found})",
            {**facts, "pattern": cleaning.source},
        )
        rows = cursor.fetchall()
    for key, at, *values in rows:
        before = {
            name: read_value(value) if name in trees else value
            for name, value in zip(place.columns, values, strict=True)
        }
        after = {name: clean_value(value, cleaning.pattern) for name, value in before.items()}
        changed = {name: value for name, value in after.items() if value != before[name]}
        if changed:
            yield Hit(key, at, before, changed)


def read_value(value: Any) -> Any:
    """Return what the database says in JSON: Django leaves the reading of it to the caller."""
    return json.loads(value) if isinstance(value, str) else value


def clean_value(value: Any, pattern: re.Pattern[str]) -> Any:
    """Return one column with the pieces blacked out."""
    return blacken(value, pattern) if isinstance(value, str) else blacken_tree(value, pattern)


def write_value(value: Any) -> Any:
    """Return a column's value as the database takes it."""
    return value if isinstance(value, str) else json.dumps(value)


def write_owned(cursor: Any, place: Place, hit: Hit, cleaning: Cleaning) -> None:
    """Write a row of a record that is otherwise never changed."""
    for name, value in hit.after.items():
        cursor.execute(
            REWRITE,
            [cleaning.redaction, place.table, hit.key, hit.moment, name, write_value(value)],
        )


def drop_html(entries: Sequence[int], cleaning: Cleaning) -> None:
    """Let go of HTML that may say a piece in another way than the plain words beside it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update tickets_entry set html = '' where id = any(%s) and html <> ''"
            " and strpos(html, %s) = 0",
            [list(entries), MARK],
        )
