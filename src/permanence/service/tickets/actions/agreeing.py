"""A delivery date that both sides agreed on becomes the resolution commitment (SPEC B5)."""

from __future__ import annotations

from datetime import datetime

from permanence.ground.journal.rules import Actor
from permanence.promises.terms.rules import Words
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.promising import promise_again
from permanence.service.tickets.actions.states import lock_ticket
from permanence.service.tickets.models import AgreedDate, Ticket


def agree_date(
    ticket: Ticket,
    *,
    source: str,
    text: Words,
    due_at: datetime,
    waives: bool,
    by: Actor,
    at: datetime,
) -> None:
    """Let an agreed date stand for a ticket's resolution; the one before stays in the history.

    An earlier contractual date still wins, unless the agreement `waives` it.
    """
    ticket = lock_ticket(ticket, step="agree")
    AgreedDate.objects.filter(ticket=ticket, to_at=None).update(to_at=at)
    AgreedDate.objects.create(
        ticket=ticket,
        organisation_id=ticket.organisation_id,
        source=source,
        text=dict(text),
        due_at=due_at,
        waives=waives,
        from_at=at,
    )
    record_on(
        ticket,
        "ticket.agreed",
        at=at,
        actor=by,
        source=source,
        due=due_at.isoformat(),
        waives=waives,
    )
    promise_again(ticket, at=at)


def withdraw_agreed_date(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """Let the agreed date stand no longer; what the clauses promise governs again."""
    ticket = lock_ticket(ticket, step="agree")
    if AgreedDate.objects.filter(ticket=ticket, to_at=None).update(to_at=at):
        record_on(ticket, "ticket.agreement_ended", at=at, actor=by)
        promise_again(ticket, at=at)
