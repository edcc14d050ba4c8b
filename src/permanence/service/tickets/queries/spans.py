"""The spans of a ticket's states, as they stand after every correction."""

from __future__ import annotations

from collections.abc import Iterable

from permanence.ground.lib.prepared import Prepared
from permanence.promises.policies.rules.offers import SETTLED
from permanence.promises.terms.rules import Stop
from permanence.service.tickets.models import StateSpan, Ticket

SPANS = Prepared(
    lambda ticket: StateSpan.objects.filter(ticket=ticket).order_by("from_at", "pk"), "ticket"
)


def stops_of(ticket: Ticket) -> tuple[Stop, ...]:
    """Return the ticket's states in order, for the clauses to say which stop their clock."""
    return stops_among(StateSpan.objects.filter(ticket=ticket, replaced_at=None))


def spans_of(ticket: Ticket) -> list[StateSpan]:
    """Return every span of a ticket in order, those that were corrected since among them."""
    return SPANS(ticket=ticket.pk)


def stops_among(spans: Iterable[StateSpan]) -> tuple[Stop, ...]:
    """Return what holds among the spans of a ticket.

    The end that a ticket is in now is left out: it was in time or it was not. So is the time in
    which it was merged: the matter was worked on in another file, and its clocks ran.
    """
    held = sorted((one for one in spans if one.replaced_at is None), key=by_beginning)
    return tuple(
        Stop(span.state, span.from_at, span.to_at, span.reason)
        for span in held
        if span.state != "merged" and (span.to_at is not None or span.state not in SETTLED)
    )


def by_beginning(span: StateSpan) -> tuple[object, int]:
    """Return the order of spans."""
    return span.from_at, span.pk
