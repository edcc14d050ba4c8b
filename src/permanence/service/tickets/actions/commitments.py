"""Writing commitments with their deadlines, and keeping the next due instant on the ticket."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from permanence.ground.lib.rows import Row, insert_rows, update_rows
from permanence.promises.clocks.actions import (
    Setting,
    meet_deadlines,
    miss_deadlines,
    reopen_deadline,
    set_deadlines,
    withdraw_deadlines,
)
from permanence.promises.terms.rules import is_late
from permanence.service.tickets.models import Commitment, Ticket
from permanence.service.tickets.queries.merging import gathered_files
from permanence.service.tickets.rules.promising import Promised, describe_losers, describe_target

OWNER = "tickets.commitment"
NEVER = datetime(9999, 12, 31, tzinfo=UTC)


class Dated(Protocol):
    """A promise with its instants: as it was judged, or as it is kept."""

    @property
    def promise(self) -> str:
        """Return which promise it is."""
        ...

    @property
    def start_at(self) -> datetime:
        """Return when its clock started."""
        ...

    @property
    def due_at(self) -> datetime | None:
        """Return when it is due; None while it is stopped."""
        ...


@dataclass(frozen=True)
class Making:
    """A promise to be written for a ticket; `met_at` when it is kept already.

    `round` counts the times that a recurring promise was made. What was said of a broken promise
    goes on to the row that replaces it.
    """

    ticket: Ticket
    promised: Promised
    met_at: datetime | None = None
    round: int = 1
    late_reason: str = ""
    late_reason_by: str = ""


def make_commitments(makings: Sequence[Making], *, at: datetime) -> None:
    """Write many commitments with their deadlines and marks."""
    deadlines = set_deadlines(
        OWNER,
        [
            Setting(
                subject=making.ticket.pk,
                start_at=making.promised.start_at,
                due_at=making.promised.due_at,
                marks=() if making.met_at else making.promised.marks,
                desk=making.ticket.desk_id,
                organisation=making.ticket.organisation_id,
            )
            for making in makings
        ],
    )
    rows = [
        describe_commitment(making, deadline, at=at)
        for making, deadline in zip(makings, deadlines, strict=True)
    ]
    insert_rows(Commitment, rows)
    for row in rows:
        if row["met_at"]:
            meet_deadlines([row["deadline_id"]], at=row["met_at"])
        if row["missed_at"]:
            miss_deadlines([row["deadline_id"]])


def describe_commitment(making: Making, deadline: int, *, at: datetime) -> Row:
    """Return the row of one promise; kept at its due instant or later is missed."""
    offer, promised = making.promised.offer, making.promised
    met = making.met_at
    missed = met is not None and is_late(promised.due_at, offer.bound, at=met)
    return {
        "ticket_id": making.ticket.pk,
        "desk_id": making.ticket.desk_id,
        "organisation_id": making.ticket.organisation_id,
        "severity": making.ticket.severity,
        "level": making.ticket.level,
        "promise": promised.promise,
        "round": making.round,
        "nature": offer.nature,
        "is_published": offer.clause.published,
        "clause_key": offer.clause.key,
        "clause_source": offer.clause.source,
        "clause_text": dict(offer.clause.text),
        "calendar_key": offer.calendar_key,
        "target": describe_target(offer.target),
        "bound": offer.bound,
        "paused_by": sorted(offer.paused_by),
        "candidates": describe_losers(promised.verdict),
        "start_at": promised.start_at,
        "warn_at": promised.warn_at,
        "due_at": promised.due_at,
        "deadline_id": deadline,
        "made_at": at,
        "met_at": making.met_at,
        "missed_at": promised.due_at if missed else None,
        "late_reason": making.late_reason,
        "late_reason_by": making.late_reason_by,
    }


def standing_commitments(tickets: Iterable[Ticket]) -> list[Commitment]:
    """Return the commitments that stand on these tickets."""
    return list(
        Commitment.objects.filter(
            ticket__in=[ticket.pk for ticket in tickets], replaced_at=None
        ).order_by("pk")
    )


def meet_commitments(commitments: Sequence[Commitment], *, at: datetime) -> None:
    """Say that what was promised happened at that instant, which may lie a little back.

    The verdict follows the instant: a call that was written down late was still in time.
    """
    for commitment in commitments:
        late = is_late(commitment.due_at, commitment.bound, at=at)
        commitment.met_at = at
        commitment.missed_at = commitment.due_at if late else None
    update_rows(commitments, ["met_at", "missed_at"])
    meet_deadlines([commitment.deadline_id for commitment in commitments], at=at)
    miss_deadlines(one.deadline_id for one in commitments if one.missed_at)


def unmeet_commitment(commitment: Commitment, *, marks: Sequence[tuple[str, datetime]]) -> None:
    """Say that what counted as kept was not: the same promise runs on, as if never kept."""
    commitment.met_at = None
    commitment.save(update_fields=["met_at"])
    reopen_deadline(commitment.deadline, marks=marks)


def replace_commitments(commitments: Sequence[Commitment], *, at: datetime) -> None:
    """Let these commitments stand no longer; they stay in the history."""
    Commitment.objects.filter(pk__in=[one.pk for one in commitments]).update(replaced_at=at)
    withdraw_deadlines([one.deadline_id for one in commitments], at=at)


def note_next_due(ticket: Ticket, commitments: Sequence[Commitment]) -> None:
    """Set on the ticket which promise is due next, for lists; the caller saves it."""
    running = [one for one in commitments if one.met_at is None and not ticket.ended]
    set_next_due(ticket, running)


def refresh_next_due(ticket: Ticket) -> None:
    """Set and save what is due next on a ticket, the promises of files merged into it included."""
    note_next_due(ticket, standing_commitments([ticket, *gathered_files(ticket)]))
    ticket.save(update_fields=NEXT_DUE_FIELDS)


def set_next_due(ticket: Ticket, running: Sequence[Dated]) -> None:
    """Set on the ticket which of the promises that run is due first; the caller saves it."""
    dated = [one for one in running if one.due_at]
    first = min(dated, key=lambda one: one.due_at or NEVER, default=None)
    ticket.next_due_at = first.due_at if first else None
    ticket.next_promise = first.promise if first else ""
    ticket.next_start_at = first.start_at if first else None
    ticket.order_at = ticket.next_due_at or NEVER


NEXT_DUE_FIELDS = ["next_due_at", "next_promise", "next_start_at", "order_at"]
