"""The figures of a desk now: load, backlog, promises at risk, and how long answers take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from permanence.overview.boards.rules import AGES, LENGTHS, Load, Speed, fill_bars
from permanence.overview.worklists.rules import RISKY_SHARE
from permanence.service.tickets.models import Commitment, Ticket
from permanence.world.accounts.models import Organisation

MOST_RISKS = 20
MOST_LOOKED_AT = 400
MOST_CUSTOMERS = 12

# The open tickets of a desk once over; each way of grouping them is a line of `grouping`.
BACKLOG = """
select grouping(assignee_id, team_id, age), coalesce(assignee_id, 0), coalesce(team_id, 0), age,
 count(*), count(*) filter (where order_at <= %(at)s), count(*) filter (where severity = 1)
from (select assignee_id, team_id, order_at, severity,
  width_bucket(extract(epoch from %(at)s - opened_at)::float8, %(ages)s::float8[]) as age
  from tickets_ticket where desk_id = %(desk)s and not ended
  and (%(team)s::bigint is null or team_id = %(team)s)) open
group by grouping sets ((assignee_id), (team_id), (age), ())
"""
BY_ASSIGNEE, BY_TEAM, BY_AGE, WHOLE = 0b011, 0b101, 0b110, 0b111
CUSTOMERS = """
select organisation_id, count(*), count(*) filter (where order_at <= %(at)s),
 count(*) filter (where severity = 1)
from tickets_ticket where desk_id = %(desk)s and not ended and organisation_id is not null
and (%(team)s::bigint is null or team_id = %(team)s)
group by 1 order by 3 desc, 2 desc, 1 limit %(most)s
"""
SPEEDS = """
with taken as materialized (
 select extract(epoch from answered_at - opened_at)::float8 as answer,
  extract(epoch from resolved_at - opened_at)::float8 as solution
 from tickets_ticket where desk_id = %(desk)s and opened_at >= %(since)s and opened_at <= %(at)s
 and state <> 'merged' and (%(team)s::bigint is null or team_id = %(team)s))
select 'answer', width_bucket(answer, %(lengths)s::float8[]), count(*), null::float8[]
from taken where answer is not null group by 2
union all
select 'solution', width_bucket(solution, %(lengths)s::float8[]), count(*), null
from taken where solution is not null group by 2
union all
select 'answer', null, null,
 percentile_cont(array[0.5, 0.9]) within group (order by answer) from taken
union all
select 'solution', null, null,
 percentile_cont(array[0.5, 0.9]) within group (order by solution) from taken
"""

Row = dict[str, Any]


@dataclass(frozen=True)
class Backlog:
    """The open tickets of a desk, by whose they are and by their age; 0 stands for nobody's."""

    whole: Load
    people: Mapping[int, Load]
    teams: Mapping[int, Load]
    ages: tuple[int, ...]


@dataclass(frozen=True)
class Risk:
    """A promise that runs out soon or has run out, the one of its ticket that is due first."""

    commitment: Commitment
    ticket: Ticket


def read_backlog(desk: int, *, at: datetime, team: int | None = None) -> Backlog:
    """Return the open tickets of a desk, or of one of its teams."""
    facts: dict[str, Any] = {"desk": desk, "at": at, "team": team, "ages": seconds_of(AGES)}
    groups: dict[int, list[tuple[Any, ...]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(BACKLOG, facts)
        for kind, *row in cursor.fetchall():
            groups.setdefault(kind, []).append(tuple(row))
    return Backlog(
        whole=next((Load(*row[3:]) for row in groups.get(WHOLE, [])), Load()),
        people={row[0]: Load(*row[3:]) for row in groups.get(BY_ASSIGNEE, [])},
        teams={row[1]: Load(*row[3:]) for row in groups.get(BY_TEAM, [])},
        ages=fill_bars([(row[2], row[3]) for row in groups.get(BY_AGE, [])], AGES),
    )


def read_customers(
    desk: int, *, at: datetime, team: int | None = None
) -> list[tuple[Organisation, Load]]:
    """Return the customers who wait for most, those with the most overdue first."""
    facts: dict[str, Any] = {"desk": desk, "at": at, "team": team, "most": MOST_CUSTOMERS}
    with connection.cursor() as cursor:
        cursor.execute(CUSTOMERS, facts)
        rows = cursor.fetchall()
    named = Organisation.objects.in_bulk([row[0] for row in rows])
    return [(named[pk], Load(*counts)) for pk, *counts in rows]


def read_speeds(
    desk: int, *, since: datetime, at: datetime, team: int | None = None
) -> tuple[Speed, Speed]:
    """Return how long first answers and solutions took on the tickets received since an instant.

    Time as it passed, nights and pauses with it; what was not answered or solved yet is left out.
    """
    facts: dict[str, Any] = {"desk": desk, "since": since, "at": at, "team": team}
    facts["lengths"] = seconds_of(LENGTHS)
    bars: dict[str, list[tuple[int, int]]] = {"answer": [], "solution": []}
    middles: dict[str, Sequence[float | None]] = {}
    with connection.cursor() as cursor:
        cursor.execute(SPEEDS, facts)
        for what, bar, count, shares in cursor.fetchall():
            if bar is None:
                middles[what] = shares or (None, None)
            else:
                bars[what].append((bar, count))
    return speed_of(bars["answer"], middles["answer"]), speed_of(
        bars["solution"], middles["solution"]
    )


def speed_of(bars: list[tuple[int, int]], middle: Sequence[float | None]) -> Speed:
    """Return what was counted as lengths of time."""
    median, ninth = (None if one is None else timedelta(seconds=one) for one in middle)
    return Speed(fill_bars(bars, LENGTHS), median, ninth)


def seconds_of(bounds: Sequence[timedelta]) -> list[float]:
    """Return bounds as the database counts them."""
    return [bound.total_seconds() for bound in bounds]


def list_risks(desk: int, *, at: datetime, team: int | None = None) -> list[Risk]:
    """Return the promises that are at risk or broken and still owed, the first due first.

    Only the tickets that are due next are looked at: the walk is as long as the page.
    """
    tickets = Ticket.objects.unended().filter(desk=desk, next_due_at__isnull=False)
    if team is not None:
        tickets = tickets.filter(team=team)
    read = tickets.select_related("organisation", "contact", "team", "assignee")
    rows = {one.pk: one for one in read.order_by("order_at", "pk")[:MOST_LOOKED_AT]}
    standing = Commitment.objects.filter(ticket__in=rows, replaced_at=None, met_at=None)
    running = {(one.ticket_id, one.promise): one for one in standing}
    risks = []
    for ticket in rows.values():
        one = running.get((ticket.pk, ticket.next_promise))
        if one is not None and is_risky(one, at=at):
            risks.append(Risk(one, ticket))
    return risks[:MOST_RISKS]


def is_risky(commitment: Commitment, *, at: datetime) -> bool:
    """Say whether a promise has come to its warning; without one, to three quarters of its time."""
    if commitment.due_at is None:
        return False
    if commitment.warn_at is not None:
        return commitment.warn_at <= at
    return commitment.start_at + (commitment.due_at - commitment.start_at) * RISKY_SHARE <= at
