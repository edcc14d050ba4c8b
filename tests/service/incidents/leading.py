"""Leading incidents in tests: one that is declared at noon, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from permanence.ground.journal.rules import Actor
from permanence.service.incidents.actions import declare_incident, suspect_incident
from permanence.service.incidents.models import Event, Incident, IncidentClock
from permanence.service.incidents.rules import NewIncident
from permanence.world.catalogue.models import Component
from tests.cast import World

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def actor_of(world: World, name: str = "sam") -> Actor:
    """Return one of the staff as an actor."""
    specialist = getattr(world, name)
    return specialist.actor


def components_of_desk(world: World, most: int = 2) -> list[int]:
    """Return the first components of the messaging desk."""
    found = Component.objects.filter(desk=world.messaging).order_by("position", "pk")
    return list(found.values_list("pk", flat=True)[:most])


def new_incident(world: World, **said: Any) -> NewIncident:
    """Return a disruption that occurred five minutes ago and was detected two minutes ago."""
    told: dict[str, Any] = {
        "desk": world.messaging.pk,
        "kind": "disruption",
        "severity": 2,
        "title": "Faxes are not sent",
        "components": components_of_desk(world),
        "occurred_at": world.at - 5 * MINUTE,
        "detected_at": world.at - 2 * MINUTE,
    }
    return NewIncident(**{**told, **said})


def declare(world: World, **said: Any) -> Incident:
    """Return an incident that Sam declared just now."""
    return declare_incident(new_incident(world, **said), at=world.at, by=actor_of(world))


def suspect(
    world: World, reasons: Sequence[str] = ("Three customers wrote",), **said: Any
) -> Incident:
    """Return an incident that Sam suspects since just now."""
    new = new_incident(world, **said)
    return suspect_incident(new, reasons=reasons, at=world.at, by=actor_of(world))


def kinds_of(incident: Incident) -> list[str]:
    """Return what was written of an incident, in order."""
    events = Event.objects.filter(incident=incident).order_by("number")
    return list(events.values_list("kind", flat=True))


def clock_of(incident: Incident, key: str, since: str) -> IncidentClock:
    """Return the latest clock of a matter."""
    return IncidentClock.objects.filter(incident=incident, key=key, since=since).latest("pk")


def later(world: World, minutes: float) -> datetime:
    """Return an instant so many minutes from now."""
    return world.at + minutes * MINUTE
