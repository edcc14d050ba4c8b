"""Timers: started and stopped by the person who works, and running on while no page is open."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.promises.contracts.actions.bank import grant_lots
from permanence.promises.contracts.queries.bank import balances_of
from permanence.service.tickets.models import Ticket
from permanence.service.timesheets.actions.booking import (
    SECOND,
    NoHoursLeft,
    hold_ticket,
    log_time,
)
from permanence.service.timesheets.models import TimeEntry, Timer
from permanence.service.timesheets.queries import banking_on
from permanence.service.timesheets.rules import LONGEST, Spent
from permanence.world.accounts.models import Specialist


class TimerRefusal(Refusal):
    """One timer runs for a person on a ticket, for a day at most."""


def start_timer(ticket: Ticket, *, specialist: Specialist, at: datetime) -> Timer:
    """Let a person's time on a ticket run; refused where the contract allows no work any more."""
    ticket = hold_ticket(ticket)
    if Timer.objects.filter(ticket=ticket, specialist=specialist, stopped_at=None).exists():
        raise TimerRefusal(_("Your timer runs on this request already."))
    banking = banking_on(ticket, at=at)
    if banking.bank is not None and banking.bank.at_zero == "refuse":
        contracts = [terms.contract for terms in banking.contracts]
        grant_lots(at=at, contracts=contracts)
        if not any(one.left for one in balances_of(contracts, at=at).values()):
            raise NoHoursLeft(_("No hours are left, and the contract allows no work beyond them."))
    return Timer.objects.create(
        ticket=ticket,
        organisation_id=ticket.organisation_id,
        specialist=specialist,
        started_at=at,
    )


def stop_timer(
    ticket: Ticket,
    *,
    specialist: Specialist,
    kind: str,
    note: str,
    by: Actor,
    at: datetime,
    waived: str = "",
) -> TimeEntry:
    """Stop a person's timer and write its time down: none of it is lost, paid or not."""
    timer = running_timer(ticket, specialist)
    seconds = max(1, (at - timer.started_at) // SECOND)
    if seconds > LONGEST:
        raise TimerRefusal(
            _("The timer ran for more than a day. Discard it and write the time by hand.")
        )
    end_timer(timer, at=at)
    spent = Spent(timer.started_at, seconds, kind, note, waived)
    return log_time(ticket, spent, specialist=specialist, by=by, at=at, is_done=True)


def discard_timer(ticket: Ticket, *, specialist: Specialist, at: datetime) -> None:
    """Stop a person's timer and write nothing down."""
    end_timer(running_timer(ticket, specialist), at=at)


def running_timer(ticket: Ticket, specialist: Specialist) -> Timer:
    """Return the timer that runs for a person on a ticket, held; refuse when none does."""
    hold_ticket(ticket)
    timer = Timer.objects.filter(ticket=ticket, specialist=specialist, stopped_at=None).first()
    if timer is None:
        raise TimerRefusal(_("No timer of yours runs on this request."))
    return timer


def end_timer(timer: Timer, *, at: datetime) -> None:
    """Let a timer run no longer."""
    timer.stopped_at = at
    timer.save(update_fields=["stopped_at"])
