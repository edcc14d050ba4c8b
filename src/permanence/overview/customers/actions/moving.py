"""Putting somebody whom nobody knew into the organisation that they belong to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.overview.customers.rules import FOLLOWING
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.promising import promise_again
from permanence.service.tickets.actions.sweeping import note_contracts
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.actions import check_contact, place_contact
from permanence.world.accounts.models import Contact, Organisation

# The same content of one customer is kept once: what the organisation has already is pointed at.
SHARE_CONTENT = """
update tickets_attachment a set blob_id = theirs.id
from files_blob own, files_blob theirs
where a.blob_id = own.id and own.contact_id = %(contact)s and own.organisation_id is null
  and theirs.organisation_id = %(organisation)s and theirs.sha256 = own.sha256
"""
TAKE_CONTENT = """
update files_blob own set organisation_id = %(organisation)s, contact_id = null
where own.contact_id = %(contact)s and own.organisation_id is null and not exists (
    select 1 from files_blob theirs
    where theirs.organisation_id = %(organisation)s and theirs.sha256 = own.sha256
)
"""
FOLLOW = """
update {table} set organisation_id = %(organisation)s
where organisation_id is null and {rows}
"""


class AlreadyPlaced(Refusal):
    """A contact is moved once: from nowhere to its organisation."""


def move_contact(contact: Contact, organisation: Organisation, *, by: Actor, at: datetime) -> int:
    """Put a contact without organisation into one; return how many of its requests followed.

    With every request goes all that belongs to it, in this one transaction: from then on the
    organisation's people read it. The contact's row is held against requests that arrive
    meanwhile. Open requests are promised again, under the organisation's contracts.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    held = Contact.objects.select_for_update().get(pk=contact.pk)
    if held.organisation_id is not None:
        raise AlreadyPlaced(_("This contact belongs to an organisation already."))
    if held.merged_into_id is not None:
        raise AlreadyPlaced(_("This contact was merged into another."))
    check_contact(held, organisation.pk, held.email)
    tickets = list(
        Ticket.objects.filter(contact=held, organisation=None)
        .order_by("pk")
        .select_for_update(no_key=True)
        .values_list("pk", flat=True)
    )
    place_contact(held, organisation)
    follow_contact(held, organisation, tickets)
    for subject in (f"contact:{held.pk}", f"organisation:{organisation.pk}"):
        record(
            "contact.moved",
            subject,
            at=at,
            actor=by,
            organisation=organisation.pk,
            name=held.name,
            to=organisation.name,
            tickets=len(tickets),
        )
    promise_moved(tickets, organisation, by=by, at=at)
    return len(tickets)


def follow_contact(contact: Contact, organisation: Organisation, tickets: list[int]) -> None:
    """Let every row of these requests belong to the organisation."""
    facts: dict[str, Any] = {
        "organisation": organisation.pk,
        "contact": contact.pk,
        "tickets": tickets,
        "owners": [*(f"ticket:{one}" for one in tickets), f"contact:{contact.pk}"],
    }
    with connection.cursor() as cursor:
        cursor.execute(SHARE_CONTENT, facts)
        cursor.execute(TAKE_CONTENT, facts)
        for table, rows in FOLLOWING.items():
            cursor.execute(FOLLOW.format(table=table, rows=rows), facts)


def promise_moved(
    tickets: list[int], organisation: Organisation, *, by: Actor, at: datetime
) -> None:
    """Say in each file where it went, and promise again what is still owed."""
    read = Ticket.objects.select_related("desk", "organisation", "contact", "contract")
    rows = list(read.filter(pk__in=tickets).order_by("pk"))
    note_contracts([ticket for ticket in rows if not ticket.ended], at=at)
    for ticket in rows:
        record_on(ticket, "ticket.moved", at=at, actor=by, name=organisation.name)
        if not ticket.ended and promise_again(ticket, at=at):
            record_on(ticket, "ticket.terms_changed", at=at, cause="contract")
