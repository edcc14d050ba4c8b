"""Clocks of single customers: by their contracts, or because they were found later."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.promises.clocks.actions import set_deadlines
from permanence.promises.policies.queries import policy_of_version
from permanence.service.incidents.actions.chain import write_events
from permanence.service.incidents.actions.clocks import (
    LAST_NOTICE,
    OWNER,
    REPORT,
    lay_clock,
    meet_clock,
    setting_of,
    tell_clock,
    withdraw_clock,
)
from permanence.service.incidents.models import Incident, IncidentClock
from permanence.service.incidents.queries.impact import NOTIFY
from permanence.service.incidents.queries.notifying import customers_reached
from permanence.service.incidents.queries.owing import times_owed
from permanence.service.incidents.rules.clocks import DETECTION, OCCURRENCE, start_timing
from permanence.service.incidents.rules.impact import Line, newly_told, no_longer_told

ADDED = "added"
SUSPICION = "suspicion"


def follow_list(
    incident: Incident,
    before: Sequence[Line],
    after: Sequence[Line],
    *,
    at: datetime,
    by: Actor,
) -> None:
    """Start the clocks of who is on the list now and was not, and end those of who is off it.

    While the notices of the whole are still owed, whoever is added is owed them by that clock, and
    by a shorter one where a contract promises it.
    """
    drop_clocks(incident, no_longer_told(before, after), at=at, by=by)
    added = newly_told(before, after)
    if not added:
        return
    start_promised(incident, added, at=at, by=by)
    if first_notices_out(incident):
        reached = customers_reached(incident)
        start_late(incident, [one for one in added if one not in reached], at=at, by=by)


def drop_clocks(
    incident: Incident, organisations: Collection[int], *, at: datetime, by: Actor
) -> None:
    """End the clocks of customers to whom nothing is owed any more."""
    running = IncidentClock.objects.running().filter(
        incident=incident, organisation_id__in=organisations
    )
    owed = running.order_by("organisation_id", "key").values_list("organisation_id", "key")
    reason = str(_("The customer is not on the list any more."))
    for organisation, key in owed.distinct():
        withdraw_clock(incident, key, at=at, organisation=organisation, reason=reason, by=by)


def first_notices_out(incident: Incident) -> bool:
    """Say whether the first notices were sent: the clocks of the whole ran, and none runs still."""
    of_whole = IncidentClock.objects.standing().filter(
        incident=incident, key=NOTIFY, organisation_id=None
    )
    return of_whole.exists() and not of_whole.running().exists()


def start_promised(
    incident: Incident, organisations: Collection[int], *, at: datetime, by: Actor
) -> None:
    """Start the clocks that contracts promise to customers, beside those of all that run still."""
    starts = {OCCURRENCE: incident.occurred_at, DETECTION: incident.detected_at}
    if incident.suspected_at is not None:
        starts[SUSPICION] = incident.suspected_at
    running = IncidentClock.objects.running().filter(incident=incident, organisation_id=None)
    waiting = set(running.values_list("key", flat=True))
    clocks = [
        lay_clock(
            incident,
            own.key,
            own.since,
            start_timing(starts[own.since], goal=own.goal, limit=own.limit),
            organisation=organisation,
            contract_version=version,
        )
        for organisation, owed in times_owed(incident, organisations).items()
        for own, version in owed
        if own.key in waiting and own.since in starts
    ]
    start_customer_clocks(incident, clocks, at=at, by=by)


def start_late(
    incident: Incident, organisations: Collection[int], *, at: datetime, by: Actor
) -> None:
    """Start for each customer the time in which a notice is owed, from when they were found."""
    procedure = policy_of_version(incident.policy_version_id).incidents
    marks = procedure.marks if procedure else ()
    mark = next((one for one in marks if one.key == NOTIFY), None)
    if mark is None:
        return
    owed, clocks = times_owed(incident, organisations), []
    for organisation in organisations:
        goal, limit, version = mark.goal, mark.limit, None
        for own, number in owed.get(organisation, ()):
            if own.key == NOTIFY and own.limit < limit:
                goal, limit, version = own.goal, own.limit, number
        timing = start_timing(at, goal=goal, limit=limit)
        clocks.append(
            lay_clock(
                incident,
                NOTIFY,
                ADDED,
                timing,
                organisation=organisation,
                contract_version=version,
            )
        )
    start_customer_clocks(incident, clocks, at=at, by=by)


def start_reports(
    incident: Incident,
    customers: Collection[int],
    *,
    start_at: datetime,
    at: datetime,
    by: Actor,
) -> None:
    """Start the clock of the next report for customers to whom a contract promises it sooner."""
    clocks = [
        lay_clock(
            incident,
            REPORT,
            LAST_NOTICE,
            start_timing(start_at, goal=own.goal * 3 / 4, limit=own.limit),
            organisation=organisation,
            contract_version=version,
        )
        for organisation, owed in times_owed(incident, customers).items()
        for own, version in owed
        if own.key == REPORT
    ]
    start_customer_clocks(incident, clocks, at=at, by=by)


def meet_reports(
    incident: Incident, customers: Collection[int], *, met_at: datetime, at: datetime
) -> None:
    """Say that customers had the report that their contracts promise."""
    running = IncidentClock.objects.running().filter(
        incident=incident, key=REPORT, organisation_id__in=customers
    )
    for one in running.order_by("organisation_id").values_list("organisation_id", flat=True):
        meet_clock(incident, REPORT, at=at, organisation=one, met_at=met_at)


def start_customer_clocks(
    incident: Incident, clocks: Iterable[IncidentClock], *, at: datetime, by: Actor
) -> list[IncidentClock]:
    """Write clocks of customers, but for those that run already; return those started."""
    rows = IncidentClock.objects.running().filter(incident=incident, organisation_id__isnull=False)
    known = set(rows.values_list("key", "since", "organisation_id"))
    wanted = [one for one in clocks if (one.key, one.since, one.organisation_id) not in known]
    deadlines = set_deadlines(OWNER, [setting_of(one) for one in wanted])
    for clock, deadline in zip(wanted, deadlines, strict=True):
        clock.deadline_id = deadline
    started = IncidentClock.objects.bulk_create(wanted)
    write_events(incident, [tell_clock("clock.started", one) for one in started], at=at, by=by)
    return started
