"""The world of the tests, built once in a process and put up again for each test that asks.

The product's own acts take a tenth of a second to build it, and a thousand tests ask for it. So
its rows are kept in a schema beside the tables, and a function of the owner copies them back. Tests
that share more than the bare world keep that as a scene of their own: `Stage.rehearse`.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, LiteralString, TypeVar, cast

import psycopg
import pytest
from django.db import connection, connections
from psycopg import sql

from tests.cast import World, build_world, set_clock
from tests.database import SharedServer, empty_tables

Made = TypeVar("Made")
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
KEEP: LiteralString = "create table {scene}.{table} as select {columns} from public.{table}"
PUT_UP: LiteralString = """
insert into public.{table} ({columns}) overriding system value select * from {scene}.{table};
"""
FUNCTION: LiteralString = """
create function {scene}.put_up() returns void language plpgsql
security definer set session_replication_role = replica as $put_up$ begin {steps} end $put_up$
"""


@dataclass(frozen=True)
class Scene(Generic[Made]):
    """Rows that wait beside the tables, with the cast and what else was made of them."""

    schema: str
    world: World
    made: Made

    def put_up(self, offset: Path) -> tuple[World, Made]:
        """Put the rows into the empty tables; return the cast, with a clock of its own."""
        with connection.cursor() as cursor:
            cursor.execute(f'select "{self.schema}".put_up()')
        world, made = copy.deepcopy((self.world, self.made))
        world.offset = offset
        set_clock(offset, at=world.at)
        return world, made


PutUp = Callable[[Scene[Any]], tuple[World, Any]]


class Stage:
    """The scenes of one database, whose tables are empty between two tests."""

    def __init__(self, server: SharedServer, database: str, folder: Path, blocker: Any) -> None:
        """Keep the bare world."""
        self.server, self.database, self.blocker = server, database, blocker
        self.offset = folder / "clock-offset"
        self.scenes: dict[Any, Scene[Any]] = {}
        self.bare: Scene[None] = self._keep("bare", lambda: (build_world(self.offset), None))

    def rehearse(self, make: Callable[[World], Made]) -> Scene[Made]:
        """Return the scene that an act makes of the bare world; it is acted once in a process.

        To be called before a test's own transaction begins: by a fixture of a module.
        """

        def act() -> tuple[World, Made]:
            world, _ = self.bare.put_up(self.offset)
            return world, make(world)

        if make not in self.scenes:
            self.scenes[make] = self._keep(f"scene_{len(self.scenes)}", act)
        return cast(Scene[Made], self.scenes[make])

    def _keep(self, name: str, act: Callable[[], tuple[World, Made]]) -> Scene[Made]:
        with self.blocker.unblock(), pytest.MonkeyPatch.context() as patch:
            patch.setenv("PERMANENCE_CLOCK_OFFSET", str(self.offset))
            world, made = act()
            connections.close_all()
        with self.server.connect(self.database) as owner:
            keep_rows(owner, f"stage_{name}")
        empty_tables(self.server, self.database)
        return Scene(f"stage_{name}", world, made)


def keep_rows(owner: psycopg.Connection[tuple[object, ...]], schema: str) -> None:
    """Copy all rows into a schema, with the function that copies them back."""
    scene, steps = sql.Identifier(schema), []
    owner.execute(sql.SQL("create schema {scene}").format(scene=scene))
    owner.execute(sql.SQL("grant usage on schema {scene} to public").format(scene=scene))
    for (name,) in owner.execute(TABLES).fetchall():
        table = sql.Identifier(str(name))
        found = sql.SQL("select 1 from public.{table} limit 1").format(table=table)
        if owner.execute(found).fetchone():
            columns = sql.SQL(", ").join(
                sql.Identifier(str(column))
                for (column,) in owner.execute(COLUMNS, [name]).fetchall()
            )
            told = {"scene": scene, "table": table, "columns": columns}
            owner.execute(sql.SQL(KEEP).format(**told))
            steps.append(sql.SQL(PUT_UP).format(**told))
    owner.execute(sql.SQL(FUNCTION).format(scene=scene, steps=sql.SQL("").join(steps)))
