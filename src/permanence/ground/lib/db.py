"""Transactions under a database role: without one, customer tables cannot be read at all."""

from __future__ import annotations

from collections.abc import Iterator
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
def staff(*, reader: int, at: datetime) -> Iterator[None]:
    """Run the block in one transaction that sees what the log-in `reader` may know at `at`.

    Everything that the house sees, less the confidential files that others know of.
    """
    with enter_audience(Audience("staff", reader=reader, at=at)):
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
def enter_audience(audience: Audience) -> Iterator[None]:
    """Run the block in a transaction for an audience; one inside another comes back to the first.

    Inside a transaction that nobody had entered, the log-in role comes back.
    """
    before = CURRENT.get()
    if before == audience and connection.in_atomic_block:
        yield
        return
    was_inside = connection.in_atomic_block
    with transaction.atomic():
        tell_database(audience)
        token = CURRENT.set(audience)
        try:
            yield
        finally:
            CURRENT.reset(token)
        # After an error the way back is the roll-back's: no statement would run here any more.
        if was_inside and not connection.needs_rollback:
            tell_database(before or NOBODY)


def tell_database(audience: Audience) -> None:
    """Set the role and for whom it is for the rest of this transaction, in one statement."""
    with planned_cursor() as cursor:
        cursor.execute(
            "select set_config('role', %s, true),"
            " set_config('permanence.organisation', %s, true),"
            " set_config('permanence.contact', %s, true),"
            " set_config('permanence.reader', %s, true),"
            " set_config('permanence.at', %s, true)",
            [
                f"{settings.ROLE_PREFIX}_{audience.role}" if audience.role else "none",
                str(audience.organisation or ""),
                str(audience.contact or ""),
                str(audience.reader or ""),
                audience.at.isoformat() if audience.at else "",
            ],
        )
