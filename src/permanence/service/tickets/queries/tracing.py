"""Paths of messages that stand in files."""

from __future__ import annotations

from permanence.service.tickets.models import Ticket, TicketTrace


def traces_of(ticket: Ticket) -> list[TicketTrace]:
    """Return the paths in a file, the last put there first."""
    rows = TicketTrace.objects.filter(ticket=ticket).select_related("entry")
    return list(rows.order_by("-added_at", "-pk"))


def tickets_with(passage: int) -> list[Ticket]:
    """Return the files in which a message stands, of those that the reader may see."""
    rows = TicketTrace.objects.filter(passage_id=passage).values("ticket")
    return list(Ticket.objects.filter(pk__in=rows).order_by("-pk"))
