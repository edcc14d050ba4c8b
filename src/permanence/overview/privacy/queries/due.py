"""Which files' things go by the schedule, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection

from permanence.overview.privacy.models import Disposal, ScheduleVersion
from permanence.overview.privacy.queries.holding import HELD
from permanence.overview.privacy.rules.schedule import (
    OF_TICKETS,
    SOON,
    Schedule,
    limit_of,
)
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Desk

# A merged file is over when the one that it is worked on in is; one that was split off and is
# still worked on keeps the mail that both came with.
ENDED: Final = "coalesce(s.closed_at, s.resolved_at, t.closed_at, t.resolved_at)"
GONE_BY: Final = f"""
from tickets_ticket t left join tickets_ticket s on s.id = t.merged_into_id
where t.desk_id = %(desk)s and t.ended and coalesce(s.ended, true)
    and {ENDED} <= %(limit)s
    and not exists (
        select 1 from privacy_disposal d where d.ticket_id = t.id and d.kind = %(kind)s)
    and not exists (
        select 1 from tickets_link l
        join tickets_ticket o on o.id in (l.ticket_id, l.other_id) and not o.ended
        where l.kind = 'split' and t.id in (l.ticket_id, l.other_id))
"""
DUE: Final = f"""
select t.id {GONE_BY} and t.id > %(after)s and not {HELD}
order by t.id limit %(most)s for no key update of t skip locked
"""
COUNT: Final = f"""
select count(*) filter (where not held and over <= %(limit_now)s),
    count(*) filter (where not held), count(*) filter (where held)
from (select {HELD} as held, {ENDED} as over {GONE_BY} limit 100000) counted
"""


@dataclass(frozen=True)
class Outlook:
    """Of how many files a kind goes today, within thirty days, and would but for a hold."""

    kind: str
    now: int
    soon: int
    held: int


def schedule_of(desk: Desk) -> ScheduleVersion | None:
    """Return the version that holds on a desk; none has been written where nothing goes."""
    return ScheduleVersion.objects.filter(desk=desk).order_by("-number").first()


def due_tickets(
    desk: int, kind: str, months: int, *, at: datetime, after: int, most: int
) -> list[int]:
    """Return the next files of which a kind goes, locked; held ones are not among them."""
    with connection.cursor() as cursor:
        cursor.execute(
            DUE,
            {
                "desk": desk,
                "kind": kind,
                "limit": limit_of(at, months),
                "after": after,
                "most": most,
            },
        )
        return [int(row[0]) for row in cursor.fetchall()]


def foresee(desk: Desk, schedule: Schedule, *, at: datetime) -> list[Outlook]:
    """Return what a schedule would take away now and within thirty days."""
    found = []
    with connection.cursor() as cursor:
        for kind in OF_TICKETS:
            months = schedule.months(kind)
            if months is None:
                continue
            told: dict[str, Any] = {
                "desk": desk.pk,
                "kind": kind,
                "limit": limit_of(at + SOON, months),
                "limit_now": limit_of(at, months),
            }
            cursor.execute(COUNT, told)
            found.append(Outlook(kind, *cursor.fetchone()))
    return found


def longest_of_all(kind: str) -> int | None:
    """Return the longest time for what belongs to no desk alone; None where one keeps it."""
    versions = ScheduleVersion.objects.order_by("desk", "-number").distinct("desk")
    months = [version.schedule.months(kind) for version in versions]
    known = [one for one in months if one is not None]
    whole = len(known) == Desk.objects.count()
    return max(known) if known and whole else None


def dates_of(ticket: Ticket, schedule: Schedule) -> list[tuple[str, datetime | None, bool]]:
    """Return of each kind that goes: when it does, and whether it is gone already."""
    gone = set(Disposal.objects.filter(ticket_id=ticket.pk).values_list("kind", flat=True))
    over = ticket.closed_at or ticket.resolved_at
    rows = []
    for kind in OF_TICKETS:
        months = schedule.months(kind)
        if months is not None:
            rows.append((kind, due_after(over, months) if over else None, kind in gone))
    return rows


def due_after(at: datetime, months: int) -> datetime:
    """Return the instant so many months later: the first of which `limit_of` leads back here."""
    later = limit_of(at, -months)
    while limit_of(later, months) < at:
        later += timedelta(days=1)
    return later
