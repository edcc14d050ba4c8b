"""Bringing a ticket back into sight."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from permanence.ground.journal.rules import SYSTEM, Actor
from permanence.promises.clocks.actions import meet_deadlines, take_due_marks
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.models import Snooze, Ticket
from permanence.service.tickets.queries.merging import survivor_of

OWNER = "tickets.snooze"


def wake_ticket(ticket: Ticket, why: Snooze.Why, *, at: datetime, actor: Actor = SYSTEM) -> bool:
    """Bring a locked ticket back into the lists of work; say whether it was out of sight."""
    if ticket.snoozed_until is None:
        return False
    snooze = Snooze.objects.get(ticket=ticket, woken_at=None)
    snooze.woken_at, snooze.woken_why = at, why
    snooze.save(update_fields=["woken_at", "woken_why"])
    meet_deadlines([snooze.deadline_id], at=at)
    ticket.snoozed_until = None
    ticket.save(update_fields=["snoozed_until"])
    record_on(ticket, "ticket.woken", at=at, actor=actor, why=why.value, reason=snooze.reason)
    return True


def settle_due_snoozes(*, at: datetime, most: int = 250) -> int:
    """Wake the tickets whose time has come; return how many marks were settled.

    One that somebody holds is left for the next round, and each is woken once.
    """
    marks = take_due_marks(OWNER, subjects=Ticket, at=at, most=most)
    tickets = Ticket.objects.in_bulk({mark.subject for mark in marks})
    for mark in marks:
        wake_ticket(tickets[mark.subject], Snooze.Why.TIME, at=at)
    return len(marks)


def wake_at_risk(tickets: Iterable[Ticket], *, at: datetime) -> None:
    """Wake these tickets, which the caller holds: a clock of theirs has reached one of its marks.

    A file that was merged wakes the one in which it is worked on; whoever holds that one is at
    work on it, and the next mark comes.
    """
    for ticket in tickets:
        leading = survivor_of(ticket)
        if leading.snoozed_until is None:
            continue
        rows = Ticket.objects.select_for_update(no_key=True, skip_locked=True)
        held = rows.filter(pk=leading.pk).first()
        if held is not None:
            wake_ticket(held, Snooze.Why.RISK, at=at)
