"""Which promises of a desk are at risk right now: always asked, never kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from permanence.ground.lib.prepared import Prepared
from permanence.overview.worklists.rules import RISKY_SHARE
from permanence.service.tickets.models import Commitment, Ticket

MOST_RISKS = 20
# Nearly always the first tickets due are at risk; many are looked at only where they are not.
LOOKED_AT = (slice(0, 30), slice(30, 400))
# What a board says of each; whole rows are many times as long.
OF_TICKET = (
    "reference",
    "subject",
    "severity",
    "next_promise",
    "organisation__name",
    "contact__name",
    "team__name",
    "assignee__name",
)
OF_PROMISE = ("ticket", "promise", "start_at", "due_at", "warn_at", "met_at")
FIRST_DUE = Prepared(lambda desk: due_next(desk)[LOOKED_AT[0]], "desk")
STANDING = Prepared(
    lambda tickets: Commitment.objects.filter(
        ticket__pk__any_of=tickets, replaced_at=None, met_at=None
    ).only(*OF_PROMISE),
    "tickets",
)


@dataclass(frozen=True)
class Risk:
    """A promise that runs out soon or has run out, the one of its ticket that is due first."""

    commitment: Commitment
    ticket: Ticket


def list_risks(desk: int, *, at: datetime, team: int | None = None) -> list[Risk]:
    """Return the promises that are at risk or broken and still owed, the first due first.

    Only the tickets that are due next are looked at: the walk is as long as the page.
    """
    risks: list[Risk] = []
    for some in LOOKED_AT:
        is_usual = some == LOOKED_AT[0] and team is None
        rows = FIRST_DUE(desk=desk) if is_usual else list(due_next(desk, team=team)[some])
        risks += risks_among(rows, at=at)
        if len(risks) >= MOST_RISKS or len(rows) < some.stop - some.start:
            break
    return risks[:MOST_RISKS]


def due_next(desk: int, *, team: int | None = None) -> QuerySet[Ticket]:
    """Return the tickets on which something is due, what is due first on top."""
    tickets = Ticket.objects.unended().filter(desk=desk, next_due_at__isnull=False)
    if team is not None:
        tickets = tickets.filter(team=team)
    read = tickets.select_related("organisation", "contact", "team", "assignee")
    return read.only(*OF_TICKET).order_by("order_at", "pk")


def risks_among(tickets: Sequence[Ticket], *, at: datetime) -> list[Risk]:
    """Return the promises at risk of these tickets, in their order."""
    standing = STANDING(tickets=[one.pk for one in tickets])
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
