"""What turns out to have been otherwise: when it occurred, and what it touches."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.incidents.actions.chain import lock_incident, write_events
from permanence.service.incidents.actions.clocks import end_climbs, set_again, take_back
from permanence.service.incidents.actions.declaring import check_instants
from permanence.service.incidents.actions.impact import reckon_impact
from permanence.service.incidents.actions.notifying import renew_first_notice
from permanence.service.incidents.models import Incident, IncidentClock, IncidentComponent
from permanence.service.incidents.queries.incidents import components_touched
from permanence.service.incidents.rules.chain import NewEvent
from permanence.service.incidents.rules.clocks import OCCURRENCE
from permanence.service.incidents.rules.conditions import CONDITIONS


class NotCorrected(Refusal):
    """What is to be corrected is as it was, or nobody says why."""


class NotChanged(Refusal):
    """The components of an incident cannot be changed so."""


def correct_occurrence(
    incident: Incident, *, occurred_at: datetime, reason: str, at: datetime, by: Actor
) -> Incident:
    """Say that an incident occurred at another instant than was thought, and why.

    Each clock that ran from the occurrence is withdrawn with its verdict and judged again from the
    right instant, be it met already: both stay readable.
    """
    incident = lock_incident(incident)
    if not reason.strip():
        raise NotCorrected(_("Say how you know when it occurred."))
    if occurred_at == incident.occurred_at:
        raise NotCorrected(_("It is known to have occurred then."))
    check_instants(occurred_at, incident.detected_at, at=at)
    before, incident.occurred_at = incident.occurred_at, occurred_at
    incident.save(update_fields=["occurred_at"])
    told = {"from": before, "to": occurred_at, "reason": reason.strip()}
    write_events(incident, [NewEvent("occurrence_corrected", told)], at=at, by=by)
    IncidentComponent.objects.filter(incident=incident, since=before).exclude(
        ended_at__lt=occurred_at
    ).update(since=occurred_at)
    judge_again(incident, at=at, by=by)
    renew_first_notice(incident, at=at, by=by)
    return incident


def judge_again(incident: Incident, *, at: datetime, by: Actor) -> None:
    """Withdraw the clocks that run from the occurrence, and start each from where it is now."""
    standing = IncidentClock.objects.standing().filter(incident=incident, since=OCCURRENCE)
    clocks = list(standing.select_related("incident").order_by("pk"))
    reasons = {one.pk: one.reason for one in clocks}
    take_back(incident, clocks, at=at, by=by, climbing=True)
    for clock in clocks:
        timing = clock.timing.move(incident.occurred_at)
        reason = reasons[clock.pk]
        set_again(clock, timing, met_at=clock.met_at, reason=reason, at=at, by=by)
    end_climbs(incident, {one.key for one in clocks}, at=at)


def change_components(
    incident: Incident, *, components: Mapping[int, str], at: datetime, by: Actor
) -> Incident:
    """Say what an incident touches now, and how badly; earlier conditions stay readable.

    `components` gives the condition of each by its key; those that it leaves out are touched no
    more.
    """
    incident = lock_incident(incident)
    if not incident.is_open:
        raise NotChanged(_("{name} is over: what it touched stays as it was."), name=incident.name)
    if set(components.values()) - set(CONDITIONS):
        raise NotChanged(_("Choose how badly each component is touched."))
    before = components_touched(incident)
    if before == dict(components):
        return incident
    changed = [one for one, condition in before.items() if components.get(one) != condition]
    standing = IncidentComponent.objects.standing().filter(incident=incident)
    standing.filter(component__in=changed).update(ended_at=at)
    IncidentComponent.objects.bulk_create(
        IncidentComponent(incident=incident, component_id=one, condition=condition, since=at)
        for one, condition in components.items()
        if before.get(one) != condition
    )
    told = {
        "before": {str(one): condition for one, condition in before.items()},
        "after": {str(one): condition for one, condition in components.items()},
    }
    write_events(incident, [NewEvent("components_changed", told)], at=at, by=by)
    reckon_impact(incident, at=at, by=by)
    return incident
