"""The figures of a report: each table is one statement over one index, however many promises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, Final, NamedTuple, cast

from permanence.ground.lib.prepared import ask
from permanence.overview.reports.queries.kept import Counts
from permanence.overview.reports.rules import (
    Kind,
    Line,
    Month,
    Question,
    Tally,
    grain_of,
    is_ranked,
    months_until,
    sum_up,
)

KIND = "case when c.is_published then c.nature else 'own' end"
VERDICT = (
    "case when c.missed_at is not null then 'late'"
    " when c.met_at is not null then 'kept' else 'running' end"
)
# What was kept while its clock stood still counts when it was kept.
DUE = "case when c.due_at is null then c.met_at else c.due_at end"
COUNTS = f"""
count(*) filter (where {VERDICT} = 'kept') as kept,
count(*) filter (where {VERDICT} = 'late') as late,
count(*) filter (where {VERDICT} = 'running') as running
"""
# The partial index on desk, sort and due instant carries every column that is asked for here.
IN_SPAN = f"""
c.desk_id = %(desk)s and c.replaced_at is null
and {DUE} >= %(begins)s and {DUE} < %(ends)s
"""
SIDES: Final[dict[str, str]] = {
    "organisation": "c.organisation_id = %(organisation)s",
    "severity": "c.severity = %(severity)s",
    "level": "c.level = %(level)s",
    "promise": "c.promise = %(promise)s",
}
LIVE = f"""
select {KIND} as kind, c.promise, c.severity, c.level, c.organisation_id, {COUNTS}
from tickets_commitment c where {IN_SPAN} {{narrowed}} group by 1, 2, 3, 4, 5
"""  # noqa: S608 -- our own words
KEPT = """
select c.kind, c.promise, c.severity, c.level, c.organisation_id, c.kept, c.late, c.running
from reports_cell c where c.count_id = %(count)s and c.grain = {grain} {narrowed}
"""
RANKED = """
select w.organisation_id, o.name, count(*) over () as many, row_number() over (order by
    sum(w.late) desc, sum(w.kept)::float / nullif(sum(w.kept) + sum(w.late), 0),
    lower(o.name), w.organisation_id) as place
