"""The figures of a report: each table is one statement over one index, however many promises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, cast

from django.db import connection

from permanence.overview.reports.queries.kept import Counts
from permanence.overview.reports.rules import (
    Kind,
    Line,
    Month,
    Question,
    Tally,
    grain_of,
    months_until,
)

KIND = "case when c.is_published then c.nature else 'own' end"
# What was kept while its clock stood still counts when it was kept.
DUE = "case when c.due_at is null then c.met_at else c.due_at end"
COUNTS = """
count(*) filter (where c.met_at is not null and c.missed_at is null) as kept,
count(*) filter (where c.missed_at is not null) as late,
count(*) filter (where c.met_at is null and c.missed_at is null) as running
"""
# The partial index on desk and due instant carries every column that is asked for here.
ASKED = f"""
c.desk_id = %(desk)s and c.replaced_at is null
and {DUE} >= %(begins)s and {DUE} < %(ends)s
and (%(organisation)s::bigint is null or c.organisation_id = %(organisation)s)
and (%(promise)s = '' or c.promise = %(promise)s)
and (%(kind)s = '' or {KIND} = %(kind)s)
and (not %(told)s or c.is_published)
"""
# Of a customer with few promises, those of its requests are less than those of the month.
ON_TICKET = """
and (%(organisation)s::bigint is null or t.organisation_id = %(organisation)s)
and (%(severity)s::int is null or t.severity = %(severity)s)
and (%(level)s::int is null or t.level = %(level)s)
"""
TICKET = "join tickets_ticket t on t.id = c.ticket_id"
LIVE = f"""
select {KIND} as kind, c.promise, t.severity, t.level, c.organisation_id, {COUNTS}
from tickets_commitment c {TICKET} where {ASKED} {ON_TICKET} group by 1, 2, 3, 4, 5
"""  # noqa: S608 -- our own words
NARROWED = """
and (%(organisation)s::bigint is null or c.organisation_id = %(organisation)s)
and (%(promise)s = '' or c.promise = %(promise)s)
and (%(kind)s = '' or c.kind = %(kind)s)
and (not %(told)s or c.kind <> 'own')
and (%(severity)s::int is null or c.severity = %(severity)s)
and (%(level)s::int is null or c.level = %(level)s)
"""
KEPT = f"""
select c.kind, c.promise, c.severity, c.level, c.organisation_id, c.kept, c.late, c.running
from reports_cell c where c.count_id = %(count)s and c.grain = {{grain}} {NARROWED}
"""  # noqa: S608 -- our own words
FIGURES = """
with cell as ({cell}), theirs as ({theirs}), ranked as (
    select w.organisation_id, o.name, count(*) over () as many, row_number() over (order by
        sum(w.late) desc, sum(w.kept)::float / nullif(sum(w.kept) + sum(w.late), 0),
        lower(o.name), w.organisation_id) as place
    from theirs w join accounts_organisation o on o.id = w.organisation_id
    group by w.organisation_id, o.name
)
select grouping(promise, severity, level), kind, promise, severity, level,
    null::bigint, null::text, null::bigint, null::bigint, sum(kept), sum(late), sum(running)
from cell group by grouping sets ((kind), (kind, promise), (kind, severity), (kind, level))
union all
select null::int, w.kind, null, null, null,
    w.organisation_id, r.name, r.many, r.place, sum(w.kept), sum(w.late), sum(w.running)
