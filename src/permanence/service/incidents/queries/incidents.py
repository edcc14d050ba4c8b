"""Which incidents there are, and how they stand."""

from __future__ import annotations

from collections.abc import Collection

from permanence.service.incidents.models import (
    Incident,
    IncidentClock,
    IncidentComponent,
    IncidentQuerySet,
)


def find_incident(number: int, *, desks: Collection[int]) -> Incident | None:
    """Return an incident of one of these desks; None if there is none that the reader may know."""
    found = Incident.objects.select_related("desk", "lead").filter(pk=number, desk__in=desks)
    return found.first()


def open_incidents(desk: int) -> IncidentQuerySet:
    """Return what is suspected or goes on at a desk, the gravest first."""
    found = Incident.objects.open().filter(desk_id=desk).select_related("lead")
    return found.order_by("drill", "severity", "occurred_at", "pk")


def clocks_of(incident: Incident) -> list[IncidentClock]:
    """Return every clock of an incident, with those that were withdrawn, in their order."""
    found = IncidentClock.objects.filter(incident=incident)
    return list(found.select_related("contract_version__contract").order_by("pk"))


def components_touched(incident: Incident) -> dict[int, str]:
    """Return the condition of each component that an incident touches now."""
    standing = IncidentComponent.objects.standing().filter(incident=incident)
    return dict(standing.order_by("pk").values_list("component_id", "condition"))
