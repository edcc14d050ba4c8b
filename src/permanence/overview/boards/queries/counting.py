"""The figures of a desk counted from its tickets, for the whole desk and each team in one go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from permanence.overview.boards.rules import (
    AGES,
    LENGTHS,
    Backlog,
    Load,
    Speed,
    Speeds,
    fill_bars,
)

MOST_CUSTOMERS = 12

BACKLOG = """
select coalesce(team_id, 0), coalesce(assignee_id, 0), age,
 count(*), count(*) filter (where order_at <= %(at)s), count(*) filter (where severity = 1)
from (select assignee_id, team_id, order_at, severity,
  width_bucket(extract(epoch from %(at)s - opened_at)::float8, %(ages)s::float8[]) as age
  from tickets_ticket where desk_id = %(desk)s and not ended) open
group by 1, 2, 3
"""
CUSTOMERS = """
with load as (
 select case when grouping(team_id) = 0 then coalesce(team_id, 0) end as team, organisation_id,
  count(*) as open, count(*) filter (where order_at <= %(at)s) as late,
  count(*) filter (where severity = 1) as gravest
 from tickets_ticket
 where desk_id = %(desk)s and not ended and organisation_id is not null and not confidential
 group by grouping sets ((organisation_id), (team_id, organisation_id))
), placed as (
 select *, row_number() over (
  partition by team order by late desc, open desc, organisation_id) as place from load
)
select team, organisation_id, open, late, gravest from placed where place <= %(most)s
order by team, place
"""
SPEEDS = """
with taken as materialized (
 select coalesce(team_id, 0) as team, extract(epoch from answered_at - opened_at)::float8 as answer,
  extract(epoch from resolved_at - opened_at)::float8 as solution
 from tickets_ticket where desk_id = %(desk)s and opened_at >= %(since)s and opened_at <= %(at)s
 and state <> 'merged'
), told as (
 select team, 'answers' as what, answer as took from taken where answer is not null
 union all
 select team, 'solutions', solution from taken where solution is not null
)
select team, what, width_bucket(took, %(lengths)s::float8[]) as bar, count(*), null::float8[]
from told group by grouping sets ((team, what, 3), (what, 3))
union all
select team, what, null, null, percentile_cont(array[0.5, 0.9]) within group (order by took)
from told group by grouping sets ((team, what), (what))
"""


def count_backlogs(desk: int, *, at: datetime) -> dict[int | None, Backlog]:
    """Return the open tickets of a desk, and of each of its teams."""
    cells: dict[int | None, list[tuple[int, int, int, Load]]] = defaultdict(list)
    for team, assignee, age, *counts in ask(BACKLOG, desk, at=at, ages=seconds_of(AGES)):
        cell = (team, assignee, age, Load(*counts))
        cells[None].append(cell)
        cells[team].append(cell)
    customers: dict[int | None, list[tuple[int, Load]]] = defaultdict(list)
    for team, organisation, *counts in ask(CUSTOMERS, desk, at=at, most=MOST_CUSTOMERS):
        customers[team].append((organisation, Load(*counts)))
    return {team: sum_backlog(some, customers[team]) for team, some in cells.items()}


def sum_backlog(
    cells: Sequence[tuple[int, int, int, Load]], customers: Sequence[tuple[int, Load]]
) -> Backlog:
    """Return cells (team, assignee, age, how many) as one backlog."""
    people: dict[int, Load] = defaultdict(Load)
    teams: dict[int, Load] = defaultdict(Load)
    ages: dict[int, int] = defaultdict(int)
    whole = Load()
    for team, assignee, age, load in cells:
        people[assignee] += load
        teams[team] += load
        ages[age] += load.open
        whole += load
    return Backlog(
        whole, dict(people), dict(teams), fill_bars(ages.items(), AGES), tuple(customers)
    )


def count_speeds(desk: int, *, since: datetime, at: datetime) -> dict[int | None, Speeds]:
    """Return how long first answers and solutions took on the tickets received since an instant.

    Time as it passed, nights and pauses with it; what was not answered or solved yet is left out.
    """
    bars: dict[tuple[int | None, str], list[tuple[int, int]]] = defaultdict(list)
    middles: dict[tuple[int | None, str], Sequence[float | None]] = {}
    rows = ask(SPEEDS, desk, at=at, since=since, lengths=seconds_of(LENGTHS))
    for team, what, bar, count, shares in rows:
        if bar is None:
            middles[team, what] = shares
        else:
            bars[team, what].append((bar, count))
    found: dict[int | None, dict[str, Speed]] = defaultdict(dict)
    for (team, what), middle in middles.items():
        found[team][what] = speed_of(bars[team, what], middle)
    return {team: Speeds(**told) for team, told in found.items()}


def speed_of(bars: list[tuple[int, int]], middle: Sequence[float | None]) -> Speed:
    """Return what was counted as lengths of time."""
    median, ninth = (None if one is None else timedelta(seconds=one) for one in middle)
    return Speed(fill_bars(bars, LENGTHS), median, ninth)


def ask(statement: str, desk: int, **facts: Any) -> list[tuple[Any, ...]]:
    """Run a statement about a desk."""
    with connection.cursor() as cursor:
        cursor.execute(statement, {"desk": desk, **facts})
        return list(cursor.fetchall())


def seconds_of(bounds: Sequence[timedelta]) -> list[float]:
    """Return bounds as the database counts them."""
    return [bound.total_seconds() for bound in bounds]
