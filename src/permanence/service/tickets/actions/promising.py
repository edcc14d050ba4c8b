"""Promising again when something that a promise rests on has changed: always from its start."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from permanence.promises.policies.rules.policy import Promise
from permanence.promises.terms.rules import Stop
from permanence.service.tickets.actions.commitments import (
    Making,
    make_commitments,
    refresh_next_due,
    replace_commitments,
    standing_commitments,
)
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.models import Commitment, Ticket
from permanence.service.tickets.queries import grounds_of, stops_of
from permanence.service.tickets.rules.promising import (
    RECURRING,
    Grounds,
    Promised,
    judge_promise,
)

FROM_RECEIPT: Final[tuple[Promise, ...]] = ("response", "resolution")


@dataclass(frozen=True)
class Basis:
    """What promises of a ticket are judged by: the clauses, and when its clocks stood still."""

    grounds: Grounds
    stops: Sequence[Stop]


def basis_of(ticket: Ticket, *, at: datetime) -> Basis:
    """Return what promises of a ticket are judged by at an instant."""
    return Basis(grounds_of(ticket, at=at), stops_of(ticket))


def promise_again(
    ticket: Ticket,
    *,
    at: datetime,
    owed_again: bool = False,
    judge_kept: bool = False,
    basis: Basis | None = None,
) -> bool:
    """Replace each promise by what the ticket's facts now make of it; say whether one changed.

    Response and resolution are judged from the receipt, a recurring promise from its own start.
    What was kept keeps its verdict, unless `judge_kept`: the facts of the time itself were not
    known, or written down wrongly. A resolution is `owed_again` when it had ended the matter and
    did not hold. The triage clock and rounds that are over stay as they are.
    """
    basis = basis or basis_of(ticket, at=at)
    grounds, stops = basis.grounds, basis.stops
    standing = standing_commitments([ticket])
    owed = {"resolution"} if owed_again else set[str]()
    replaced, makings = [], []
    for was, now in (
        *judge_from_receipt(ticket, standing, grounds, stops),
        *judge_running(standing, grounds, stops),
    ):
        promise = was.promise if was else ""
        is_settled = bool(was and was.met_at) and not judge_kept and promise not in owed
        is_same = bool(was and now and stands_as_before(was, now)) and promise not in owed
        if is_settled or is_same:
            continue
        replaced += [was] if was else []
        makings += [make_again(ticket, now, was, owed_again=promise in owed)] if now else []
    if not replaced and not makings:
        return False
    replace_commitments(replaced, at=at)
    write_promises(ticket, makings, at=at)
    return True


Judged = tuple[Commitment | None, Promised | None]
"""A promise as it stands, and as the clauses make it now; None where there is none."""


def judge_from_receipt(
    ticket: Ticket, standing: Iterable[Commitment], grounds: Grounds, stops: Sequence[Stop]
) -> list[Judged]:
    """Return response and resolution as they stand and as the clauses make them now."""
    before = {one.promise: one for one in standing if one.promise in FROM_RECEIPT}
    judged = {
        promise: judge_promise(grounds, promise, start=ticket.opened_at, stops=stops)
        for promise in FROM_RECEIPT
    }
    return [(before.get(promise), now) for promise, now in judged.items()]


def judge_running(
    standing: Iterable[Commitment], grounds: Grounds, stops: Sequence[Stop]
) -> list[Judged]:
    """Return each recurring promise that runs and what the clauses make of it now."""
    return [
        (one, judge_promise(grounds, promise, start=one.start_at, stops=stops))
        for one in standing
        for promise in RECURRING
        if promise == one.promise and one.met_at is None
    ]


def begin_round(
    ticket: Ticket,
    promise: Promise,
    *,
    start: datetime,
    at: datetime,
    standing: Sequence[Commitment] | None = None,
    basis: Basis | None = None,
) -> None:
    """Make a recurring promise anew, where a clause makes it and none of its rounds runs.

    `standing` are the ticket's promises and `basis` what it is judged by, where they are known.
    """
    known = standing_commitments([ticket]) if standing is None else standing
    standing = [one for one in known if one.promise == promise]
    if any(one.met_at is None for one in standing):
        return
    basis = basis or basis_of(ticket, at=at)
    judged = judge_promise(basis.grounds, promise, start=start, stops=basis.stops)
    if judged is None:
        return
    count = max((one.round for one in standing), default=0) + 1
    write_promises(ticket, [Making(ticket, judged, round=count)], at=at)


def make_again(
    ticket: Ticket, promised: Promised, before: Commitment | None, *, owed_again: bool = False
) -> Making:
    """Return the promise to be written in place of another, with what is known of that one."""
    if before is None:
        return Making(ticket, promised)
    return Making(
        ticket,
        promised,
        met_at=None if owed_again else before.met_at,
        round=before.round,
        late_reason=before.late_reason,
        late_reason_by=before.late_reason_by,
    )


def stands_as_before(commitment: Commitment, promised: Promised) -> bool:
    """Say whether a commitment is the same under the new facts."""
    return (
        promised.offer.clause.key == commitment.clause_key
        and promised.offer.clause.source == commitment.clause_source
        and promised.offer.calendar_key == commitment.calendar_key
        and promised.due_at == commitment.due_at
        and (promised.warn_at == commitment.warn_at or commitment.met_at is not None)
    )


def write_promises(ticket: Ticket, makings: Sequence[Making], *, at: datetime) -> None:
    """Write the promises of a ticket, record them, and set what is due next."""
    make_commitments(makings, at=at)
    for making in makings:
        record_on(
            ticket,
            "commitment.made",
            at=at,
            promise=making.promised.promise,
            clause=making.promised.offer.clause.key,
            due=making.promised.due_at.isoformat() if making.promised.due_at else None,
        )
    refresh_next_due(ticket)
