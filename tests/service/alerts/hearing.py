"""Sources of alerts for tests."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.service.alerts.actions import add_source
from permanence.service.alerts.models import Alert, Source
from permanence.service.alerts.rules.sources import Kind, SourceCard
from tests.cast import World

ROOT = Actor("specialist:1", "Root")


def add(world: World, kind: Kind = Kind.PLAIN, **told: Any) -> tuple[Source, str]:
    """Return a source of the messaging desk, and its token."""
    name = told.pop("name", "Monitoring")
    card = SourceCard(name, kind, world.messaging.pk, **told)
    with house():
        return add_source(card, by=ROOT, at=world.at)


def add_beating(world: World) -> tuple[Source, str]:
    """Return a source that has to be heard every minute."""
    return add(world, Kind.HEARTBEAT, name="Backup", every=timedelta(minutes=1))


def tell(title: str = "Disk full", status: str = "firing", **told: Any) -> bytes:
    """Return a message of the plain form."""
    return json.dumps({"title": title, "status": status} | told).encode()


def kept() -> Alert:
    """Return the one alert there is."""
    with house():
        return Alert.objects.select_related("component").get()
