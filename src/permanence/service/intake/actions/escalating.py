"""Escalations that come with a message: from the portal, by mail, through a specialist's call."""

from __future__ import annotations

from datetime import datetime

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.intake.rules.commands import read_escalation
from permanence.service.tickets.actions.escalating import Plea, escalate_ticket
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.opening import Report
from permanence.world.accounts.models import Contact


def escalate_by_message(ticket: Ticket, plea: Plea, *, said_at: datetime, at: datetime) -> str:
    """Take an escalation whose words are in the file; return why it was refused, else nothing.

    A refusal is on the file: the message that came with it is never lost.
    """
    try:
        escalate_ticket(ticket, plea, said_at=said_at, at=at)
    except Refusal as refusal:
        record(
            "ticket.escalation_refused",
            f"ticket:{ticket.pk}",
            at=at,
            actor=plea.by or Actor(f"contact:{ticket.contact_id}", ticket.contact.name),
            desk=ticket.desk_id,
            organisation=ticket.organisation_id,
            reason=str(refusal),
        )
        return str(refusal)
    return ""


def hear_command(ticket: Ticket, report: Report, contact: Contact, *, at: datetime) -> None:
    """Escalate where the first line of an answer by mail says so.

    Who writes is of the customer: anybody else's command is only a message.
    """
    asked = read_escalation(report.text)
    is_own = contact.pk == ticket.contact_id or (
        contact.organisation_id is not None and contact.organisation_id == ticket.organisation_id
    )
    if asked is None or not is_own:
        return
    plea = Plea(asked.words or report.text, "mail", ground=asked.ground)
    escalate_by_message(ticket, plea, said_at=report.received_at, at=at)
