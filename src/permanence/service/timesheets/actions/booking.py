"""Writing down who worked how long on a ticket, what pays for it, and taking it back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.promises.contracts.actions.bank import draw_hours, give_back, judge_work
from permanence.promises.contracts.queries.bank import Banking
from permanence.promises.contracts.rules.bank import Allocation, Work, round_up
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.models import Ticket
from permanence.service.timesheets.actions.asking import cover_extra_time, take_back_extra_time
from permanence.service.timesheets.models import ExtraTime, TimeEntry
from permanence.service.timesheets.queries import banking_on, short_of
from permanence.service.timesheets.rules import LONGEST, Spent
from permanence.world.accounts.models import Specialist, StaffRole

SECOND = timedelta(seconds=1)


class NotPossible(Refusal):
    """Time is written for somebody of the desk, after it was spent, and corrected once."""


class NoHoursLeft(Refusal):
    """The customer's contract says that work stops where its hours end."""


def log_time(
    ticket: Ticket,
    spent: Spent,
    *,
    specialist: Specialist,
    by: Actor,
    at: datetime,
    is_done: bool = False,
) -> TimeEntry:
    """Write down the time somebody spent, whatever the ticket's state, and draw what pays for it.

    Where hours do not reach, the contract decides: the rest is recorded as unpaid, the customer
    is asked, or the entry is refused. Time of a timer `is_done` already: it is never refused.
    """
    ticket = hold_ticket(ticket)
    check_time(ticket, spent, specialist, at)
    banking = banking_on(ticket, worked_at=spent.worked_at, at=at)
    charged, allocation = judge_time(spent, banking, at)
    extra_time = find_extra_time(
        ticket, allocation.short, banking, by=by, at=at, is_done=is_done, paid=allocation.paid
    )
    entry = TimeEntry.objects.create(
        ticket=ticket,
        organisation_id=ticket.organisation_id,
        contract_id=banking.contract,
        specialist=specialist,
        written_by=by.key,
        written_by_name=by.name,
        kind=spent.kind,
        worked_at=spent.worked_at,
        seconds=spent.seconds,
        charged=charged,
        note=spent.note.strip(),
        waived=spent.waived.strip(),
        parts=[asdict(part) for part in allocation.parts],
        extra_time=extra_time,
        booked_at=at,
    )
    draw_hours(allocation.parts, owner=entry.owner, at=at)
    record_logged(ticket, entry, allocation, specialist=specialist, by=by)
    return entry


def judge_time(spent: Spent, banking: Banking, at: datetime) -> tuple[int, Allocation]:
    """Return what is charged for some time and what pays for it; without a bank, just the time."""
    if spent.waived.strip():
        return 0, Allocation(())
    if banking.bank is None:
        return spent.seconds, Allocation(())
    charged = round_up(spent.seconds, unit=banking.bank.rounding)
    work = Work(spent.worked_at, spent.seconds, charged, spent.kind)
    contracts = [terms.contract for terms in banking.contracts]
    return charged, judge_work(work, contracts=contracts, at=at)


def find_extra_time(
    ticket: Ticket,
    short: int,
    banking: Banking,
    *,
    by: Actor,
    at: datetime,
    is_done: bool,
    paid: int,
) -> ExtraTime | None:
    """Do what the contract says where hours do not reach; return what the customer is asked."""
    if not short or banking.bank is None or banking.contract is None:
        return None
    if banking.bank.at_zero == "refuse" and not is_done:
        raise refuse_work(paid=paid, short=short)
    if banking.bank.at_zero != "ask":
        return None
    return cover_extra_time(ticket, short, contract=banking.contract, by=by, at=at, is_done=is_done)


def record_logged(
    ticket: Ticket, entry: TimeEntry, allocation: Allocation, *, specialist: Specialist, by: Actor
) -> None:
    """Tell the file who worked how long, and who wrote it down."""
    record_on(
        ticket,
        "time.logged",
        at=entry.booked_at,
        actor=by,
        entry=entry.pk,
        worker=f"specialist:{specialist.pk}",
        worker_name=specialist.name,
        worked_at=entry.worked_at.isoformat(),
        seconds=entry.seconds,
        charged=entry.charged,
        paid=allocation.paid,
        unpaid=allocation.unpaid,
    )


def hold_ticket(ticket: Ticket) -> Ticket:
    """Return the ticket as it is now, so that one booking on it follows the other."""
    held = Ticket.objects.select_for_update(no_key=True, of=("self",))
    return held.select_related("desk", "contact", "organisation").get(pk=ticket.pk)


def check_time(ticket: Ticket, spent: Spent, specialist: Specialist, at: datetime) -> None:
    """Refuse time that cannot have been spent, or not by this person."""
    if spent.seconds <= 0:
        raise NotPossible(_("Say how long it took."))
    if spent.seconds > LONGEST:
        raise NotPossible(_("One piece of work lasts 24 hours at most: write each day apart."))
    if spent.worked_at + spent.seconds * SECOND >= at + SECOND:
        raise NotPossible(_("This time is not over yet: time is written down when it was spent."))
    if not StaffRole.objects.filter(specialist=specialist, desk=ticket.desk_id).exists():
        raise NotPossible(_("{name} does not work on this desk."), name=specialist.name)


def refuse_work(*, paid: int, short: int) -> NoHoursLeft:
    """Return the refusal that says what is left, what was needed, and why nothing was written."""
    return NoHoursLeft(
        _(
            "The contract allows no work beyond its hours: {left} min of them can pay for this,"
            " {short} min more would be needed. Nothing was written down."
        ),
        left=paid // 60,
        short=-(-short // 60),
    )


def reverse_time(entry: TimeEntry, *, reason: str, by: Actor, at: datetime) -> TimeEntry:
    """Take a time entry back for a reason: its hours return to the lots that they came from.

    Nothing is edited: the right time is then written as an entry of its own.
    """
    if not reason.strip():
        raise NotPossible(_("Say why the time is corrected."))
    ticket = hold_ticket(entry.ticket)
    if entry.reverses_id or TimeEntry.objects.filter(reverses=entry).exists():
        raise NotPossible(_("This time has been corrected already."))
    back = write_reversal(entry, ticket, reason=reason.strip(), by=by, at=at)
    returned = give_back(entry.owner, to=back.owner, at=at)
    if entry.extra_time is not None:
        take_back_extra_time(entry.extra_time, short_of(entry), by=by, at=at)
    record_on(
        ticket,
        "time.reversed",
        at=at,
        actor=by,
        entry=entry.pk,
        seconds=entry.seconds,
        returned=returned,
        reason=reason.strip(),
    )
    return back


def write_reversal(
    entry: TimeEntry, ticket: Ticket, *, reason: str, by: Actor, at: datetime
) -> TimeEntry:
    """Write the entry that takes another back: the same time, less than nothing."""
    return TimeEntry.objects.create(
        ticket=ticket,
        organisation_id=entry.organisation_id,
        contract_id=entry.contract_id,
        specialist_id=entry.specialist_id,
        written_by=by.key,
        written_by_name=by.name,
        kind=entry.kind,
        worked_at=entry.worked_at,
        seconds=-entry.seconds,
        charged=-entry.charged,
        note=entry.note,
        waived=entry.waived,
        parts=[{**part, "seconds": -part["seconds"]} for part in entry.parts],
        extra_time_id=entry.extra_time_id,
        booked_at=at,
        reverses=entry,
        reason=reason,
    )
