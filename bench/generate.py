"""Loading a database with realistic tickets by COPY: two processes, indexes made afterwards."""

from __future__ import annotations

import multiprocessing
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from bench.drafts import Plan
from bench.rows import COLUMNS, Sheets, make_chunk
from bench.world import Connection, World
from permanence.service.tickets.rules.reference import reference_from_sequence

CHUNK = 2_000
PROCESSES = 2
INDEX_MEMORY = "512MB"
FIND_RULES = """
select format('alter table %%s add constraint %%I %%s', conrelid::regclass, conname,
              pg_get_constraintdef(oid)),
       format('alter table %%s drop constraint %%I', conrelid::regclass, conname), contype::text
from pg_constraint
where conrelid = any(%s::regclass[]) and contype in ('u', 'f') and conparentid = 0
"""
FIND_INDEXES = """
select pg_get_indexdef(indexrelid), format('drop index %%s', indexrelid::regclass), 'i'
from pg_index
where indrelid = any(%s::regclass[])
  and not exists (select 1 from pg_constraint where conindid = indexrelid and contype in ('p', 'u'))
"""


@dataclass(frozen=True)
class Loaded:
    """What was loaded, and how long it took."""

    tickets: int
    thick: tuple[str, ...]
    seconds: float
    size: int


def load_tickets(url: str, world: World, *, tickets: int, words: str, open_share: float) -> Loaded:
    """Load so many tickets into a database that has none; `words` indexes entries for the search.

    Indexes and foreign keys of the large tables are taken away and made again, which proves that
    every row is as the product would have written it.
    """
    began = time.monotonic()
    thick = tuple(range(tickets - 19 * max(tickets // 400, 1), tickets + 1, max(tickets // 400, 1)))
    plan = Plan(first=1, total=tickets, thick=thick, open_share=open_share)
    with psycopg.connect(url, autocommit=True) as connection:
        with take_indexes_away(connection):
            copy_tickets(url, world, plan, words)
        settle_sequences(connection, tickets=tickets)
        connection.execute("analyze")
        row = connection.execute("select pg_database_size(current_database())").fetchone()
    references = tuple(reference_from_sequence(number) for number in thick)
    size = int(row[0]) if row else 0
    return Loaded(tickets, references, time.monotonic() - began, size)


def add_tickets(url: str, world: World, plan: Plan) -> None:
    """Add tickets, which no search finds, to a database in use that holds others."""
    copy_tickets(url, world, plan, "")
    with psycopg.connect(url, autocommit=True) as connection:
        settle_sequences(connection, tickets=plan.first + plan.total)
        connection.execute(
            "analyze tickets_ticket, tickets_commitment, clocks_mark, clocks_deadline"
        )


def copy_tickets(url: str, world: World, plan: Plan, words: str) -> None:
    """Make the rows in several processes and copy them."""
    end = plan.first + plan.total
    chunks = [range(begin, min(begin + CHUNK, end)) for begin in range(plan.first, end, CHUNK)]
    context = multiprocessing.get_context("spawn")
    with context.Pool(PROCESSES, set_task, (CopyTask(url, world, plan, words),)) as pool:
        for _ in pool.imap_unordered(copy_chunk, chunks):
            pass


@dataclass(frozen=True)
class CopyTask:
    """What a loading process has to know."""

    url: str
    world: World
    plan: Plan
    words: str


TASK: list[CopyTask] = []


def set_task(task: CopyTask) -> None:
    """Tell a loading process what to load, once."""
    TASK[:] = [task]


def copy_chunk(numbers: range) -> None:
    """Make and copy the rows of some tickets, in one transaction."""
    task = TASK[0]
    sheets = make_chunk(task.world, task.plan, numbers)
    with psycopg.connect(task.url) as connection:
        connection.execute("set synchronous_commit = off")
        write_sheets(connection, sheets)
        if task.words:
            connection.execute(task.words.encode(), [sheets.indexed, sheets.accented])


def write_sheets(connection: Connection, sheets: Sheets) -> None:
    """Copy the gathered rows, table by table in the order of their references."""
    for table, columns in COLUMNS.items():
        if lines := sheets.lines.get(table):
            statement = f"copy {table} ({columns}) from stdin"
            with connection.cursor().copy(statement.encode()) as copy:
                copy.write("".join(lines))


@contextmanager
def take_indexes_away(connection: Connection) -> Iterator[None]:
    """Drop indexes, unique rules and foreign keys of the large tables; make them again after."""
    tables = [*COLUMNS, "tickets_searchrow"]
    found: list[Any] = [
        row
        for query in (FIND_INDEXES, FIND_RULES)
        for row in connection.execute(query.encode(), [tables]).fetchall()
    ]
    order = {"i": 0, "u": 1, "f": 2}
    found.sort(key=lambda row: order[row[2]])
    for _, drop, _ in reversed(found):
        connection.execute(drop.encode())
    yield
    connection.execute(f"set maintenance_work_mem = '{INDEX_MEMORY}'".encode())
    for make, _, _ in found:
        connection.execute(re.sub(r"\bON ONLY\b", "ON", make).encode())


def settle_sequences(connection: Connection, *, tickets: int) -> None:
    """Let the numbers that the product draws go on after those that were written."""
    connection.execute("select setval('tickets_reference_sequence', %s)", [tickets])
    for table in ("tickets_ticket", "tickets_entry", "clocks_deadline", "escalation_climb"):
        connection.execute(
            f"select setval(pg_get_serial_sequence('{table}', 'id'),"
            f" greatest((select max(id) from {table}), 1))".encode()
        )


def sweep_tables(url: str) -> None:
    """Leave the tables as autovacuum would have, some time after the last change."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("vacuum (analyze)")
        connection.execute("checkpoint")
