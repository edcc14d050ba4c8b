"""Which tickets a whole view holds, as it was at the instant at which somebody looked at it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from permanence.overview.worklists.queries.lists import (
    SORTERS,
    Whose,
    lanes_of,
    order_lane,
)
from permanence.overview.worklists.queries.sifting import Look, lanes_of_past, lanes_of_work
from permanence.overview.worklists.rules import VIEWS, Order, Sieve, Span
from permanence.service.tickets.models import Ticket


def numbers_of_view(view: str, whose: Whose, *, order: Order, at: datetime, most: int) -> list[int]:
    """Return the tickets of a view in its order; none that came after the instant."""
    order = VIEWS[view] if VIEWS[view] == "newest" else order
    lanes = lanes_of(view, whose, at=at)
    found = [row for lane in lanes for row in sort_facts(lane, order, at=at, most=most)]
    found.sort(key=SORTERS[order])
    return [pk for _severity, _order_at, pk in found[:most]]


def numbers_of_sieve(sieve: Sieve, look: Look, *, order: Order, most: int) -> list[int]:
    """Return the tickets that a sieve lets through: the work in its order, then what is over."""
    found: list[int] = []
    parts: list[tuple[list[QuerySet[Ticket]], Order]] = [
        (lanes_of_work(sieve, look), order),
        (lanes_of_past(sieve, look), "newest"),
    ]
    for lanes, own in parts:
        facts = [row for lane in lanes for row in sort_facts(lane, own, at=look.at, most=most)]
        facts.sort(key=SORTERS[own])
        found += [pk for _, _, pk in facts]
    return found[:most]


def sort_facts(
    lane: QuerySet[Ticket], order: Order, *, at: datetime, most: int
) -> list[tuple[int | None, datetime, int]]:
    """Return the first tickets of a lane with what they are sorted by."""
    rows = order_lane(lane.filter(opened_at__lte=at), order, span=Span())
    return list(rows.values_list("severity", "order_at", "pk")[:most])
