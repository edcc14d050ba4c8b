"""Transactions under a database role: without one, customer tables cannot be read at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from permanence.ground.lib.prepared import planned_cursor


@dataclass(frozen=True)
class Audience:
    """On whose behalf a transaction runs; row-level security reads it (SPEC C6)."""

    role: str
    organisation: int | None = None
    contact: int | None = None
    reader: int | None = None
    at: datetime | None = None


NOBODY = Audience("")
CURRENT: ContextVar[Audience | None] = ContextVar("audience", default=None)


@contextmanager
def house() -> Iterator[None]:
    """Run the block in one transaction as the desk's own staff and processes."""
    with enter_audience(Audience("house")):
        yield


@contextmanager
def staff(*, reader: int, at: datetime, tuning: Mapping[str, str] | None = None) -> Iterator[None]:
    """Run the block in one transaction that sees what the log-in `reader` may know at `at`.

    Everything that the house sees, less the confidential files that others know of. `tuning` are
    settings of the database for the transaction; told with the rest, they cost no statement.
    """
    with enter_audience(Audience("staff", reader=reader, at=at), tuning=tuning):
        yield


@contextmanager
def portal(*, organisation: int | None, contact: int | None) -> Iterator[None]:
    """Run the block in one transaction that sees what this customer may see, and no more."""
    with enter_audience(Audience("portal", organisation, contact)):
        yield


@contextmanager
def door() -> Iterator[None]:
    """Run the block as the log-in alone, which reads sessions and the log-in journal."""
    with enter_audience(NOBODY):
        yield


@contextmanager
def enter_audience(
    audience: Audience, *, tuning: Mapping[str, str] | None = None
) -> Iterator[None]:
    """Run the block in a transaction for an audience; one inside another comes back to the first.

    Inside a transaction that nobody had entered, the log-in role comes back.
    """
    before = CURRENT.get()
    if before == audience and connection.in_atomic_block:
        yield
        return
    was_inside = connection.in_atomic_block
    with transaction.atomic():
        tell_database(audience, tuning=tuning)
        token = CURRENT.set(audience)
        try:
            yield
        finally:
            CURRENT.reset(token)
        # After an error the way back is the roll-back's: no statement would run here any more.
        if was_inside and not connection.needs_rollback:
            tell_database(before or NOBODY)


def tell_database(audience: Audience, *, tuning: Mapping[str, str] | None = None) -> None:
    """Set the role and for whom it is for the rest of this transaction, in one statement."""
    told = {
        "role": f"{settings.ROLE_PREFIX}_{audience.role}" if audience.role else "none",
        "permanence.organisation": str(audience.organisation or ""),
        "permanence.contact": str(audience.contact or ""),
        "permanence.reader": str(audience.reader or ""),
        "permanence.at": audience.at.isoformat() if audience.at else "",
        **(tuning or {}),
    }
    with planned_cursor() as cursor:
        cursor.execute(
            "select " + ", ".join(f"set_config('{name}', %s, true)" for name in told),
            list(told.values()),
        )
