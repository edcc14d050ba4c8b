"""When an incident is over, and when nothing is left to do about it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.incidents.actions.chain import lock_incident, write_events
from permanence.service.incidents.actions.notifying import draft_resolution
from permanence.service.incidents.models import Incident, IncidentComponent
from permanence.service.incidents.rules.chain import NewEvent


class NotEnded(Refusal):
    """An incident does not end like this."""


def resolve_incident(incident: Incident, *, cause: str, at: datetime, by: Actor) -> Incident:
    """Say that the service is as it should be again, and what was the matter, as far as is known.

    The clock of the next report runs on: customers are told of the resolution by then.
    """
    incident = lock_incident(incident)
    if incident.state != Incident.State.DECLARED:
        raise NotEnded(_("{name} does not go on: it cannot be resolved."), name=incident.name)
    if not cause.strip():
        raise NotEnded(_("Say what was the matter, as far as you know."))
    incident.state, incident.resolved_at = Incident.State.RESOLVED, at
    incident.cause = cause.strip()
    incident.save(update_fields=["state", "resolved_at", "cause"])
    IncidentComponent.objects.standing().filter(incident=incident).update(ended_at=at)
    write_events(incident, [NewEvent("resolved", {"cause": incident.cause})], at=at, by=by)
    draft_resolution(incident, at=at, by=by)
    return incident


def close_incident(incident: Incident, *, at: datetime, by: Actor) -> Incident:
    """Say that nothing is left to do about an incident.

    Whether its summary stands is checked by the act that calls this one.
    """
    incident = lock_incident(incident)
    if incident.state != Incident.State.RESOLVED:
        raise NotEnded(_("{name} is not resolved: it cannot be closed."), name=incident.name)
    incident.state, incident.closed_at = Incident.State.CLOSED, at
    incident.save(update_fields=["state", "closed_at"])
    write_events(incident, [NewEvent("closed")], at=at, by=by)
    return incident
