"""Promising again when something that a promise rests on has changed: always from the receipt."""

from __future__ import annotations

from datetime import datetime

from permanence.promises.policies.queries import policy_of_version
from permanence.service.tickets.actions.commitments import (
    NEXT_DUE_FIELDS,
    Making,
    make_commitments,
    note_next_due,
    replace_commitments,
    standing_commitments,
)
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.models import Commitment, StateSpan, Ticket
from permanence.service.tickets.rules.promising import Promised, judge_promises
from permanence.service.tickets.rules.states import ENDED


def promise_again(ticket: Ticket, *, at: datetime, owed_again: bool = False) -> None:
    """Replace response and resolution by what the ticket's facts now promise.

    What was kept stays kept, unless a resolution is `owed_again`: it had ended the matter and did
    not hold. The time in which the matter counted as resolved is not counted.
    """
    standing = standing_commitments([ticket])
    promised = judge_promises(
        policy_of_version(ticket.policy_version_id),
        level=ticket.level,
        severity=ticket.severity,
        plan=ticket.contract.plan if ticket.contract else None,
        start=ticket.opened_at,
        promises=("response", "resolution"),
        pauses=resolved_spans(ticket),
    )
    kept = {
        one.promise: one.met_at
        for one in standing
        if not (owed_again and one.promise == "resolution")
    }
    changed = [
        one
        for one in standing
        if one.promise in {"response", "resolution"}
        and not (stands_as_before(one, promised) and one.promise in kept)
    ]
    replace_commitments(changed, at=at)
    gone = {one.promise for one in changed} | {one.promise for one in promised} - {
        one.promise for one in standing
    }
    makings = [
        Making(ticket, one, met_at=kept.get(one.promise)) for one in promised if one.promise in gone
    ]
    make_commitments(makings, at=at)
    record_promises(ticket, makings, at=at)
    note_next_due(ticket, standing_commitments([ticket]))
    ticket.save(update_fields=NEXT_DUE_FIELDS)


def resolved_spans(ticket: Ticket) -> list[tuple[datetime, datetime | None]]:
    """Return the spans in which the matter counted as resolved, the present one left out."""
    return list(
        StateSpan.objects.filter(ticket=ticket, state__in=ENDED, to_at__isnull=False)
        .order_by("from_at")
        .values_list("from_at", "to_at")
    )


def stands_as_before(commitment: Commitment, promised: tuple[Promised, ...]) -> bool:
    """Say whether a commitment is the same under the new facts."""
    return any(
        one.promise == commitment.promise
        and one.offer.clause.key == commitment.clause_key
        and one.due_at == commitment.due_at
        for one in promised
    )


def record_promises(ticket: Ticket, makings: list[Making], *, at: datetime) -> None:
    """Record what is promised from now on."""
    for making in makings:
        record_on(
            ticket,
            "commitment.made",
            at=at,
            promise=making.promised.promise,
            clause=making.promised.offer.clause.key,
            due=making.promised.due_at.isoformat() if making.promised.due_at else None,
        )