from theirs w join accounts_organisation o on o.id = w.organisation_id
group by w.organisation_id, o.name
"""
KEPT_RANKED = """
select o.id as organisation_id, o.name, c.many, one.place
from reports_ranking c cross join unnest(c.customers) with ordinality as one (id, place)
join accounts_organisation o on o.id = one.id
where c.count_id = %(count)s {narrowed}
"""
FIGURES = """
with {sources}
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
from tickets_commitment c where {IN_SPAN} {{narrowed}} group by 1, 2
"""  # noqa: S608 -- our own words
SERVED = f"""
select width_bucket({DUE}, %(bounds)s::timestamptz[]), {KIND}, c.promise, {COUNTS}
from tickets_commitment c where {IN_SPAN} {{narrowed}} group by 1, 2, 3
"""  # noqa: S608 -- our own words
KEPT_MONTHS = """
select c.count_id, c.kind, sum(c.kept), sum(c.late), sum(c.running)
from reports_cell c where c.count_id = any(%(counts)s) and c.grain = {grain} {narrowed}
group by 1, 2
"""
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
    sources, facts = sources_of(question, zone=zone, counts=counts, most=most)
    tables: dict[str, list[Line]] = {name: [] for name in (*TABLES.values(), "customers")}
    ranked: dict[int, tuple[int, str]] = {}
    many = 0
    rows = ask(FIGURES.format(sources=write_sources(sources)), facts | {"most": most})
    for open_, kind, promise, severity, level, number, name, all_, place, *tally in rows:
        table = TABLES.get(open_, "customers")
        keys = {"promises": promise, "severities": severity, "levels": level}
        line = Line(keys.get(table, number), kind, Tally(*map(int, tally)))
        tables[table].append(line)
        if name is not None:
            ranked[place], many = (number, name), all_
    names = dict(ranked[place] for place in sorted(ranked))
    return Figures(**tables, names=names, many=many)


def sources_of(
    question: Question, *, zone: tzinfo, counts: Counts | None, most: int | None = None
) -> tuple[dict[str, str], dict[str, Any]]:
    """Return where a month's figures come from, and what is asked.

    The sources are, in this order, the figures of all, those of each customer, and the customers
    by rank; where the first of them are known beforehand, only the figures of those.
    """
    facts = facts_of(question, zone=zone)
    count = (counts or {}).get(question.month)
    if count is None:
        sources = {"cell": count_cells(question), "theirs": "select * from cell"}
        return sources | {"ranked": RANKED}, facts
    facts |= {"count": count.number}
    whole, theirs = (read_cells(question, by_customer=each) for each in (False, True))
    if not is_ranked(question, most):
        return {"cell": whole, "theirs": theirs, "ranked": RANKED}, facts
    among = "and c.organisation_id in (select organisation_id from ranked)"
    few = f"{theirs} {among} union all {theirs} and c.organisation_id is null"
    ranked = KEPT_RANKED.format(narrowed=narrow_ranking(question))
    return {"cell": whole, "ranked": ranked, "theirs": few}, facts


def write_sources(sources: Mapping[str, str]) -> str:
    """Return named sources as a statement begins with them."""
    return ", ".join(f"{name} as ({source})" for name, source in sources.items())


def count_cells(question: Question) -> str:
    """Return the statement that counts promises now."""
    return LIVE.format(narrowed=narrow(question, KIND))


def read_cells(question: Question, *, by_customer: bool) -> str:
    """Return the statement that reads what was kept."""
    grain = grain_of(question, by_customer=by_customer)
    return KEPT.format(grain=grain, narrowed=narrow(question, "c.kind"))


def narrow(question: Question, kind: str) -> str:
    """Return by what a question is narrowed, as conditions; `kind` is how a kind is told.

    What is not asked does not stand there: so the database finds the index for what is.
    """
    asked = [said for side, said in SIDES.items() if getattr(question, side) not in (None, "")]
    if question.kind:
        asked.append(f"{kind} = %(kind)s")
    if question.told:
        asked.append(f"{kind} <> 'own'")
    return "".join(f" and {said}" for said in asked)


def narrow_ranking(question: Question) -> str:
    """Return which of the kept rankings is that of a question, as conditions."""
    asked = ["c.promise = %(promise)s"]
    for side in ("severity", "level"):
        is_asked = getattr(question, side) is not None
        asked.append(SIDES[side] if is_asked else f"c.{side} is null")
    return "".join(f" and {said}" for said in asked)


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
    grain = grain_of(question, by_customer=False)
    statement = KEPT_MONTHS.format(grain=grain, narrowed=narrow(question, "c.kind"))
    rows = ask(statement, facts_of(question, zone=zone) | {"counts": list(months)})
    return [
        (months[count], Line(None, cast(Kind, kind), Tally(*map(int, tally))))
        for count, kind, *tally in rows
    ]


def count_live_months(
    question: Question, months: Sequence[Month], *, zone: tzinfo
) -> list[tuple[Month, Line]]:
    """Return the figures of all months from the first of these to the last, counted now."""
    span = span_of(question, months, zone=zone)
    rows = ask(MONTHS.format(narrowed=narrow(question, KIND)), span.facts)
    return [
        (span.months[place - 1], Line(None, cast(Kind, kind), Tally(*tally)))
        for place, kind, *tally in rows
    ]


def count_served(
    question: Question, *, zone: tzinfo
) -> tuple[list[Line], list[tuple[Month, Line]]]:
    """Return a month's figures by promise and those of its year, of few promises, counted now.

    Whoever is asked about in one go: what a customer has is read just once.
    """
    span = span_of(question, months_until(question.month), zone=zone)
    promises: list[Line] = []
    months: list[tuple[Month, Line]] = []
    statement = SERVED.format(narrowed=narrow(question, KIND))
    for place, kind, promise, *tally in ask(statement, span.facts):
        month = span.months[place - 1]
        months.append((month, Line(None, cast(Kind, kind), Tally(*tally))))
        if month == question.month:
            promises.append(Line(promise, cast(Kind, kind), Tally(*tally)))
    by_month = {month: [line for one, line in months if one == month] for month in span.months}
    return promises, [(month, line) for month in span.months for line in sum_up(by_month[month])]


class Span(NamedTuple):
    """Months one after the other, and what is asked about all of them."""

    months: list[Month]
    facts: dict[str, Any]


def span_of(question: Question, months: Sequence[Month], *, zone: tzinfo) -> Span:
    """Return all months from the first of these to the last."""
    span = [months[0]]
    while span[-1] < months[-1]:
        span.append(span[-1].plus(1))
    bounds = [month.begins(zone) for month in span]
    ends = span[-1].plus(1).begins(zone)
    told = {"bounds": bounds, "begins": bounds[0], "ends": ends}
    return Span(span, facts_of(question, zone=zone) | told)


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
    }
