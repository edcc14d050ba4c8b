"""Which articles stand in the messages of a ticket."""

from __future__ import annotations

from permanence.service.tickets.models import Entry


def articles_in_use(ticket: int) -> set[int]:
    """Return the numbers of the articles whose words are in messages and notes of a ticket."""
    rows = Entry.objects.filter(ticket=ticket, articles__isnull=False)
    return {number for one in rows.values_list("articles", flat=True) for number in one or ()}
