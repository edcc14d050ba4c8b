"""Putting away what is no request at all."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.escalation.actions import withdraw_climbs
from permanence.service.tickets.actions.commitments import (
    note_next_due,
    replace_commitments,
    standing_commitments,
)
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.states import change_state, lock_ticket
from permanence.service.tickets.models import Ticket

UNWANTED: Final = "unwanted"


class OfCustomer(Refusal):
    """What a customer writes is never put away as unwanted."""


def dismiss_ticket(ticket: Ticket, *, by: Actor, at: datetime) -> Ticket:
    """Close a request that is none: nobody is answered, and nothing is promised any more.

    Its promises neither count as kept nor as missed, unless they were missed before. Opened again
    it is owed response and resolution from its receipt, as if it had never been put away.
    """
    ticket = lock_ticket(ticket, step="dismiss")
    if ticket.organisation is not None:
        raise OfCustomer(
            _("{name} belongs to {organisation}: what customers write is never put away."),
            name=ticket.contact.name,
            organisation=ticket.organisation.name,
        )
    running = [one for one in standing_commitments([ticket]) if one.met_at is None]
    change_state(ticket, "closed", at=at, reason=UNWANTED, actor=by)
    replace_commitments([one for one in running if one.missed_at is None], at=at)
    withdraw_climbs("ticket", [ticket.pk], at=at)
    note_next_due(ticket, [])
    ticket.closed_at = at
    ticket.save()
    record_on(ticket, "ticket.dismissed", at=at, actor=by, address=ticket.contact.email)
    return ticket
