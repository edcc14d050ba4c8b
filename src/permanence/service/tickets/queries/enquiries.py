"""What is being asked of third parties about a file, and what may go along."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Q

from permanence.service.tickets.models import Attachment, Enquiry, Entry, Ticket
from permanence.service.tickets.queries.merging import gathered_files
from permanence.service.tickets.rules.enquiring import Recipient, write_recipients

MOST_OFFERED = 8
LOOKED_AT = 200
MOST_KNOWN = 40
# What the desk alone reads, or says of itself, is never offered to anybody outside.
UNSHARED = (Entry.Kind.NOTE, Entry.Kind.CONFIRMATION, Entry.Kind.NOTICE)


def enquiries_of(ticket: Ticket) -> list[Enquiry]:
    """Return what was asked of third parties about a ticket, the last written in first."""
    return list(Enquiry.objects.filter(ticket=ticket).order_by("-last_at", "-pk"))


def enquiries_answered(desk: int, *, address: str, ticket: Ticket | None) -> list[Enquiry]:
    """Return the enquiries of a desk that a message may answer, the last written in first.

    They are those about the ticket that it names, and those in which its sender was asked.
    """
    asked = Q(recipients__contains=[{"address": address}]) if address else Q(pk=None)
    about = Q(ticket=ticket) if ticket else Q(pk=None)
    rows = Enquiry.objects.filter(asked | about, ticket__desk=desk).select_related("ticket")
    return list(rows.order_by("-last_at", "-pk")[:MOST_OFFERED])


def shareable_entries(ticket: Ticket) -> list[Entry]:
    """Return the entries that may go along to somebody outside, the oldest first, with files.

    Of merged files only those of the same person are among them; notes never are.
    """
    files = [ticket, *(one for one in gathered_files(ticket) if is_of_same(one, ticket))]
    rows = Entry.objects.filter(ticket__in=files).exclude(kind__in=UNSHARED)
    return list(rows.order_by("at", "pk").prefetch_related("attachments__blob"))


def known_recipients(ticket: Ticket) -> list[str]:
    """Return who was asked lately on a ticket's desk, those asked for the same customer first."""
    rows = Enquiry.objects.filter(ticket__desk=ticket.desk_id).order_by("-pk")[:LOOKED_AT]
    told = list(rows.values_list("organisation_id", "recipients"))
    told.sort(key=lambda one: ticket.organisation_id is None or one[0] != ticket.organisation_id)
    known = [Recipient(**one) for _organisation, recipients in told for one in recipients]
    by_address = {one.address: one for one in reversed(known)}
    lines = [write_recipients([by_address[key]]) for key in dict.fromkeys(k.address for k in known)]
    return lines[:MOST_KNOWN]


def is_of_same(file: Ticket, ticket: Ticket) -> bool:
    """Say whether two files are of one person."""
    return file.contact_id == ticket.contact_id


def chosen_attachments(entries: Iterable[Entry], chosen: Collection[int]) -> list[Attachment]:
    """Return those of the files of these entries that were chosen."""
    return [one for entry in entries for one in entry.attachments.all() if one.pk in chosen]
