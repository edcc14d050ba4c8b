"""Starting the same clock for many customers at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from permanence.ground.journal.rules import Actor
from permanence.promises.clocks.actions import Setting, set_deadlines
from permanence.service.incidents.actions.chain import write_events
from permanence.service.incidents.actions.clocks import OWNER, tell_clock
from permanence.service.incidents.models import Incident, IncidentClock
from permanence.service.incidents.rules.clocks import start_timing


def start_customer_clocks(
    incident: Incident,
    key: str,
    organisations: Sequence[int],
    *,
    since: str,
    start_at: datetime,
    goal: timedelta | None,
    limit: timedelta,
    at: datetime,
    by: Actor,
) -> list[IncidentClock]:
    """Start a clock of a matter for each customer that has none running; return those started."""
    rows = IncidentClock.objects.running().filter(
        incident=incident, key=key, organisation_id__in=organisations
    )
    known = set(rows.values_list("organisation_id", flat=True))
    wanted = [one for one in organisations if one not in known]
    timing = start_timing(start_at, goal=goal, limit=limit)
    deadlines = set_deadlines(
        OWNER,
        [
            Setting(
                incident.pk,
                timing.start_at,
                timing.limit_at,
                timing.marks(),
                desk=incident.desk_id,
                organisation=one,
            )
            for one in wanted
        ],
    )
    clocks = IncidentClock.objects.bulk_create(
        IncidentClock(
            incident=incident,
            organisation_id=one,
            key=key,
            since=since,
            start_at=timing.start_at,
            goal_at=timing.goal_at,
            limit_at=timing.limit_at,
            deadline_id=deadline,
        )
        for one, deadline in zip(wanted, deadlines, strict=True)
    )
    write_events(incident, [tell_clock("clock.started", one) for one in clocks], at=at, by=by)
    return clocks
