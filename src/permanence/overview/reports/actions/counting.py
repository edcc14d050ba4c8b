"""Count the promises of a month once, for all who ask: what changed is written, the rest stays."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

from django.db import connection

from permanence.overview.reports.models import Count
from permanence.overview.reports.queries.figures import DUE, count_cells, facts_of
from permanence.overview.reports.queries.kept import find_counts
from permanence.overview.reports.queries.service import zone_of_desk
from permanence.overview.reports.rules import (
    KEPT_MONTHS,
    LARGE,
    RANKED,
    Grain,
    Month,
    Question,
    choose_month,
    month_of,
    months_until,
)
from permanence.promises.policies.queries import NoPolicy
from permanence.world.accounts.models import Desk

SAME = """
f.grain = c.grain and f.kind = c.kind and f.promise = c.promise
and coalesce(f.organisation_id, 0) = coalesce(c.organisation_id, 0)
and coalesce(f.severity, 0) = coalesce(c.severity, 0)
and coalesce(f.level, 0) = coalesce(c.level, 0)
"""
# The rows of one count lie together, the coarse ones first: a report reads few pages.
RECOUNT = f"""
with cell as ({{live}}), fresh as materialized (
    select case when grouping(organisation_id) = 1 then {Grain.TOGETHER}
        when grouping(severity) = 1 then {Grain.CUSTOMERS} else {Grain.FINE} end as grain,
        organisation_id, kind, promise, severity, level,
        sum(kept) as kept, sum(late) as late, sum(running) as running
    from cell group by kind, promise, grouping sets (
        (severity, level), (organisation_id), (organisation_id, severity, level))
), gone as (
    delete from reports_cell c where c.count_id = %(count)s
    and not exists (select from fresh f where {SAME})
)
insert into reports_cell as c (
    count_id, grain, organisation_id, kind, promise, severity, level, kept, late, running
)
select %(count)s, f.* from fresh f order by f.grain, f.organisation_id
on conflict (count_id, grain, organisation_id, kind, promise, severity, level) do update
set kept = excluded.kept, late = excluded.late, running = excluded.running
where (c.kept, c.late, c.running) is distinct from
    (excluded.kept, excluded.late, excluded.running)
"""  # noqa: S608 -- our own words
# The kept figures of customers, summed up for each narrowing by promise, severity and level. None
# is by what nobody has judged: no report asks for that.
RANK = f"""
with fine as (
    select organisation_id, promise, severity, level, sum(kept) as kept, sum(late) as late
    from reports_cell
    where count_id = %(count)s and grain = {Grain.FINE} and organisation_id is not null
    group by 1, 2, 3, 4
), named as (
    select id, row_number() over (order by lower(name), id) as place from accounts_organisation
), theirs as (
    select organisation_id, promise, severity, level, grouping(promise, severity, level) as sides,
        sum(kept) as kept, sum(late) as late
    from fine group by organisation_id, cube (promise, severity, level)
    having (grouping(severity) = 1 or severity is not null)
    and (grouping(level) = 1 or level is not null)
), ranked as (
    select t.*, row_number() over (
        partition by t.sides, t.promise, t.severity, t.level
        order by t.late desc, t.kept::float / nullif(t.kept + t.late, 0), n.place
    ) as place
    from theirs t join named n on n.id = t.organisation_id
), fresh as materialized (
    select coalesce(promise, '') as promise, severity, level, count(*) as many,
        array_agg(organisation_id order by place) filter (where place <= {RANKED}) as customers
    from ranked group by sides, ranked.promise, severity, level
), gone as (
    delete from reports_ranking r where r.count_id = %(count)s and not exists (
        select from fresh f where f.promise = r.promise
        and f.severity is not distinct from r.severity and f.level is not distinct from r.level
    )
)
insert into reports_ranking as r (count_id, promise, severity, level, many, customers)
select %(count)s, promise, severity, level, many, customers from fresh
on conflict (count_id, promise, severity, level) do update
set many = excluded.many, customers = excluded.customers
where (r.many, r.customers) is distinct from (excluded.many, excluded.customers)
"""  # noqa: S608 -- our own words
# As many entries of the index as make a month large, and no more.
SIZE = f"""
select count(*) from (
    select from tickets_commitment c
    where c.desk_id = %(desk)s and c.replaced_at is null
    and {DUE} >= %(begins)s and {DUE} < %(ends)s
    limit %(most)s
) as due
"""  # noqa: S608 -- our own words


def count_next_month(desk: Desk, *, at: datetime) -> bool:
    """Count the month of a large desk whose time has come, if there is one.

    A desk that is large no more loses what was kept: it is counted whenever somebody asks.
    """
    try:
        _policy, zone = zone_of_desk(desk.key, at=at)
    except NoPolicy:
        return False
    now = month_of(at, zone)
    months = months_until(now, KEPT_MONTHS)
    counts = find_counts(desk.pk, months, zone=zone)
    counted = {month: count.counted_at for month, count in counts.items()}
    month = choose_month(months, counted, at=at)
    if month is None:
        return False
    if not is_large(desk.pk, now, zone=zone):
        Count.objects.filter(desk=desk).delete()
        return False
    count_month(desk.pk, month, zone=zone, at=at)
    fitting = {count.number for count in find_counts(desk.pk, months, zone=zone).values()}
    Count.objects.filter(desk=desk).exclude(pk__in=fitting).delete()
    return True


def is_large(desk: int, month: Month, *, zone: tzinfo) -> bool:
    """Say whether a desk had so many promises in this month and the last that they are kept."""
    facts: dict[str, Any] = {
        "desk": desk,
        "begins": month.plus(-1).begins(zone),
        "ends": month.plus(1).begins(zone),
        "most": LARGE,
    }
    with connection.cursor() as cursor:
        cursor.execute(SIZE, facts)
        return bool(cursor.fetchone()[0] >= LARGE)


def count_month(desk: int, month: Month, *, zone: tzinfo, at: datetime) -> None:
    """Count a month of a desk and keep the figures; what is as it was is not written again."""
    question = Question(desk, month)
    facts: dict[str, Any] = facts_of(question, zone=zone)
    count, _made = Count.objects.update_or_create(
        desk_id=desk,
        begins_at=facts["begins"],
        ends_at=facts["ends"],
        defaults={"counted_at": at},
    )
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT.format(live=count_cells(question)), facts | {"count": count.pk})
        cursor.execute(RANK, {"count": count.pk})
