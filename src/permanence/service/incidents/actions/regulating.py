"""What the law asks to be reported of a security breach: started, done, or not asked for."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import SYSTEM, Actor
from permanence.ground.lib.errors import Refusal
from permanence.promises.policies.queries import policy_of_version
from permanence.promises.policies.rules import Regulation
from permanence.service.incidents.actions.chain import lock_incident, write_events
from permanence.service.incidents.actions.clocks import meet_clock, start_clock, withdraw_clock
from permanence.service.incidents.models import Incident, IncidentClock
from permanence.service.incidents.rules.chain import NewEvent
from permanence.service.incidents.rules.clocks import AWARENESS
from permanence.service.incidents.rules.regulating import (
    REGULATORY,
    REPORTED,
    WARN_SHARE,
    key_of_regulation,
    span_of_regulation,
)


class NotReported(Refusal):
    """What is said of a report to an authority cannot be so, or lacks its reason."""


def regulations_of(incident: Incident) -> tuple[Regulation, ...]:
    """Return what the desk's policy says that the law asks for."""
    procedure = policy_of_version(incident.policy_version_id).incidents
    return procedure.regulatory if procedure else ()


def start_regulatory(incident: Incident, *, aware_at: datetime, at: datetime) -> None:
    """Start the clocks of the law on a security breach, from the moment it was known."""
    for one in regulations_of(incident):
        if not one.after:
            start_regulation(incident, one, since=AWARENESS, start_at=aware_at, at=at)


def start_regulation(
    incident: Incident, regulation: Regulation, *, since: str, start_at: datetime, at: datetime
) -> IncidentClock:
    """Start the clock of one row of the table."""
    zone = policy_of_version(incident.policy_version_id).zone
    span = span_of_regulation(regulation, start_at, zone=zone)
    return start_clock(
        incident,
        key_of_regulation(regulation.key),
        since=since,
        start_at=start_at,
        goal=span * WARN_SHARE,
        limit=span,
        at=at,
    )


def report_regulation(
    incident: Incident,
    clock: IncidentClock,
    *,
    done_at: datetime,
    reported: str,
    reason: str = "",
    at: datetime,
    by: Actor,
) -> None:
    """Say that what the law asks for was reported, in which words, and when; who was late says why.

    What is due after it begins to run.
    """
    lock_incident(incident)
    check_running(clock)
    if not incident.detected_at <= done_at <= at:
        raise NotReported(_("It was reported after the breach was known, and not in the future."))
    if done_at >= clock.limit_at and not reason.strip():
        raise NotReported(_("It came after the limit: say why. The law asks for the reason."))
    if not reported.strip():
        raise NotReported(_("Write what was reported: the text is kept with the instant."))
    meet_clock(incident, clock.key, at=at, met_at=done_at, reason=reason.strip(), by=by)
    told = {"key": clock.key, "text": reported.strip()}
    write_events(incident, [NewEvent(REPORTED, told, happened_at=done_at)], at=at, by=by)
    done = clock.key.removeprefix(REGULATORY)
    for one in regulations_of(incident):
        if one.after == done:
            start_regulation(incident, one, since="report", start_at=done_at, at=at)


def waive_regulation(
    incident: Incident, clock: IncidentClock, *, reason: str, at: datetime, by: Actor
) -> None:
    """Say that the law does not ask for this of this breach, and why."""
    lock_incident(incident)
    check_running(clock)
    if not reason.strip():
        raise NotReported(_("Say why the law does not ask for this here."))
    withdraw_clock(incident, clock.key, at=at, reason=reason.strip(), by=by)


def check_running(clock: IncidentClock) -> None:
    """Refuse what is done already, or was never asked for."""
    clock.refresh_from_db()
    if not clock.key.startswith(REGULATORY) or clock.met_at or clock.withdrawn_at:
        raise NotReported(_("Nothing is left to report here."))


def change_kind(
    incident: Incident, *, kind: str, reason: str, at: datetime, by: Actor = SYSTEM
) -> Incident:
    """Say that a disruption is a security breach after all, or the other way round, and why.

    From then on the clocks of the law run, or no longer.
    """
    incident = lock_incident(incident)
    if not incident.is_open or incident.kind == kind or kind not in Incident.Kind.values:
        raise NotReported(_("The kind of {name} stays as it is."), name=incident.name)
    if not reason.strip():
        raise NotReported(_("Say how you know."))
    told = {"from": incident.kind, "to": kind, "reason": reason.strip()}
    write_events(incident, [NewEvent("kind_changed", told)], at=at, by=by)
    incident.kind = kind
    if kind == Incident.Kind.SECURITY:
        incident.save(update_fields=["kind"])
        start_regulatory(incident, aware_at=at, at=at)
        return incident
    for clock in IncidentClock.objects.running().filter(
        incident=incident, key__startswith=REGULATORY
    ):
        withdraw_clock(incident, clock.key, at=at, reason=reason.strip(), by=by)
    incident.save(update_fields=["kind"])
    return incident
