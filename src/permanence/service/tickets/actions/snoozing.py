"""Putting a ticket out of sight until an instant."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.promises.clocks.actions import Setting, set_deadlines
from permanence.service.tickets.actions.commitments import standing_commitments
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.states import lock_ticket
from permanence.service.tickets.actions.waking import OWNER, wake_ticket
from permanence.service.tickets.models import Commitment, Snooze, Ticket
from permanence.service.tickets.queries import gathered_files
from permanence.service.tickets.rules.snoozing import first_risk, may_sleep_until


class NotNow(Refusal):
    """A ticket that nobody may put out of sight, or not until then."""


def snooze_ticket(
    ticket: Ticket, *, until: datetime, reason: str, by: Actor, at: datetime
) -> Snooze:
    """Put a ticket out of the lists of work until an instant, with a reason.

    No promise pauses by it: it wakes before, when one comes at risk, and at once when the customer
    writes. A ticket with a promise at risk is not put out of sight. Done again, the new instant
    and reason hold.
    """
    if not reason.strip():
        raise NotNow(_("Say why nobody needs to look at it until then."))
    if not may_sleep_until(until, at=at):
        raise NotNow(_("Choose a time to come, within a year."))
    ticket = lock_ticket(ticket, step="snooze")
    risk = first_risk(running_of_matter(ticket))
    if risk is not None and risk <= at:
        raise NotNow(_("A promise on this request is at risk or overdue: it stays in sight."))
    wake_ticket(ticket, Snooze.Why.HAND, at=at, actor=by)
    ticket.snoozed_until = until
    ticket.save(update_fields=["snoozed_until"])
    record_on(
        ticket, "ticket.snoozed", at=at, actor=by, until=until.isoformat(), reason=reason.strip()
    )
    return Snooze.objects.create(
        ticket=ticket,
        organisation_id=ticket.organisation_id,
        reason=reason.strip(),
        by=by.key,
        by_name=by.name,
        from_at=at,
        until_at=until,
        deadline_id=set_alarm(ticket, until, at=at),
    )


def set_alarm(ticket: Ticket, until: datetime, *, at: datetime) -> int:
    """Let the watch wake a ticket at an instant; return the key of its deadline."""
    setting = Setting(
        subject=ticket.pk,
        start_at=at,
        due_at=until,
        marks=[("limit", until)],
        desk=ticket.desk_id,
        organisation=ticket.organisation_id,
    )
    return set_deadlines(OWNER, [setting])[0]


def running_of_matter(ticket: Ticket) -> list[Commitment]:
    """Return the promises that run on a ticket and on the files merged into it."""
    files = [ticket, *gathered_files(ticket)]
    return [one for one in standing_commitments(files) if one.met_at is None]


def wake_by_hand(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """Bring a ticket back into sight before its time."""
    ticket = lock_ticket(ticket, step="snooze")
    wake_ticket(ticket, Snooze.Why.HAND, at=at, actor=by)
