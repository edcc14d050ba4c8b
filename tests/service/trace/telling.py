"""Sources of traces for tests, and what they tell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.service.trace.actions import add_trace_source
from permanence.service.trace.models import TraceSource
from permanence.service.trace.rules.events import Kind, Told
from tests.cast import World

ROOT = Actor("specialist:1", "Root")
NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def after(minutes: float) -> datetime:
    """Return an instant so long after nine."""
    return NINE + timedelta(minutes=minutes)


def event(kind: Kind, minutes: float = 0, **told: Any) -> Told:
    """Return an event of job J-1 to a customer's address, at a host."""
    facts = told.pop("facts", {})
    values: dict[str, Any] = {
        "uid": f"{kind}-{minutes}",
        "recipient": "to@example.org",
        "job": "J-1",
        "host": "relay-1",
    }
    return Told(at=after(minutes), kind=kind, facts=facts, **values | told)


def add_source(world: World, name: str = "Relays") -> tuple[TraceSource, str]:
    """Return a source of the messaging desk, and its token."""
    with house():
        return add_trace_source(world.messaging.pk, name, by=ROOT, at=world.at)