from theirs w left join ranked r on r.organisation_id = w.organisation_id
where r.place <= coalesce(%(most)s::bigint, r.place) or w.organisation_id is null
group by w.kind, w.organisation_id, r.name, r.many, r.place
"""
MONTHS = f"""
select width_bucket({DUE}, %(bounds)s::timestamptz[]), {KIND}, {COUNTS}
from tickets_commitment c {{ticket}} where {ASKED} {{on_ticket}} group by 1, 2
"""  # noqa: S608 -- our own words
KEPT_MONTHS = f"""
select c.count_id, c.kind, sum(c.kept), sum(c.late), sum(c.running)
from reports_cell c where c.count_id = any(%(counts)s) and c.grain = %(grain)s {NARROWED}
group by 1, 2
"""  # noqa: S608 -- our own words
# Which of the three columns a row leaves open, as `grouping` writes it: a bit for each.
TABLES = {0b111: "whole", 0b011: "promises", 0b101: "severities", 0b110: "levels"}


@dataclass(frozen=True)
class Figures:
    """The promises of a month, counted whole and by each side, guarantees apart from targets.

    `customers` has an organisation's number as its key, None for customers of no organisation;
    `names` has their names, those with the most broken promises first, and `many` says how many
    there are beside those.
    """

    whole: Sequence[Line]
    promises: Sequence[Line]
    severities: Sequence[Line]
    levels: Sequence[Line]
    customers: Sequence[Line]
    names: dict[int, str]
    many: int = 0


def count_promises(
    question: Question,
    *,
    zone: tzinfo,
    counts: Counts | None = None,
    most: int | None = None,
) -> Figures:
    """Return the figures of a desk's month; `zone` is where the desk is at home.

    They are counted now unless `counts` has the month. At most so many customers are named.
    """
    cell, theirs, facts = sources_of(question, zone=zone, counts=counts)
    tables: dict[str, list[Line]] = {name: [] for name in (*TABLES.values(), "customers")}
    ranked: dict[int, tuple[int, str]] = {}
    many = 0
    with connection.cursor() as cursor:
        cursor.execute(FIGURES.format(cell=cell, theirs=theirs), facts | {"most": most})
        for open_, kind, promise, severity, level, number, name, all_, place, *tally in cursor:
            table = TABLES.get(open_, "customers")
            keys = {"promises": promise, "severities": severity, "levels": level}
            line = Line(keys.get(table, number), kind, Tally(*map(int, tally)))
            tables[table].append(line)
            if name is not None:
                ranked[place], many = (number, name), all_
    names = dict(ranked[place] for place in sorted(ranked))
    return Figures(**tables, names=names, many=many)


def sources_of(
    question: Question, *, zone: tzinfo, counts: Counts | None
) -> tuple[str, str, dict[str, Any]]:
    """Return where a month's figures come from, in all and by customer, and what is asked."""
    facts = facts_of(question, zone=zone)
    count = (counts or {}).get(question.month)
    if count is None:
        return LIVE, "select * from cell", facts
    whole, theirs = (
        KEPT.format(grain=grain_of(question, by_customer=each)) for each in (False, True)
    )
    return whole, theirs, facts | {"count": count.number}


def count_months(
    question: Question, *, zone: tzinfo, counts: Counts | None = None
) -> list[tuple[Month, Line]]:
    """Return the figures of the twelve months that end with the one asked for.

    Those that `counts` has are read, the others counted now.
    """
    months = months_until(question.month)
    kept = {month: counts[month] for month in months if counts and month in counts}
    lines = read_kept_months(question, kept, zone=zone) if kept else []
    missing = [month for month in months if month not in kept]
    if missing:
        lines += [
            (month, line)
            for month, line in count_live_months(question, missing, zone=zone)
            if month not in kept
        ]
    return lines


def read_kept_months(
    question: Question, counts: Counts, *, zone: tzinfo
) -> list[tuple[Month, Line]]:
    """Return the figures of months that were counted before."""
    months = {count.number: month for month, count in counts.items()}
    facts = facts_of(question, zone=zone) | {
        "counts": list(months),
        "grain": int(grain_of(question, by_customer=False)),
    }
    with connection.cursor() as cursor:
        cursor.execute(KEPT_MONTHS, facts)
        return [
            (months[count], Line(None, cast(Kind, kind), Tally(*map(int, tally))))
            for count, kind, *tally in cursor.fetchall()
        ]


def count_live_months(
    question: Question, months: Sequence[Month], *, zone: tzinfo
) -> list[tuple[Month, Line]]:
    """Return the figures of all months from the first of these to the last, counted now."""
    span = [months[0]]
    while span[-1] < months[-1]:
        span.append(span[-1].plus(1))
    bounds = [month.begins(zone) for month in span]
    ticket, on_ticket = ticket_of(question)
    statement = MONTHS.format(ticket=ticket, on_ticket=on_ticket)
    facts = facts_of(question, zone=zone) | {
        "bounds": bounds,
        "begins": bounds[0],
        "ends": span[-1].plus(1).begins(zone),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        return [
            (span[place - 1], Line(None, cast(Kind, kind), Tally(*counts)))
            for place, kind, *counts in cursor.fetchall()
        ]


def ticket_of(question: Question) -> tuple[str, str]:
    """Return how a promise's request is joined and what is asked of it, where anything is."""
    sides = (question.organisation, question.severity, question.level)
    return (TICKET, ON_TICKET) if any(side is not None for side in sides) else ("", "")


def facts_of(question: Question, *, zone: tzinfo) -> dict[str, Any]:
    """Return a question as the statements read it."""
    return {
        "desk": question.desk,
        "begins": question.month.begins(zone),
        "ends": question.month.plus(1).begins(zone),
        "organisation": question.organisation,
        "severity": question.severity,
        "level": question.level,
        "promise": question.promise,
        "kind": question.kind,
        "told": question.told,
    }
