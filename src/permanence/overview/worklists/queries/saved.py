"""Lists and counts of the views that specialists keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import QuerySet

from permanence.overview.worklists.models import SavedView
from permanence.overview.worklists.queries.lists import (
    KeptRow,
    Page,
    Row,
    Whose,
    merge_lanes,
    order_lane,
    rows_of,
)
from permanence.overview.worklists.queries.sifting import Look, lanes_of_past, lanes_of_work
from permanence.overview.worklists.rules import (
    MOST_COUNTED,
    MOST_IN_RAIL,
    Order,
    Sieve,
    Span,
    read_sieve,
    states_over,
)
from permanence.service.tickets.models import Ticket

FRESH = timedelta(seconds=10)
MOST_KNOWN = 512
KNOWN: dict[tuple[tuple[tuple[int, str], ...], Whose, ZoneInfo], dict[int, int]] = {}


@dataclass(frozen=True)
class Kept:
    """A kept view as the rail shows it."""

    number: int
    name: str
    count: int | None


def list_sieved(sieve: Sieve, look: Look, *, span: Span, order: Order) -> Page:
    """Return a page of what a sieve lets through: the work in its order, then what is over.

    Each is a walk along its own index, so that what is over makes no page of the work longer.
    """
    most = span.most + 1
    place = span.before or span.after
    backwards = span.before is not None
    parts = [(False, lanes_of_work(sieve, look)), (True, lanes_of_past(sieve, look))]
    rows: list[Row] = []
    for is_over, lanes in reversed(parts) if backwards else parts:
        if place is not None and place.is_over != is_over and is_over == backwards:
            continue
        starts_here = place is not None and place.is_over == is_over
        here = span if starts_here else Span(backwards=backwards)
        rows += walk(lanes, "newest" if is_over else order, span=here, most=most - len(rows))
    has_more = len(rows) == most
    rows = rows[: span.most]
    if backwards:
        rows.reverse()
        return Page(rows, has_before=has_more, has_after=True)
    return Page(rows, has_before=span.after is not None, has_after=has_more)


def walk(lanes: Sequence[QuerySet[Ticket]], order: Order, *, span: Span, most: int) -> list[Row]:
    """Return the next rows of some lanes together, from where a span begins."""
    if not lanes or most <= 0:
        return []
    ordered = [order_lane(lane, order, span=span) for lane in lanes]
    if len(ordered) == 1:
        return list(rows_of(ordered[0])[:most])
    return merge_lanes(ordered, order, most=most, backwards=span.is_backwards)


def count_sieved(sieves: Sequence[Sieve], look: Look) -> list[int]:
    """Return how many tickets each sieve lets through, in one look; capped as all counts are."""
    lanes = [[*lanes_of_work(one, look), *lanes_of_past(one, look)] for one in sieves]
    parts = [
        (place, *lane.order_by().values("pk")[: MOST_COUNTED + 1].query.sql_with_params())
        for place, some in enumerate(lanes)
        for lane in some
    ]
    if not parts:
        return [0] * len(sieves)
    counts = ", ".join(
        f"(select count(*) from ({sql}) as v{number})"  # noqa: S608 -- written by the ORM
        for number, (_, sql, _) in enumerate(parts)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"select {counts}", [value for _, _, told in parts for value in told])
        found = zip((place for place, _, _ in parts), cursor.fetchone(), strict=True)
    sums = dict.fromkeys(range(len(sieves)), 0)
    for place, count in found:
        sums[place] = min(sums[place] + count, MOST_COUNTED + 1)
    return list(sums.values())


def count_kept(rows: Sequence[KeptRow], look: Look, *, afresh: bool) -> list[Kept]:
    """Return kept views as the rail shows them; the first have counts, a little old.

    A view may ask what no index answers: so a page takes the counts that are known, and only the
    rail, which comes after the page, takes them afresh, no more than once in ten seconds.
    """
    keys = tuple((number, changed) for number, _, changed in rows[:MOST_IN_RAIL])
    known = (keys, look.whose, look.zone)
    if afresh and keys:
        KNOWN[known] = count_lately(keys, look.whose, look.zone, moment_of(look.at))
        if len(KNOWN) > MOST_KNOWN:
            KNOWN.pop(next(iter(KNOWN)), None)
    counts = KNOWN.get(known, {})
    return [Kept(number, name, counts.get(number)) for number, name, _ in rows]


def moment_of(at: datetime) -> datetime:
    """Return the last instant at which views were counted."""
    return at - (at - at.min.replace(tzinfo=at.tzinfo)) % FRESH


@lru_cache(maxsize=512)
def count_lately(
    keys: tuple[tuple[int, str], ...], whose: Whose, zone: ZoneInfo, at: datetime
) -> dict[int, int]:
    """Return the counts of views as they stood at an instant; none of one with what is over.

    What is over may be the desk's whole past: it is counted on the view's own page, when somebody
    looks, and never for a rail that stands beside every page.
    """
    rows = SavedView.objects.filter(pk__in=[pk for pk, _ in keys]).values_list("pk", "sieve")
    kept = {pk: sieve for pk, said in rows if not states_over(sieve := read_sieve(said))}
    counts = count_sieved(list(kept.values()), Look(whose, zone, at))
    return dict(zip(kept, counts, strict=True))
