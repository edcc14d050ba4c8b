"""Recording what happened to a ticket, where its timeline finds it."""

from __future__ import annotations

from datetime import datetime

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import SYSTEM, Actor
from permanence.service.tickets.models import Ticket


def record_on(
    ticket: Ticket, act: str, *, at: datetime, actor: Actor = SYSTEM, **facts: object
) -> None:
    """Record one act on a ticket, in the transaction that carries it out."""
    record(
        act,
        f"ticket:{ticket.pk}",
        at=at,
        actor=actor,
        desk=ticket.desk_id,
        organisation=ticket.organisation_id,
        **facts,
    )
