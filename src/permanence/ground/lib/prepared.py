"""Querysets whose SQL is made once: on a page's way, to make it takes longer than to run it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Generic, TypeVar, cast

from django.db import connection
from django.db.models import Expression, QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")


class Place(Expression):
    """Where a value comes to stand in a prepared queryset."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        """Return a placeholder, with the place itself for its value."""
        return "%s", (self,)


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
        compiler.as_sql = lambda *_, **__: (sql, filled)  # type: ignore[method-assign]
        return compiler
