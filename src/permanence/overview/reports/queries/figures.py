"""The figures of a report: each table is one statement over one index, however many promises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, cast

from django.db import connection

from permanence.overview.reports.rules import Kind, Line, Month, Question, Tally, months_until
from permanence.world.accounts.models import Organisation

KIND = "case when c.is_published then c.nature else 'own' end"
# What was kept while its clock stood still counts when it was kept.
DUE = "coalesce(c.due_at, c.met_at)"
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
ON_TICKET = """
and (%(severity)s::int is null or t.severity = %(severity)s)
and (%(level)s::int is null or t.level = %(level)s)
"""
TICKET = "join tickets_ticket t on t.id = c.ticket_id"
FIGURES = f"""
with cell as (
    select {KIND} as kind, c.promise, t.severity, t.level, c.organisation_id, {COUNTS}
    from tickets_commitment c {TICKET} where {ASKED} {ON_TICKET} group by 1, 2, 3, 4, 5
)
select grouping(promise, severity, level, organisation_id), kind,
    promise, severity, level, organisation_id, sum(kept), sum(late), sum(running)
from cell group by grouping sets
    ((kind), (kind, promise), (kind, severity), (kind, level), (kind, organisation_id))
"""  # noqa: S608 -- our own words
MONTHS = f"""
select width_bucket({DUE}, %(bounds)s::timestamptz[]), {KIND}, {COUNTS}
from tickets_commitment c {{ticket}} where {ASKED} {{on_ticket}} group by 1, 2
"""  # noqa: S608 -- our own words
# Which of the four columns a row leaves open, as `grouping` writes it: a bit for each.
TABLES = {0b1111: "whole", 0b0111: "promises", 0b1011: "severities", 0b1101: "levels"}


@dataclass(frozen=True)
class Figures:
    """The promises of a month, counted whole and by each side, guarantees apart from targets.

    `customers` has an organisation's number as its key, None for customers of no organisation;
    their names are in `names`.
    """

    whole: Sequence[Line]
    promises: Sequence[Line]
    severities: Sequence[Line]
    levels: Sequence[Line]
    customers: Sequence[Line]
    names: dict[int, str]


def count_promises(question: Question, *, zone: tzinfo) -> Figures:
    """Return the figures of a desk's month; `zone` is where the desk is at home."""
    tables: dict[str, list[Line]] = {name: [] for name in (*TABLES.values(), "customers")}
    with connection.cursor() as cursor:
        cursor.execute(FIGURES, facts_of(question, zone=zone))
        for open_, kind, promise, severity, level, organisation, *counts in cursor:
            name = TABLES.get(open_, "customers")
            keys = {"promises": promise, "severities": severity, "levels": level}
            key = organisation if name == "customers" else keys.get(name)
            tables[name].append(Line(key, kind, Tally(*map(int, counts))))
    numbers = {line.key for line in tables["customers"] if line.key is not None}
    names = Organisation.objects.filter(pk__in=numbers).values_list("pk", "name")
    return Figures(**tables, names=dict(names))


def count_months(question: Question, *, zone: tzinfo) -> list[tuple[Month, Line]]:
    """Return the figures of the twelve months that end with the one asked for."""
    months = months_until(question.month)
    bounds = [month.begins(zone) for month in months]
    narrowed = question.severity is not None or question.level is not None
    statement = MONTHS.format(
        ticket=TICKET if narrowed else "", on_ticket=ON_TICKET if narrowed else ""
    )
    facts = facts_of(question, zone=zone) | {"bounds": bounds, "begins": bounds[0]}
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        return [
            (months[place - 1], Line(None, cast(Kind, kind), Tally(*counts)))
            for place, kind, *counts in cursor.fetchall()
        ]


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
