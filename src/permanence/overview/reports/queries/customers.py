"""The customers of a month with their figures, a page at a time by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, NamedTuple, cast

from django.db import connection

from permanence.overview.reports.queries.figures import sources_of, write_sources
from permanence.overview.reports.queries.kept import Counts
from permanence.overview.reports.rules import Kind, Line, Question, Tally

PAGE = """
with {sources}, named as (
    select o.id, o.name from accounts_organisation o {among} {after}
    order by lower(o.name), o.id limit %(most)s
)
select n.id, n.name, w.kind, sum(w.kept), sum(w.late), sum(w.running)
from named n join theirs w on w.organisation_id = n.id
group by n.id, n.name, w.kind order by lower(n.name), n.id
"""
# What was counted now is there as a whole; of what was kept, each has its own few figures.
AMONG_ALL = "where o.id in (select organisation_id from theirs)"
AMONG_KEPT = """
cross join lateral (select from theirs w where w.organisation_id = o.id limit 1) as one where true
"""
AFTER = "and (lower(o.name), o.id) > (lower(%(after)s::text), %(number)s::bigint)"


class Customer(NamedTuple):
    """Where a page of customers ends: the name and the number of the last."""

    name: str
    number: int


@dataclass(frozen=True)
class Customers:
    """A page of customers: their lines, their names in order, and where to go on."""

    lines: Sequence[Line]
    names: dict[int, str]
    next: Customer | None


def page_customers(
    question: Question,
    *,
    zone: tzinfo,
    counts: Counts | None = None,
    after: Customer | None = None,
    most: int = 50,
) -> Customers:
    """Return the next organisations by name with a line for each kind of promise."""
    statement, facts = write_page(question, zone=zone, counts=counts, after=after)
    lines: list[Line] = []
    names: dict[int, str] = {}
    # Planned for its values: how many customers there are to choose from decides how it is done.
    with connection.cursor() as cursor:
        cursor.execute(statement, facts | {"most": most + 1})
        for number, name, kind, *tally in cursor:
            names[number] = name
            lines.append(Line(number, cast(Kind, kind), Tally(*map(int, tally))))
    shown = dict(list(names.items())[:most])
    number, name = list(shown.items())[-1] if len(names) > most else (0, "")
    following = Customer(name, number) if number else None
    return Customers([line for line in lines if line.key in shown], shown, following)


def write_page(
    question: Question, *, zone: tzinfo, counts: Counts | None, after: Customer | None
) -> tuple[str, dict[str, Any]]:
    """Return the statement of a page, and what is asked."""
    sources, facts = sources_of(question, zone=zone, counts=counts)
    if question.month in (counts or {}):
        named, among = f"theirs as not materialized ({sources['theirs']})", AMONG_KEPT
    else:
        both = ("cell", "theirs")
        named, among = write_sources({name: sources[name] for name in both}), AMONG_ALL
    statement = PAGE.format(sources=named, among=among, after=AFTER if after else "")
    told = {"after": after.name, "number": after.number} if after else {}
    return statement, facts | told
