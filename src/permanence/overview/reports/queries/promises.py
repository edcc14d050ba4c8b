"""The promises behind a figure, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any

from permanence.ground.lib.prepared import Prepared, ask
from permanence.overview.reports.queries.figures import (
    DUE,
    IN_SPAN,
    KIND,
    VERDICT,
    facts_of,
    narrow,
)
from permanence.overview.reports.rules import (
    KINDS,
    PROMISES,
    VERDICTS,
    Kind,
    Question,
    Verdict,
    verdict_of,
)
from permanence.overview.worklists.rules import Place
from permanence.service.tickets.models import Commitment

FOUND = f"select {DUE} as due, c.id from tickets_commitment c where {IN_SPAN}"  # noqa: S608 -- our own words
LAST = f"order by {DUE} desc, c.id desc limit %(most)s"
AFTER = f"and ({DUE}, c.id) < (%(due)s::timestamptz, %(number)s::bigint)"
# The last due of each sort stand together in the index, and a page needs no more of each.
WALK = f"""
select one.due, one.id from unnest(%(verdicts)s::text[]) as verdict (name)
cross join unnest(%(kinds)s::text[]) as kind (name)
cross join unnest(%(promises)s::text[]) as promise (name)
cross join lateral (
    {FOUND} and {VERDICT} = verdict.name and {KIND} = kind.name and c.promise = promise.name
    {{narrowed}} {LAST}
) as one
order by one.due desc, one.id desc limit %(most)s
"""  # noqa: S608 -- our own words
# Of a customer there are few: all of a month are looked at.
WALK_CUSTOMER = f"""
{FOUND} and {VERDICT} = any(%(verdicts)s::text[]) and {KIND} = any(%(kinds)s::text[])
and c.promise = any(%(promises)s::text[]) {{narrowed}} {LAST}
"""
FIELDS = (
    "pk",
    "promise",
    "round",
    "nature",
    "is_published",
    "clause_text",
    "clause_source",
    "due_at",
    "met_at",
    "missed_at",
    "late_reason",
    "late_reason_by",
    "ticket__reference",
    "ticket__subject",
    "ticket__severity",
    "ticket__level",
    "ticket__organisation__name",
    "ticket__contact__name",
)
ROWS = Prepared(
    lambda numbers: Commitment.objects.filter(pk__any_of=numbers).values(*FIELDS), "numbers"
)


@dataclass(frozen=True)
class Row:
    """One promise as a list and its files tell it."""

    number: int
    reference: str
    subject: str
    customer: str
    promise: str
    round: int
    kind: Kind
    severity: int | None
    level: int | None
    clause: dict[str, str]
    source: str
    due_at: datetime | None
    met_at: datetime | None
    verdict: Verdict
    reason: str
    reason_by: str


@dataclass(frozen=True)
class Page:
    """Promises in the order of their due instants, the latest first, and where to go on."""

    rows: Sequence[Row]
    next: Place | None


def list_promises(
    question: Question,
    verdict: str = "",
    *,
    zone: tzinfo,
    after: Place | None = None,
    most: int = 50,
) -> Page:
    """Return a page of the promises behind a figure; `verdict` narrows to kept, late, running."""
    walk = WALK if question.organisation is None else WALK_CUSTOMER
    sides = replace(question, promise="", kind="", told=False)
    narrowed = f"{narrow(sides, KIND)} {AFTER if after else ''}"
    facts = facts_of(question, zone=zone) | {
        "verdicts": [verdict] if verdict else list(VERDICTS),
        "kinds": kinds_of(question),
        "promises": [question.promise] if question.promise else list(PROMISES),
        "most": most + 1,
    }
    if after:
        facts |= {"due": after.order_at, "number": after.number}
    places = [Place(*row) for row in ask(walk.format(narrowed=narrowed), facts)]
    rows = read_rows([place.number for place in places[:most]])
    return Page(rows, places[most - 1] if len(places) > most else None)


def kinds_of(question: Question) -> list[str]:
    """Return which kinds of promises a question is about."""
    return [
        kind
        for kind in KINDS
        if question.kind in ("", kind) and not (question.told and kind == "own")
    ]


def read_promises(
    question: Question, verdict: str = "", *, zone: tzinfo, most: int
) -> Iterator[Row]:
    """Yield the promises behind a figure, at most so many, for a file."""
    after: Place | None = None
    while most > 0:
        page = list_promises(question, verdict, zone=zone, after=after, most=min(most, 1000))
        yield from page.rows
        most, after = most - len(page.rows), page.next
        if after is None:
            return


def read_rows(numbers: Sequence[int]) -> list[Row]:
    """Return promises by their numbers, in this order."""
    found = {facts["pk"]: make_row(facts) for facts in ROWS(numbers=list(numbers))}
    return [found[number] for number in numbers if number in found]


def make_row(facts: dict[str, Any]) -> Row:
    """Return a promise from its columns."""
    return Row(
        number=facts["pk"],
        reference=facts["ticket__reference"],
        subject=facts["ticket__subject"],
        customer=facts["ticket__organisation__name"] or facts["ticket__contact__name"],
        promise=facts["promise"],
        round=facts["round"],
        kind=facts["nature"] if facts["is_published"] else "own",
        severity=facts["ticket__severity"],
        level=facts["ticket__level"],
        clause=facts["clause_text"],
        source=facts["clause_source"],
        due_at=facts["due_at"],
        met_at=facts["met_at"],
        verdict=verdict_of(met_at=facts["met_at"], missed_at=facts["missed_at"]),
        reason=facts["late_reason"],
        reason_by=facts["late_reason_by"],
    )


def find_commitment(number: int) -> Commitment | None:
    """Return a promise that stands, with its ticket; None when there is none."""
    rows = Commitment.objects.select_related("ticket__organisation", "ticket__contact")
    return rows.filter(pk=number, replaced_at=None).first()
