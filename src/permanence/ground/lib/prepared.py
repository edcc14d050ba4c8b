"""Statements that are made and planned once: on a page's way, both take longer than to run them."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Generic, TypeVar, cast

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Expression, Field, Lookup, QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")


@contextmanager
def planned_cursor() -> Iterator[CursorWrapper]:
    """Give a cursor whose statements the database plans once, on each connection, and keeps.

    Values are bound in the database, so each must stand where its type is plain. A statement that
    is better planned for each value anew (a rare word, a common one) does not belong here.
    """
    with connection.cursor() as cursor:
        cursor.cursor = psycopg.Cursor(cursor.cursor.connection)
        yield cursor


def ask(sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
    """Return the rows of a statement that the database plans once."""
    with planned_cursor() as cursor:
        cursor.execute(sql, values)
        return cast("list[tuple[Any, ...]]", cursor.fetchall())


class Place(Expression):
    """Where a value comes to stand in a prepared queryset."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        """Return a placeholder, with the place itself for its value."""
        return "%s", (self,)


@Field.register_lookup
class AnyOf(Lookup):
    """`pk__any_of=numbers`: one value, however many numbers, where `in` has one for each.

    So it can be prepared too, and is made in no time.
    """

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        """Return the comparison."""
        sql, values = self.process_lhs(compiler, connection)
        return f"{sql} = any(%s)", (*values, self.rhs)


class Prepared(Generic[Row]):
    """A queryset of which nothing changes from call to call but the values in its places.

    It is written as a function of these values, as in `Prepared(lambda ticket:
    Draft.objects.filter(ticket=ticket), "ticket")`, which is called once, with a place for each.
    Values are told to the database as they are: numbers, texts, instants. `prefetch_related` has
    no effect.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Row]], *names: str) -> None:
        self.make, self.names = make, names

    def __call__(self, **values: object) -> list[Row]:
        """Return the rows for these values.

        Raises:
            KeyError: a value is missing.
        """
        rows = self._rows.all()
        # A queryset asks its query how to be run: here, with what was made before.
        rows.query.get_compiler = lambda *_, **__: self._fill(values)  # type: ignore[method-assign]
        return list(rows)

    @cached_property
    def _rows(self) -> QuerySet[Any, Row]:
        return self.make(*map(Place, self.names))

    @cached_property
    def _made(self) -> tuple[SQLCompiler, str, tuple[Any, ...]]:
        compiler = self._rows.query.get_compiler(using=self._rows.db)
        sql, parameters = compiler.as_sql()
        return cast(SQLCompiler, compiler), sql, tuple(parameters)

    def _fill(self, values: Mapping[str, object]) -> SQLCompiler:
        made, sql, parameters = self._made
        filled: Any = [values[one.name] if isinstance(one, Place) else one for one in parameters]
        compiler = copy.copy(made)
        # The compiler was made by some thread, and each thread has its own connection.
        compiler.connection = cast(Any, connection)
        cast(Any, compiler).execute_sql = lambda *_, **__: [ask(sql, filled)]
        return compiler
