"""What was reported of an incident by law, as its record tells it."""

from __future__ import annotations

from permanence.service.incidents.models import Event, Incident
from permanence.service.incidents.rules.regulating import REPORTED


def reports_of(incident: Incident) -> dict[str, str]:
    """Return the words of each report by the key of its clock; erased ones are left out."""
    events = Event.objects.filter(incident=incident, kind=REPORTED, facts__isnull=False)
    told = [one.facts or {} for one in events.order_by("number")]
    return {str(one["key"]): str(one["text"]) for one in told}
