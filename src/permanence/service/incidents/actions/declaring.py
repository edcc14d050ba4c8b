"""Declaring an incident, suspecting one, and what becomes of a suspicion."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import SYSTEM, Actor
from permanence.ground.lib.errors import Refusal
from permanence.promises.policies.queries import policy_in_force, policy_of_version
from permanence.service.escalation.actions import withdraw_climbs
from permanence.service.incidents.actions.chain import lock_incident, write_events
from permanence.service.incidents.actions.climbing import climb_for
from permanence.service.incidents.actions.clocks import (
    CLIMBS,
    meet_everywhere,
    start_clock,
    take_back,
)
from permanence.service.incidents.actions.impact import reckon_impact
from permanence.service.incidents.actions.joining import join_tickets
from permanence.service.incidents.actions.keeping import keep_pattern
from permanence.service.incidents.actions.notifying import renew_first_notice
from permanence.service.incidents.actions.regulating import start_regulatory
from permanence.service.incidents.models import Incident, IncidentClock, IncidentComponent
from permanence.service.incidents.rules.chain import NewEvent
from permanence.service.incidents.rules.clocks import DETECTION, OCCURRENCE
from permanence.service.incidents.rules.conditions import first_condition
from permanence.service.incidents.rules.declaring import NewIncident, find_fault
from permanence.world.accounts.models import Desk

CONFIRM = "confirm"
DRAW = "select nextval('incidents_number_sequence')"


class NotDeclared(Refusal):
    """What was said of an incident cannot be so."""


class NotSuspected(Refusal):
    """Nobody suspects this incident any more: it was confirmed or dismissed."""


def declare_incident(new: NewIncident, *, at: datetime, by: Actor) -> Incident:
    """Declare an incident: its clocks run from its occurrence and from its detection (SPEC A12)."""
    incident = open_incident(new, state=Incident.State.DECLARED, reasons=(), at=at, by=by)
    start_clocks(incident, at=at)
    reckon_impact(incident, at=at, by=by)
    if new.tickets and not new.drill:
        join_tickets(incident, new.tickets, at=at, by=by)
    if new.failing and not new.drill:
        keep_pattern(incident, new.failing, at=at, by=by)
    return incident


def suspect_incident(
    new: NewIncident, *, reasons: Sequence[str], at: datetime, by: Actor
) -> Incident:
    """Suspect an incident: its clocks run, and the ladder is climbed until somebody decides.

    `reasons` says why, for whoever has to decide.
    """
    if not any(one.strip() for one in reasons):
        raise NotDeclared(_("Say why you suspect it: whoever has to decide reads it."))
    incident = open_incident(new, state=Incident.State.SUSPECTED, reasons=reasons, at=at, by=by)
    start_clocks(incident, at=at, suspected=True)
    reckon_impact(incident, at=at, by=by)
    climb_for(incident, CONFIRM, at=at)
    if new.tickets and not new.drill:
        way = "signs" if by == SYSTEM else "hand"
        join_tickets(incident, new.tickets, at=at, by=by, way=way)
    if new.failing and not new.drill:
        keep_pattern(incident, new.failing, at=at, by=by)
    return incident


def open_incident(
    new: NewIncident, *, state: Incident.State, reasons: Sequence[str], at: datetime, by: Actor
) -> Incident:
    """Write a new incident with its components and the first event of its record."""
    check_instants(new.occurred_at, new.detected_at, at=at)
    if not new.title.strip():
        raise NotDeclared(_("Say in a few words what happens."))
    desk = Desk.objects.get(pk=new.desk)
    version, policy = policy_in_force(desk.key, at=at)
    number = draw_number()
    is_declared = state == Incident.State.DECLARED
    incident = Incident.objects.create(
        id=number,
        number=number,
        desk=desk,
        kind=new.kind,
        state=state,
        severity=new.severity,
        title=new.title.strip(),
        language=policy.default_language,
        occurred_at=new.occurred_at,
        detected_at=new.detected_at,
        suspected_at=None if is_declared else at,
        declared_at=at if is_declared else None,
        reasons=list(reasons),
        policy_version_id=version,
        drill=new.drill,
        opened_by=by.key,
        opened_by_name=by.name,
    )
    condition = first_condition(new.kind, new.severity)
    IncidentComponent.objects.bulk_create(
        IncidentComponent(
            incident=incident, component_id=one, condition=condition, since=new.occurred_at
        )
        for one in dict.fromkeys(new.components)
    )
    opened = NewEvent(str(state), describe_opening(new, condition, reasons))
    write_events(incident, [opened], at=at, by=by)
    return incident


def describe_opening(new: NewIncident, condition: str, reasons: Sequence[str]) -> dict[str, object]:
    """Return what was said when an incident was opened."""
    return {
        "kind": new.kind,
        "severity": new.severity,
        "title": new.title.strip(),
        "occurred": new.occurred_at,
        "detected": new.detected_at,
        "components": {str(one): condition for one in new.components},
        "tickets": list(new.tickets),
        "alerts": list(new.alerts),
        "drill": new.drill,
        "reasons": list(reasons),
    }


def check_instants(occurred_at: datetime, detected_at: datetime, *, at: datetime) -> None:
    """Refuse what has not happened yet, and what was detected before it occurred."""
    fault = find_fault(occurred_at, detected_at, at=at)
    if fault == "future":
        raise NotDeclared(_("An incident that has still to come cannot be declared."))
    if fault == "order":
        raise NotDeclared(_("It cannot have been detected before it occurred."))


def draw_number() -> int:
    """Return the number of the next incident."""
    with connection.cursor() as cursor:
        cursor.execute(DRAW)
        return int(cursor.fetchone()[0])


def start_clocks(incident: Incident, *, at: datetime, suspected: bool = False) -> None:
    """Start what the policy says runs in every incident, and on a suspicion, and on a breach."""
    starts = {OCCURRENCE: incident.occurred_at, DETECTION: incident.detected_at}
    if suspected:
        starts["suspicion"] = at
    procedure = policy_of_version(incident.policy_version_id).incidents
    for mark in procedure.marks if procedure else ():
        start_at = starts.get(mark.since)
        if start_at is None:
            continue
        start_clock(
            incident,
            mark.key,
            since=mark.since,
            start_at=start_at,
            goal=mark.goal,
            limit=mark.limit,
            at=at,
        )
    if incident.kind == Incident.Kind.SECURITY:
        start_regulatory(incident, aware_at=incident.detected_at, at=at)


def confirm_suspicion(incident: Incident, *, at: datetime, by: Actor) -> Incident:
    """Say that a suspected incident is one: it goes on with the clocks that run already."""
    incident = lock_suspected(incident)
    incident.state, incident.declared_at = Incident.State.DECLARED, at
    incident.save(update_fields=["state", "declared_at"])
    write_events(incident, [NewEvent("confirmed")], at=at, by=by)
    meet_everywhere(incident, CONFIRM, at=at, by=by)
    withdraw_climbs(CLIMBS, [incident.pk], at=at, grounds=[CONFIRM])
    renew_first_notice(incident, at=at, by=by)
    return incident


def dismiss_suspicion(incident: Incident, *, reason: str, at: datetime, by: Actor) -> Incident:
    """Say that a suspicion was none, and why; its clocks stop, and stay readable."""
    if not reason.strip():
        raise NotSuspected(_("Say why this is no incident."))
    incident = lock_suspected(incident)
    incident.state, incident.dismissed_at = Incident.State.DISMISSED, at
    incident.save(update_fields=["state", "dismissed_at"])
    write_events(incident, [NewEvent("dismissed", {"reason": reason.strip()})], at=at, by=by)
    meet_everywhere(incident, CONFIRM, at=at, by=by)
    running = IncidentClock.objects.running().filter(incident=incident).order_by("pk")
    take_back(incident, running, at=at, reason=reason.strip(), by=by)
    IncidentComponent.objects.standing().filter(incident=incident).update(ended_at=at)
    withdraw_climbs(CLIMBS, [incident.pk], at=at)
    return incident


def lock_suspected(incident: Incident) -> Incident:
    """Return an incident that is suspected still, held; refuse any other."""
    held = lock_incident(incident)
    if held.state != Incident.State.SUSPECTED:
        raise NotSuspected(_("{name} is no suspicion any more."), name=held.name)
    return held
