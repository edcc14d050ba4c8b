"""The spans of a ticket's states, as they stand after every correction."""

from __future__ import annotations

from permanence.promises.policies.rules.offers import SETTLED
from permanence.promises.terms.rules import Stop
from permanence.service.tickets.models import StateSpan, Ticket


def stops_of(ticket: Ticket) -> tuple[Stop, ...]:
    """Return the ticket's states in order, for the clauses to say which stop their clock.

    The end that a ticket is in now is left out: it was in time or it was not.
    """
    spans = StateSpan.objects.filter(ticket=ticket, replaced_at=None).order_by("from_at", "pk")
    return tuple(
        Stop(span.state, span.from_at, span.to_at, span.reason)
        for span in spans
        if span.to_at is not None or span.state not in SETTLED
    )
