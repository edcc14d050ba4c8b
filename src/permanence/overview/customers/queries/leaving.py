"""What somebody leaves behind at their customer, and who could take it over."""

from __future__ import annotations

from django.db.models import QuerySet

from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Contact


def requests_left(contact: Contact) -> QuerySet[Ticket]:
    """Return the open requests of somebody that a colleague may take over.

    What is for its author alone no colleague ever reads.
    """
    rows = Ticket.objects.unended().filter(contact=contact, organisation=contact.organisation_id)
    return rows.filter(contact_only=False)


def successors_of(contact: Contact) -> list[Contact]:
    """Return who is at the same organisation and could take over, by name."""
    if contact.organisation_id is None:
        return []
    rows = Contact.objects.staying().filter(organisation=contact.organisation_id)
    return list(rows.exclude(pk=contact.pk).order_by("name", "pk"))
