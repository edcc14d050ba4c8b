"""The promises of a merged file beside those of the file in which it is worked on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from permanence.service.tickets.actions.commitments import (
    meet_commitments,
    refresh_next_due,
    replace_commitments,
    standing_commitments,
)
from permanence.service.tickets.actions.promising import FROM_RECEIPT, promise_again
from permanence.service.tickets.models import Commitment, Ticket
from permanence.service.tickets.queries import owner_of
from permanence.service.tickets.rules.merging import falls_away, is_same_person


def follow_judgements(files: Sequence[Ticket], survivor: Ticket, *, at: datetime) -> None:
    """Judge the files merged into a ticket with it, where nobody had judged them."""
    for file in files:
        follow_judgement(file, survivor, at=at)
    if files:
        refresh_next_due(survivor)


def follow_judgement(ticket: Ticket, survivor: Ticket, *, at: datetime) -> None:
    """Judge a merged file that nobody had judged as the survivor is: it is one matter."""
    if ticket.triaged_at is not None:
        return
    ticket.level, ticket.severity, ticket.service = (
        survivor.level,
        survivor.severity,
        survivor.service,
    )
    ticket.triaged_at = at
    ticket.save(update_fields=["level", "severity", "service", "triaged_at"])
    if any(one.promise in FROM_RECEIPT for one in running_of(ticket)):
        promise_again(ticket, at=at, judge_kept=True)
        drop_doubles(ticket, survivor, at=at)


def meet_running(ticket: Ticket, promises: Iterable[str], *, at: datetime) -> list[int]:
    """Meet those of the promises that ran at an instant; return their keys."""
    running = [one for one in running_of(ticket) if one.promise in promises and one.start_at <= at]
    meet_commitments(running, at=at)
    return [one.pk for one in running]


def running_of(ticket: Ticket) -> list[Commitment]:
    """Return the promises on a ticket that are not kept yet."""
    return [one for one in standing_commitments([ticket]) if one.met_at is None]


def drop_doubles(ticket: Ticket, survivor: Ticket, *, at: datetime) -> None:
    """Let response and resolution of a merged file fall away where the survivor's stand for it."""
    if not is_same_person(owner_of(ticket), owner_of(survivor)):
        return
    leading = {one.promise: one for one in running_of(survivor)}
    doubles = [
        one
        for one in running_of(ticket)
        if one.promise in FROM_RECEIPT
        and one.missed_at is None
        and falls_away(
            one.due_at,
            leading[one.promise].due_at if one.promise in leading else None,
            survivor_runs=one.promise in leading,
        )
    ]
    replace_commitments(doubles, at=at)
