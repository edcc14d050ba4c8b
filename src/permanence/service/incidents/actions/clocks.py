"""Starting, meeting and withdrawing the clocks of an incident."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import SYSTEM, Actor
from permanence.promises.clocks.actions import (
    Setting,
    meet_deadlines,
    miss_deadlines,
    set_deadlines,
    withdraw_deadlines,
)
from permanence.service.escalation.actions import withdraw_climbs
from permanence.service.incidents.actions.chain import write_events
from permanence.service.incidents.models import Incident, IncidentClock, IncidentClockQuerySet
from permanence.service.incidents.rules.chain import NewEvent
from permanence.service.incidents.rules.clocks import Timing, name_matter, start_timing

OWNER = "incidents.clock"
CLIMBS = "incident"
REPORT = "report"
LAST_NOTICE = "last_notice"
WARNED_AT = 0.75


def start_clock(
    incident: Incident,
    key: str,
    *,
    since: str,
    start_at: datetime,
    goal: timedelta | None,
    limit: timedelta,
    at: datetime,
    organisation: int | None = None,
) -> IncidentClock:
    """Start a clock of an incident; one of the same matter that runs goes on, and is returned.

    A limit that has passed already is acted on at once by the watch.
    """
    running = IncidentClock.objects.running().filter(
        incident=incident, key=key, since=since, organisation_id=organisation
    )
    known = running.select_related("incident").first()
    if known is not None:
        return known
    timing = start_timing(start_at, goal=goal, limit=limit)
    return set_clock(lay_clock(incident, key, since, timing, organisation=organisation), at=at)


def lay_clock(
    incident: Incident,
    key: str,
    since: str,
    timing: Timing,
    *,
    organisation: int | None = None,
    contract_version: int | None = None,
) -> IncidentClock:
    """Return a clock with these times, as it will be written."""
    return IncidentClock(
        incident=incident,
        organisation_id=organisation,
        key=key,
        since=since,
        start_at=timing.start_at,
        goal_at=timing.goal_at,
        limit_at=timing.limit_at,
        contract_version_id=contract_version,
    )


def set_clock(clock: IncidentClock, *, at: datetime, by: Actor = SYSTEM) -> IncidentClock:
    """Write a new clock, and its deadline; what has happened already is judged."""
    [clock.deadline_id] = set_deadlines(OWNER, [setting_of(clock)])
    if clock.met_at is not None:
        clock.missed_at = clock.timing.missed_by(clock.met_at, at=at)
        meet_deadlines([clock.deadline_id], at=clock.met_at)
    if clock.missed_at is not None:
        miss_deadlines([clock.deadline_id])
    clock.save()
    write_events(clock.incident, [tell_clock("clock.started", clock)], at=at, by=by)
    return clock


def setting_of(clock: IncidentClock) -> Setting:
    """Return the deadline of a clock; the watch has nothing to do for one that is met."""
    return Setting(
        clock.incident_id,
        clock.start_at,
        clock.limit_at,
        clock.timing.marks() if clock.met_at is None else [],
        desk=clock.incident.desk_id,
        organisation=clock.organisation_id,
    )


def set_again(
    clock: IncidentClock,
    timing: Timing,
    *,
    met_at: datetime | None,
    reason: str = "",
    at: datetime,
    by: Actor,
) -> IncidentClock:
    """Write the clock that stands in the place of a withdrawn one, and judge it by these times."""
    again = lay_clock(
        clock.incident,
        clock.key,
        clock.since,
        timing,
        organisation=clock.organisation_id,
        contract_version=clock.contract_version_id,
    )
    again.met_at, again.reason = met_at, reason
    return set_clock(again, at=at, by=by)


def tell_clock(kind: str, clock: IncidentClock, **facts: object) -> NewEvent:
    """Return the event of a clock, with all its instants."""
    told = {
        "key": clock.key,
        "since": clock.since,
        "start": clock.start_at,
        "goal": clock.goal_at.isoformat() if clock.goal_at else None,
        "limit": clock.limit_at,
        **({"met": clock.met_at} if clock.met_at else {}),
        **({"missed": clock.missed_at} if clock.missed_at else {}),
        **({"contract": clock.contract_version_id} if clock.contract_version_id else {}),
    }
    return NewEvent(kind, {**told, **facts}, organisation=clock.organisation_id)


def meet_clock(
    incident: Incident,
    key: str,
    *,
    at: datetime,
    organisation: int | None = None,
    met_at: datetime | None = None,
    reason: str = "",
    by: Actor = SYSTEM,
) -> list[IncidentClock]:
    """Say that what the clocks of a matter wait for has happened; return those that ran.

    Late is late: what happened at the limit or after is written as missed. `met_at` is when it
    happened, if that was not now.
    """
    running = list(running_clocks(incident, key, organisation=organisation))
    clocks = [meet_one(one, met_at=met_at or at, reason=reason, at=at, by=by) for one in running]
    end_marks(incident, clocks, key, at=at)
    told = {"reason": reason} if reason else {}
    write_events(incident, [tell_clock("clock.met", one, **told) for one in clocks], at=at, by=by)
    return clocks


def meet_one(
    clock: IncidentClock, *, met_at: datetime, reason: str, at: datetime, by: Actor
) -> IncidentClock:
    """Say that what a clock waits for happened; return the clock that stands.

    What is heard of after the limit may have happened before it: the verdict is kept, and another
    clock is judged in its place.
    """
    if clock.missed_at is not None and met_at < clock.limit_at:
        known = str(_("It was done in time, which was heard of later."))
        take_back(clock.incident, [clock], at=at, reason=known, climbing=True, by=by)
        return set_again(clock, clock.timing, met_at=met_at, reason=reason, at=at, by=by)
    clock.met_at, clock.reason = met_at, reason
    clock.missed_at = clock.timing.missed_by(met_at, at=at)
    clock.save(update_fields=["met_at", "missed_at", "reason"])
    return clock


def meet_everywhere(
    incident: Incident, key: str, *, at: datetime, reason: str = "", by: Actor = SYSTEM
) -> None:
    """Say that what the clocks of a matter wait for has happened, for the whole and for each."""
    running = IncidentClock.objects.running().filter(incident=incident, key=key)
    whose = running.order_by("organisation_id").values_list("organisation_id", flat=True)
    for organisation in whose.distinct():
        meet_clock(incident, key, at=at, organisation=organisation, reason=reason, by=by)


def end_marks(
    incident: Incident, clocks: Iterable[IncidentClock], key: str, *, at: datetime
) -> None:
    """Let the marks of met clocks fall away, and the climb for them once none runs any more."""
    deadlines = [one.deadline_id for one in clocks]
    meet_deadlines(deadlines, at=at)
    miss_deadlines([one.deadline_id for one in clocks if one.missed_at is not None])
    end_climbs(incident, {key}, at=at)


def end_climbs(incident: Incident, keys: Iterable[str], *, at: datetime) -> None:
    """End the climbs for matters of which no clock is overdue any more."""
    running = IncidentClock.objects.running().filter(incident=incident, limit_at__lte=at)
    overdue = set(running.values_list("key", flat=True))
    over = [name_matter(key) for key in keys if key not in overdue]
    withdraw_climbs(CLIMBS, [incident.pk], at=at, grounds=over)


def withdraw_clock(
    incident: Incident,
    key: str,
    *,
    at: datetime,
    organisation: int | None = None,
    reason: str = "",
    by: Actor = SYSTEM,
) -> list[IncidentClock]:
    """Say that the running clocks of a matter no longer stand; return them."""
    clocks = list(running_clocks(incident, key, organisation=organisation))
    take_back(incident, clocks, at=at, reason=reason, by=by)
    return clocks


def take_back(
    incident: Incident,
    clocks: Iterable[IncidentClock],
    *,
    at: datetime,
    reason: str = "",
    climbing: bool = False,
    by: Actor = SYSTEM,
) -> None:
    """Withdraw these clocks, whatever their verdict was: it stays readable.

    Climbs for them end as well, unless `climbing` says that they may go on.
    """
    gone = list(clocks)
    for clock in gone:
        clock.withdrawn_at = at
        clock.reason = reason or clock.reason
        clock.save(update_fields=["withdrawn_at", "reason"])
    withdraw_deadlines([one.deadline_id for one in gone], at=at)
    if not climbing:
        end_climbs(incident, {one.key for one in gone}, at=at)
    told = {"reason": reason} if reason else {}
    events = [tell_clock("clock.withdrawn", one, **told) for one in gone]
    write_events(incident, events, at=at, by=by)


def running_clocks(
    incident: Incident, key: str, *, organisation: int | None
) -> IncidentClockQuerySet:
    """Return the clocks of a matter that run, of the whole or of one customer."""
    found = IncidentClock.objects.running().filter(
        incident=incident, key=key, organisation_id=organisation
    )
    return found.select_related("incident").order_by("pk")


def start_report_clock(
    incident: Incident, *, sent_at: datetime, due_at: datetime, every: timedelta, at: datetime
) -> IncidentClock:
    """A notice went out: the report that was due has come, and the next is due when it says."""
    meet_clock(incident, REPORT, at=at, met_at=sent_at)
    return start_clock(
        incident,
        REPORT,
        since=LAST_NOTICE,
        start_at=due_at - every,
        goal=every * WARNED_AT,
        limit=every,
        at=at,
    )
