"""Which files are linked, and which of them are one matter."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import cast

from django.db.models import Q

from permanence.service.tickets.models import Link, Ticket
from permanence.service.tickets.queries.merging import (
    READ_WITH,
    gathered_files,
    owner_of,
    survivor_of,
)
from permanence.service.tickets.rules.linking import Kind, Party, Reading, reading_of


@dataclass(frozen=True)
class Related:
    """One link as a file reads it: what it says of the file, and the file at the other end."""

    link: Link
    reading: Reading
    file: Ticket


def links_among(tickets: Collection[int], kinds: Collection[str] = Link.Kind.values) -> list[Link]:
    """Return the links that stand and begin at or lead to one of these files, the oldest first."""
    ends = Q(ticket__in=tickets) | Q(other__in=tickets)
    return list(Link.objects.standing().filter(ends, kind__in=list(kinds)).order_by("pk"))


def related_to(ticket: Ticket) -> list[Related]:
    """Return the links of a ticket and of what was merged into it, each as this file reads it."""
    own = {ticket.pk, *(file.pk for file in gathered_files(ticket))}
    links = [one for one in links_among(own) if not {one.ticket_id, one.other_id} <= own]
    ends = {one.other_id if one.ticket_id in own else one.ticket_id for one in links}
    files = Ticket.objects.select_related(*READ_WITH).in_bulk(ends)
    found = []
    for one in links:
        from_other = one.ticket_id not in own
        file = files[one.ticket_id if from_other else one.other_id]
        reading = reading_of(cast(Kind, one.kind), from_other=from_other)
        found.append(Related(one, reading, survivor_of(file)))
    return found


def duplicates_of(ticket: Ticket) -> list[Ticket]:
    """Return the other files of one matter: duplicates, what they duplicate, and so on."""
    seen, fresh = {ticket.pk}, {ticket.pk, *(file.pk for file in gathered_files(ticket))}
    while fresh:
        seen |= fresh
        links = links_among(fresh, [Link.Kind.DUPLICATE])
        fresh = {end for one in links for end in (one.ticket_id, one.other_id)} - seen
    files = Ticket.objects.select_related(*READ_WITH).filter(pk__in=seen).exclude(state="merged")
    return list(files.exclude(pk=ticket.pk).order_by("pk"))


def party_of(ticket: Ticket) -> Party:
    """Return by what words the customer of a file is known."""
    return Party(
        owner=owner_of(ticket),
        reference=ticket.reference,
        name=ticket.contact.name,
        email=ticket.contact.email,
        organisation=ticket.organisation.name if ticket.organisation else "",
    )


def split_from(entries: Sequence[int]) -> dict[int, str]:
    """Return the references of the requests that were made of these entries."""
    links = Link.objects.filter(entry__in=entries)
    return dict(links.values_list("entry_id", "ticket__reference"))
