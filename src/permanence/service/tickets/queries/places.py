"""What became different in an installation shortly before a request about it."""

from __future__ import annotations

from django.db.models import OuterRef, Subquery

from permanence.service.tickets.models import Ticket
from permanence.world.catalogue.models import Piece
from permanence.world.catalogue.rules import NEAR

# Asked with the ticket itself: its page says so before anybody opens the record.
CHANGED = Subquery(
    Piece.objects.filter(
        installation=OuterRef("installation"),
        struck_at=None,
        since__lte=OuterRef("opened_at"),
        since__gt=OuterRef("opened_at") - NEAR,
    )
    .order_by("-since")
    .values("since")[:1]
)


def requests_on(installation: int, *, desks: list[int], most: int = 10) -> list[Ticket]:
    """Return the last requests about an installation."""
    rows = Ticket.objects.filter(installation=installation, desk__in=desks)
    return list(rows.order_by("-pk")[:most])
