"""What a desk did for one customer in a month, beside the promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from permanence.ground.lib.prepared import ask
from permanence.overview.reports.rules import Month, month_of, months_until
from permanence.promises.policies.queries import policy_in_force
from permanence.promises.policies.rules import Policy
from permanence.world.calendars.rules.zones import find_zone

MOST_PAUSES = 500
WORK = """
select
    count(*) filter (where opened_at >= %(begins)s and opened_at < %(ends)s),
    count(*) filter (where opened_at < %(ends)s
        and resolved_at >= %(begins)s and resolved_at < %(ends)s),
    count(*) filter (where opened_at < %(ends)s
        and (not ended or coalesce(resolved_at, closed_at) >= %(ends)s)),
    min(opened_at)
from tickets_ticket where organisation_id = %(organisation)s and desk_id = %(desk)s
"""
PAUSES = """
select t.reference, t.subject, s.state, s.reason, s.from_at, s.to_at
from tickets_ticket t join tickets_statespan s on s.ticket_id = t.id
where t.organisation_id = %(organisation)s and t.desk_id = %(desk)s
and s.replaced_at is null
and s.state in ('waiting_customer', 'waiting_third_party', 'out_of_scope')
and s.from_at < %(ends)s and (s.to_at is null or s.to_at > %(begins)s)
order by s.from_at, s.id limit %(most)s
"""


@dataclass(frozen=True)
class Pause:
    """A span in which a request waited for somebody else, and why."""

    reference: str
    subject: str
    state: str
    reason: str
    from_at: datetime
    to_at: datetime | None


@dataclass(frozen=True)
class Service:
    """A customer's month: requests that came, that were resolved, that are open at its end.

    `first_at` is when the first of all its requests came.
    """

    opened: int
    resolved: int
    open: int
    first_at: datetime | None


def read_service(organisation: int, *, desk: int, month: Month, zone: tzinfo) -> Service:
    """Return what a desk did for an organisation in a month of the desk's zone."""
    facts = facts_of_month(organisation, desk=desk, month=month, zone=zone)
    return Service(*ask(WORK, facts)[0])


def list_pauses(organisation: int, *, desk: int, month: Month, zone: tzinfo) -> list[Pause]:
    """Return when requests of an organisation waited for somebody else in a month, and why."""
    facts = facts_of_month(organisation, desk=desk, month=month, zone=zone)
    return [Pause(*row) for row in ask(PAUSES, facts | {"most": MOST_PAUSES})]


def facts_of_month(organisation: int, *, desk: int, month: Month, zone: tzinfo) -> dict[str, Any]:
    """Return an organisation's month as the statements read it."""
    return {
        "organisation": organisation,
        "desk": desk,
        "begins": month.begins(zone),
        "ends": month.plus(1).begins(zone),
    }


def zone_of_desk(desk_key: str, *, at: datetime) -> tuple[Policy, tzinfo]:
    """Return a desk's policy in force, and the zone in which it counts its months."""
    _version, policy = policy_in_force(desk_key, at=at)
    return policy, find_zone(policy.zone)


def months_reported(first_at: datetime | None, *, at: datetime, zone: tzinfo) -> list[Month]:
    """Return the months of the last year for which an organisation has a report, latest first.

    `first_at` is when its first request came.
    """
    now = month_of(at, zone)
    since = month_of(first_at, zone) if first_at else now
    return [month for month in reversed(months_until(now, 13)) if month >= since]
