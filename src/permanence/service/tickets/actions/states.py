"""Changing the state of a ticket: one span ends, the next begins."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import SYSTEM, Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.waking import wake_ticket
from permanence.service.tickets.models import Snooze, StateSpan, Ticket
from permanence.service.tickets.queries import gathered_files
from permanence.service.tickets.rules.states import ENDED, Step, may_follow


class NotInThisState(Refusal):
    """The step is not possible in the state the ticket is in now."""


def lock_ticket(ticket: Ticket, *, step: Step) -> Ticket:
    """Return the ticket as it is now, locked; refuse when the step cannot follow its state."""
    ticket = (
        Ticket.objects.select_for_update(no_key=True, of=("self",))
        .select_related("desk", "contact", "organisation", "contract")
        .get(pk=ticket.pk)
    )
    refuse_step(ticket, step=step)
    return ticket


def refuse_step(ticket: Ticket, *, step: Step) -> None:
    """Refuse a step that cannot follow the state of a ticket."""
    if not may_follow(step, ticket.state):
        raise NotInThisState(
            _("Request {reference} has been changed meanwhile: this is no longer possible."),
            reference=ticket.reference,
        )


def lock_gathered(ticket: Ticket) -> list[Ticket]:
    """Return the files merged into a locked ticket, locked too; the watch takes none of them."""
    files = gathered_files(ticket)
    if files:
        keys = [one.pk for one in files]
        list(Ticket.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True))
    return files


def change_state(
    ticket: Ticket, to: str, *, at: datetime, reason: str = "", actor: Actor = SYSTEM
) -> None:
    """Put a locked ticket into another state and record it; nothing happens when it is in it."""
    if ticket.state == to:
        return
    if to in ENDED:
        wake_ticket(ticket, Snooze.Why.OVER, at=at, actor=actor)
    before, ticket.state, ticket.ended = ticket.state, to, to in ENDED
    StateSpan.objects.filter(ticket=ticket, to_at=None, replaced_at=None).update(to_at=at)
    StateSpan.objects.create(
        ticket=ticket,
        organisation_id=ticket.organisation_id,
        state=to,
        reason=reason,
        from_at=at,
    )
    ticket.save(update_fields=["state", "ended", "merged_into"])
    record_on(
        ticket,
        "ticket.state",
        at=at,
        actor=actor,
        before=before,
        after=to,
        reason=reason,
    )
