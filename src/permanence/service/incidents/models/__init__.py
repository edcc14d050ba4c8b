"""Incidents: what happened, what it touched, who works on it, its clocks and its proven record."""

from permanence.service.incidents.models.chain import ChainEnd, Event
from permanence.service.incidents.models.clock import IncidentClock, IncidentClockQuerySet
from permanence.service.incidents.models.component import IncidentComponent
from permanence.service.incidents.models.incident import Incident, IncidentQuerySet
from permanence.service.incidents.models.member import Member

__all__ = [
    "ChainEnd",
    "Event",
    "Incident",
    "IncidentClock",
    "IncidentClockQuerySet",
    "IncidentComponent",
    "IncidentQuerySet",
    "Member",
]
