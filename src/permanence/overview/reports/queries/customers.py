"""The customers of a month with their figures, a page at a time by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import NamedTuple, cast

from django.db import connection

from permanence.overview.reports.queries.figures import sources_of
from permanence.overview.reports.queries.kept import Counts
from permanence.overview.reports.rules import Kind, Line, Question, Tally

PAGE = """
with cell as ({cell}), theirs as ({theirs}), named as (
    select o.id, o.name from accounts_organisation o
    where o.id in (select organisation_id from theirs)
    and (%(after)s::text is null or (lower(o.name), o.id) > (lower(%(after)s), %(number)s))
    order by lower(o.name), o.id limit %(most)s
)
select n.id, n.name, w.kind, sum(w.kept), sum(w.late), sum(w.running)
from named n join theirs w on w.organisation_id = n.id
group by n.id, n.name, w.kind order by lower(n.name), n.id
"""


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
    cell, theirs, facts = sources_of(question, zone=zone, counts=counts)
    facts |= {
        "after": after.name if after else None,
        "number": after.number if after else 0,
        "most": most + 1,
    }
    lines: list[Line] = []
    names: dict[int, str] = {}
    with connection.cursor() as cursor:
        cursor.execute(PAGE.format(cell=cell, theirs=theirs), facts)
        for number, name, kind, *tally in cursor:
            names[number] = name
            lines.append(Line(number, cast(Kind, kind), Tally(*map(int, tally))))
    shown = dict(list(names.items())[:most])
    number, name = list(shown.items())[-1] if len(names) > most else (0, "")
    following = Customer(name, number) if number else None
    return Customers([line for line in lines if line.key in shown], shown, following)
