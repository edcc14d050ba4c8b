"""What another book of signs would have suggested for requests that are past; changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from permanence.promises.policies.queries import policy_in_force
from permanence.service.tickets.models import Entry, Ticket
from permanence.service.tickets.queries.suggesting import (
    LONGEST_TEXT,
    services_covered,
    stated_in,
    teams_offered,
)
from permanence.service.tickets.rules.hints import Advice, Asked, Axis, Lens
from permanence.service.tickets.rules.signs import Book
from permanence.service.tickets.rules.suggesting import AXES, suggest
from permanence.world.accounts.models import Desk

TRIED: Final = 100
TRIED_SINCE: Final = timedelta(days=180)
Values = Mapping[Axis, int]


@dataclass(frozen=True)
class Tried:
    """One request: what is suggested by the book that holds, by the other, and what was judged."""

    ticket: Ticket
    before: Values
    after: Values
    judged: Values


@dataclass(frozen=True)
class SignTrial:
    """The requests looked at, and those for which something else would be suggested."""

    looked: int
    changed: Sequence[Tried]
    right: Mapping[Axis, tuple[int, int, int]]


def try_signs(desk: Desk, holding: Book, other: Book, *, at: datetime) -> SignTrial:
    """Compare two books on a desk's newest requests, each judged by its first message alone.

    What other requests said of one (similar ones, the same within the hour) is not played again.
    `right` counts for each axis how often either book met what was judged, of how many.
    """
    policy = policy_in_force(desk.key, at=at)[1]
    rows = Ticket.objects.filter(desk=desk, opened_at__gt=at - TRIED_SINCE, merged_into=None)
    tickets = list(rows.select_related("contact").order_by("-opened_at", "-pk")[:TRIED])
    texts = first_words([one.pk for one in tickets])
    teams = teams_offered(desk, policy, at=at)
    tried = []
    for ticket in tickets:
        asked = Asked(
            text=f"{ticket.subject}\n\n{texts.get(ticket.pk, '')}",
            language=ticket.language,
            kind=ticket.kind if ticket.triaged_at is None else "",
            stated=stated_in(ticket),
            level=policy.provisional_level,
            services=services_covered(ticket),
            teams=teams,
        )
        before = values_alone(suggest(asked, Lens(policy, holding)))
        after = values_alone(suggest(asked, Lens(policy, other)))
        tried.append(Tried(ticket, before, after, judged_of(ticket)))
    changed = [one for one in tried if one.before != one.after]
    return SignTrial(len(tried), changed, {axis: count_right(tried, axis) for axis in AXES})


def first_words(tickets: Sequence[int]) -> dict[int, str]:
    """Return the message with which each request began."""
    rows = Entry.objects.filter(ticket__in=tickets, direction=Entry.Direction.IN, is_public=True)
    begun = rows.order_by("ticket", "at", "pk").distinct("ticket")
    return {ticket: text[:LONGEST_TEXT] for ticket, text in begun.values_list("ticket", "text")}


def values_alone(found: Mapping[Axis, Advice]) -> Values:
    """Return what is suggested without its reasons."""
    return {axis: advice.value for axis, advice in found.items()}


def judged_of(ticket: Ticket) -> Values:
    """Return how a request was judged; nothing while nobody did."""
    if ticket.triaged_at is None:
        return {}
    told: dict[Axis, int | None] = {
        "severity": ticket.severity,
        "level": ticket.level,
        "team": ticket.team_id,
    }
    return {axis: value for axis, value in told.items() if value is not None}


def count_right(tried: Sequence[Tried], axis: Axis) -> tuple[int, int, int]:
    """Return how often each book met the judgement on an axis, and how many were judged."""
    judged = [one for one in tried if axis in one.judged]
    before = sum(one.before.get(axis) == one.judged[axis] for one in judged)
    after = sum(one.after.get(axis) == one.judged[axis] for one in judged)
    return before, after, len(judged)
