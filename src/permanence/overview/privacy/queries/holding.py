"""What is held, and by which holds."""

from __future__ import annotations

from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from permanence.overview.privacy.models import Hold
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Contact

# The files, among those of `tickets_ticket t`, that a hold keeps: as the database itself asks.
HELD: Final = """
exists (select 1 from privacy_hold h where h.released_at is null
    and (h.ticket_id = t.id or h.contact_id = t.contact_id
        or h.organisation_id = t.organisation_id))
"""


IS_HELD: Final = Exists(
    Hold.objects.standing().filter(
        Q(ticket_id=OuterRef("pk"))
        | Q(contact_id=OuterRef("contact_id"))
        | Q(organisation_id=OuterRef("organisation_id"))
    )
)


def held_organisations() -> list[int]:
    """Return the organisations under a hold."""
    held = Hold.objects.standing().exclude(organisation_id=None)
    return [one.organisation_id for one in held if one.organisation_id]


def holds_on_ticket(ticket: Ticket) -> list[Hold]:
    """Return the holds under which a file stands: its own, its contact's, its organisation's."""
    meant = Q(ticket_id=ticket.pk) | Q(contact_id=ticket.contact_id)
    if ticket.organisation_id:
        meant |= Q(organisation_id=ticket.organisation_id)
    return list(Hold.objects.standing().filter(meant).order_by("pk"))


def holds_on_contact(contact: Contact) -> list[Hold]:
    """Return the holds that keep a contact: its own, its organisation's, and on its requests."""
    tickets = Ticket.objects.filter(contact=contact).values("pk")
    meant = Q(contact_id=contact.pk) | Q(ticket_id__in=tickets)
    if contact.organisation_id:
        meant |= Q(organisation_id=contact.organisation_id)
    return list(Hold.objects.standing().filter(meant).order_by("pk"))


def holds_on_organisation(number: int) -> QuerySet[Hold]:
    """Return the holds on an organisation itself."""
    return Hold.objects.standing().filter(organisation_id=number)
