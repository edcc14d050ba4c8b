"""Why the commitments of a ticket are due when they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from permanence.ground.lib.prepared import Prepared
from permanence.promises.policies.queries import policy_of_version
from permanence.promises.policies.rules import Policy
from permanence.promises.terms.rules import Clause, Stop
from permanence.service.tickets.models import Commitment, Ticket
from permanence.service.tickets.queries.grounds import calendar_of
from permanence.service.tickets.queries.spans import stops_of
from permanence.service.tickets.rules.explaining import (
    Explanation,
    beaten_as_kept,
    count_lines,
    pausing_stops,
    write_explanation,
    write_instant,
)
from permanence.service.tickets.rules.promising import target_of

COMMITMENTS = Prepared(
    lambda ticket: Commitment.objects.filter(ticket=ticket).order_by("pk"), "ticket"
)


def commitments_of(ticket: Ticket) -> list[Commitment]:
    """Return every commitment of a ticket as it was made, those that were replaced among them."""
    return COMMITMENTS(ticket=ticket.pk)


def explain_commitments(ticket: Ticket) -> list[tuple[Commitment, Explanation]]:
    """Return every promise that stands on a ticket with its explanation, the oldest first."""
    policy, stops = policy_of_version(ticket.policy_version_id), stops_of(ticket)
    rows = Commitment.objects.filter(ticket=ticket, replaced_at=None).order_by("pk")
    return [(row, explain_commitment(row, policy, stops)) for row in rows]


def write_commitments(ticket: Ticket) -> list[dict[str, Any]]:
    """Return every promise that stands on a ticket, its outcome and its reasons, as JSON has it."""
    return [write_commitment(ticket, *one) for one in explain_commitments(ticket)]


def write_commitment(ticket: Ticket, row: Commitment, explanation: Explanation) -> dict[str, Any]:
    """Return one promise with its outcome and its reasons, as JSON has it; instants in UTC."""
    return {
        "reference": ticket.reference,
        "round": row.round,
        "met": write_instant(row.met_at),
        "missed": write_instant(row.missed_at),
        "late_reason": row.late_reason,
        **write_explanation(explanation),
    }


def explain_commitment(row: Commitment, policy: Policy, stops: Sequence[Stop]) -> Explanation:
    """Return why one promise is due when it is, from its ticket's policy and states."""
    calendar = calendar_of(row.clause_source, row.calendar_key, policy=policy)
    target, paused_by = target_of(row.target), frozenset(row.paused_by)
    until = row.met_at or row.replaced_at
    seen = [stop for stop in stops if until is None or stop.since < until]
    clause = Clause(row.clause_key, row.clause_source, row.clause_text, row.is_published)
    return Explanation(
        promise=row.promise,
        nature=row.nature,
        bound=row.bound,
        clause=clause,
        reason=row.candidates["reason"],
        calendar_key=row.calendar_key,
        calendar=calendar,
        target=target,
        start_at=row.start_at,
        due_at=row.due_at,
        lines=count_lines(calendar, row.start_at, target, seen, paused_by),
        pauses=pausing_stops(seen, paused_by, since=row.start_at, due=row.due_at),
        paused_by=paused_by,
        beaten=tuple(beaten_as_kept(kept) for kept in row.candidates["losers"]),
    )
