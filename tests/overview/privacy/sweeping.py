"""Looking for a secret wherever the database and the data folder can hold one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.db import connection

from permanence.ground.lib.db import door, house

COLUMNS = """
select c.table_name, c.column_name, c.data_type from information_schema.columns c
join pg_class t on t.relname = c.table_name and t.relnamespace = 'public'::regnamespace
where c.table_schema = 'public' and t.relkind in ('r', 'p') and not t.relispartition
    and c.data_type in
        ('text', 'character varying', 'jsonb', 'json', 'bytea', 'tsvector', 'ARRAY', 'USER-DEFINED')
    and has_table_privilege(t.oid, 'select')
"""


def scan_tables(needles: Iterable[bytes]) -> set[str]:
    """Return every column of every table in which one of the needles stands."""
    wanted = list(needles)
    with house():
        found = scan_readable(wanted)
    with door():
        return found | scan_readable(wanted)


def scan_readable(needles: list[bytes]) -> set[str]:
    """Return the columns among those that the role at hand may read."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        for table, column, kind in cursor.fetchall():
            shown = f'"{column}"' if kind == "bytea" else f"convert_to(\"{column}\"::text, 'UTF8')"
            test = " or ".join(f"position(%s in {shown}) > 0" for _ in needles)
            cursor.execute(f'select 1 from "{table}" where {test} limit 1', needles)
            if cursor.fetchone():
                found.add(f"{table}.{column}")
    return found


def scan_folder(folder: Path, needles: Iterable[bytes]) -> list[Path]:
    """Return every file of a folder in which one of the needles stands."""
    wanted = list(needles)
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and any(one in path.read_bytes() for one in wanted)
    ]
