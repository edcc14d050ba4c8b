"""Lists and counts of the views that specialists keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db import connection

from permanence.overview.worklists.models import SavedView
from permanence.overview.worklists.queries.lists import (
    KeptRow,
    Page,
    Row,
    Whose,
    order_lane,
    rows_of,
)
from permanence.overview.worklists.queries.sifting import Look, sift_tickets
from permanence.overview.worklists.rules import (
    MOST_COUNTED,
    MOST_IN_RAIL,
    Order,
    Sieve,
    Span,
    read_sieve,
)

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
    """Return a page of what a sieve lets through, walking the index of the order."""
    most = span.most + 1
    lane = order_lane(sift_tickets(sieve, look), order, span=span)
    rows: list[Row] = list(rows_of(lane)[:most])
    has_more = len(rows) == most
    rows = rows[: span.most]
    if span.before is not None:
        rows.reverse()
        return Page(rows, has_before=has_more, has_after=True)
    return Page(rows, has_before=span.after is not None, has_after=has_more)


def count_sieved(sieves: Sequence[Sieve], look: Look) -> list[int]:
    """Return how many tickets each sieve lets through, in one look; capped as all counts are."""
    if not sieves:
        return []
    parts = [
        sift_tickets(sieve, look)
        .order_by()
        .values("pk")[: MOST_COUNTED + 1]
        .query.sql_with_params()
        for sieve in sieves
    ]
    counts = ", ".join(
        f"(select count(*) from ({sql}) as v{place})"  # noqa: S608 -- written by the ORM
        for place, (sql, _) in enumerate(parts)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"select {counts}", [value for _, told in parts for value in told])
        return list(cursor.fetchone())


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
    """Return the counts of views as they stood at an instant."""
    numbers = [pk for pk, _ in keys]
    kept = dict(SavedView.objects.filter(pk__in=numbers).values_list("pk", "sieve"))
    sieves = [read_sieve(kept[pk]) for pk in kept]
    return dict(zip(kept, count_sieved(sieves, Look(whose, zone, at)), strict=True))
