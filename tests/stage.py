"""The world of the tests, built once in a process and put up again for each test that asks.

The product's own acts take a tenth of a second to build it, and a thousand tests ask for it. So
its rows are kept in a schema beside the tables, and a function of the owner copies them back.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from psycopg import sql

from tests.cast import World, build_world, set_clock
from tests.database import SharedServer, empty_tables

HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TABLES: LiteralString = """
select relname from pg_class
where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
  and relname <> all ('{django_migrations,django_content_type,auth_permission}')
order by relname
"""
COLUMNS: LiteralString = """
select attname from pg_attribute
where attrelid = format('public.%%I', %s::text)::regclass
  and attnum > 0 and not attisdropped and attgenerated = ''
order by attnum
"""
FUNCTION: LiteralString = """
create function stage.put_up() returns void language plpgsql
security definer set session_replication_role = replica as $put_up$ begin {} end $put_up$
"""


class Stage:
    """The world's rows, kept beside the tables of one database."""

    def __init__(self, server: SharedServer, database: str, folder: Path) -> None:
        """Build the world in an empty database, keep its rows, and leave the tables empty."""
        with pytest.MonkeyPatch.context() as patch:
            prepare_settings(patch, folder / "clock-offset")
            self.world = build_world(folder / "clock-offset")
        connections.close_all()
        with server.connect(database) as owner:
            keep_rows(owner)
        empty_tables(server, database)

    def put_up(self, offset: Path) -> World:
        """Put the rows back into the tables and return the cast, with a clock of its own."""
        with connection.cursor() as cursor:
            cursor.execute("select stage.put_up()")
        world = copy.deepcopy(self.world)
        world.offset = offset
        set_clock(offset)
        return world


def prepare_settings(patch: pytest.MonkeyPatch, offset: Path) -> None:
    """Read the clock through a file, and let passwords cost nothing."""
    patch.setattr(settings, "PASSWORD_HASHERS", HASHERS)
    patch.setenv("PERMANENCE_CLOCK_OFFSET", str(offset))


def keep_rows(owner: psycopg.Connection[tuple[object, ...]]) -> None:
    """Copy all rows into the schema `stage`, with the function that copies them back."""
    owner.execute("create schema stage; grant usage on schema stage to public")
    steps = []
    for (name,) in owner.execute(TABLES).fetchall():
        table = sql.Identifier(str(name))
        if owner.execute(sql.SQL("select 1 from public.{} limit 1").format(table)).fetchone():
            found = owner.execute(COLUMNS, [name]).fetchall()
            columns = sql.SQL(", ").join(sql.Identifier(str(column)) for (column,) in found)
            owner.execute(
                sql.SQL("create table stage.{} as select {} from public.{}").format(
                    table, columns, table
                )
            )
            steps.append(
                sql.SQL(
                    "insert into public.{} ({}) overriding system value select * from stage.{};"
                ).format(table, columns, table)
            )
    owner.execute(sql.SQL(FUNCTION).format(sql.SQL("\n").join(steps)))
