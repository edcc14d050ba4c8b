"""What the columns need that a view adds: one look for a page, by the keys of its tickets."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from permanence.overview.worklists.queries.lists import Row
from permanence.service.tickets.models import Ticket

# A row of any list has the rest already.
READ: Final[dict[str, tuple[str, ...]]] = {
    "channel": ("channel",),
    "language": ("language",),
    "opened": ("opened_at",),
    "solved": ("resolved_at", "closed_at"),
    "service": ("service",),
    "contract": ("contract__number",),
}


def read_columns(tickets: Sequence[int], keys: Collection[str]) -> Mapping[int, Row]:
    """Return by ticket what these columns show; nothing is asked where the rows have it."""
    fields = [field for key in keys for field in READ.get(key, ())]
    if not fields or not tickets:
        return {}
    rows = Ticket.objects.filter(pk__any_of=list(tickets)).values("pk", *fields)
    return {row["pk"]: row for row in rows}
