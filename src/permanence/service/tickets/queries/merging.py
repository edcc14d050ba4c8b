"""Which files are worked on together."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef

from permanence.service.tickets.models import Merge, Ticket
from permanence.service.tickets.rules.merging import Owner

READ_WITH = ("desk", "contact", "organisation", "contract")


def survivor_of(ticket: Ticket) -> Ticket:
    """Return the file in which a ticket is worked on: itself unless it was merged."""
    while ticket.merged_into_id is not None:
        ticket = Ticket.objects.select_related(*READ_WITH).get(pk=ticket.merged_into_id)
    return ticket


GATHERS = Exists(Ticket.objects.filter(merged_into=OuterRef("pk")))


def gathered_files(ticket: Ticket) -> list[Ticket]:
    """Return the files merged into a ticket, and those merged into them, the oldest first.

    A ticket that was read with `gathers=GATHERS` and has none is not asked again.
    """
    found: list[Ticket] = []
    level: Sequence[int] = [ticket.pk] if getattr(ticket, "gathers", True) else []
    while level:
        rows = list(
            Ticket.objects.filter(merged_into__in=level).select_related(*READ_WITH).order_by("pk")
        )
        found += rows
        level = [one.pk for one in rows]
    return found


def merges_into(ticket: Ticket) -> list[Merge]:
    """Return the merges that stand and led files into a ticket directly, the oldest first."""
    return list(
        Merge.objects.filter(survivor=ticket, undone_at=None)
        .select_related("ticket__contact", "ticket__organisation")
        .order_by("merged_at", "pk")
    )


def owner_of(ticket: Ticket) -> Owner:
    """Return whose file a ticket is."""
    return Owner(ticket.contact_id, ticket.organisation_id)


def others_reached(ticket: Ticket, files: Sequence[Ticket]) -> list[Ticket]:
    """Return one file for each person but the ticket's own who gets answers to the matter too."""
    first: dict[int, Ticket] = {}
    for file in files:
        if file.contact_id != ticket.contact_id:
            first.setdefault(file.contact_id, file)
    return list(first.values())
