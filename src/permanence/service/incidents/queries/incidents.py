"""Which incidents there are, and how they stand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from django.db.models import BooleanField, ExpressionWrapper, Q

from permanence.service.incidents.models import (
    Incident,
    IncidentClock,
    IncidentComponent,
    IncidentQuerySet,
)

SHOWN: Final = 3


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


def next_clocks(incidents: Sequence[Incident]) -> dict[int, list[IncidentClock]]:
    """Return by incident the clocks that end first: of all, and of one customer where it is sooner.

    One question, however many incidents and customers there are.
    """
    running = IncidentClock.objects.running().filter(incident__in=incidents)
    of_one = ExpressionWrapper(Q(organisation_id__isnull=False), output_field=BooleanField())
    matter = ("incident_id", "key", "of_one", "since")
    first = running.annotate(of_one=of_one).order_by(*matter, "limit_at", "pk").distinct(*matter)
    found: dict[int, list[IncidentClock]] = {one.pk: [] for one in incidents}
    for clock in first.select_related("contract_version__contract"):
        found[clock.incident_id].append(clock)
    return {number: choose_clocks(clocks)[:SHOWN] for number, clocks in found.items()}


def choose_clocks(clocks: Sequence[IncidentClock]) -> list[IncidentClock]:
    """Return clocks by their limit: of one customer only the first, and only before that of all."""
    chosen: list[IncidentClock] = []
    begun: set[str] = set()
    for clock in sorted(clocks, key=lambda one: (one.limit_at, one.organisation_id or 0, one.pk)):
        if clock.organisation_id is None or clock.key not in begun:
            chosen.append(clock)
        begun.add(clock.key)
    return chosen


def components_touched(incident: Incident) -> dict[int, str]:
    """Return the condition of each component that an incident touches now."""
    standing = IncidentComponent.objects.standing().filter(incident=incident)
    return dict(standing.order_by("pk").values_list("component_id", "condition"))
