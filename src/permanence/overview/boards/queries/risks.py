"""Which promises of a desk are at risk right now: always asked, never kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from permanence.overview.worklists.rules import RISKY_SHARE
from permanence.service.tickets.models import Commitment, Ticket

MOST_RISKS = 20
# Nearly always the first tickets due are at risk; many are looked at only where they are not.
LOOKED_AT = (slice(0, 30), slice(30, 400))


@dataclass(frozen=True)
class Risk:
    """A promise that runs out soon or has run out, the one of its ticket that is due first."""

    commitment: Commitment
    ticket: Ticket


def list_risks(desk: int, *, at: datetime, team: int | None = None) -> list[Risk]:
    """Return the promises that are at risk or broken and still owed, the first due first.

    Only the tickets that are due next are looked at: the walk is as long as the page.
    """
    tickets = Ticket.objects.unended().filter(desk=desk, next_due_at__isnull=False)
    if team is not None:
        tickets = tickets.filter(team=team)
    read = tickets.select_related("organisation", "contact", "team", "assignee")
    ordered = read.order_by("order_at", "pk")
    risks: list[Risk] = []
    for some in LOOKED_AT:
        rows = list(ordered[some])
        risks += risks_among(rows, at=at)
        if len(risks) >= MOST_RISKS or len(rows) < some.stop - some.start:
            break
    return risks[:MOST_RISKS]


def risks_among(tickets: Sequence[Ticket], *, at: datetime) -> list[Risk]:
    """Return the promises at risk of these tickets, in their order."""
    standing = Commitment.objects.filter(ticket__in=tickets, replaced_at=None, met_at=None)
    running = {(one.ticket_id, one.promise): one for one in standing}
    found = [(running.get((one.pk, one.next_promise)), one) for one in tickets]
    return [Risk(one, ticket) for one, ticket in found if one and is_risky(one, at=at)]


def is_risky(commitment: Commitment, *, at: datetime) -> bool:
    """Say whether a promise has come to its warning; without one, to three quarters of its time."""
    if commitment.due_at is None:
        return False
    if commitment.warn_at is not None:
        return commitment.warn_at <= at
    return commitment.start_at + (commitment.due_at - commitment.start_at) * RISKY_SHARE <= at
