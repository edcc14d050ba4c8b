"""Proposing a version: the first one, another date, or the end of what was agreed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.agreements.actions.locking import Meanwhile, lapse_offers
from permanence.service.agreements.models import AgreementVersion, State, Wish
from permanence.service.agreements.queries import Dossier, read_dossier
from permanence.service.agreements.rules import (
    Fault,
    Proposal,
    find_faults,
    may_propose,
    write_steps,
)
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.states import lock_ticket
from permanence.service.tickets.models import Ticket


class NotProposed(Refusal):
    """A proposal that lacks something, or that cannot be made here."""

    def __init__(self, message: object, *, faults: Sequence[Fault] = (), **facts: object) -> None:
        super().__init__(message, **facts)
        self.faults = tuple(faults)


def propose_version(
    ticket: Ticket, proposal: Proposal, *, base: int, by: Actor, at: datetime
) -> AgreementVersion:
    """Propose a version for approval; what governs now stays until both sides agreed (SPEC B5).

    `base` is the latest version that the proposer had seen: where another came meanwhile, this
    one is refused, so that nobody overwrites what they have not read.
    """
    ticket = lock_ticket(ticket, step="agree")
    lapse_offers(ticket, at=at)
    dossier = read_dossier(ticket)
    check_turn(ticket, dossier, proposal, base=base)
    check_proposal(proposal, at=at)
    version = AgreementVersion.objects.create(
        ticket=ticket,
        organisation_id=ticket.organisation_id,
        desk_id=ticket.desk_id,
        number=(dossier.latest.number if dossier.latest else 0) + 1,
        kind=proposal.kind,
        solution=proposal.solution.strip(),
        steps=write_steps(proposal.steps),
        delivery_at=proposal.delivery_at,
        zone=proposal.zone,
        waives=proposal.waives,
        language=proposal.language,
        proposed_by=by.key,
        proposed_name=by.name,
        proposed_at=at,
    )
    Wish.objects.filter(ticket=ticket, taken_up=None).update(taken_up=version)
    record_on(
        ticket,
        "agreement.proposed",
        at=at,
        actor=by,
        number=version.number,
        kind=version.kind,
        delivery=version.delivery_at.isoformat() if version.delivery_at else None,
    )
    return version


def check_turn(ticket: Ticket, dossier: Dossier, proposal: Proposal, *, base: int) -> None:
    """Refuse a version where none can be made, or where another came meanwhile."""
    latest = dossier.latest
    if latest and latest.number > base:
        raise Meanwhile(
            _("{who} has proposed version {number} meanwhile: read it first."),
            who=latest.proposed_name,
            number=latest.number,
        )
    if dossier.open:
        told = {
            State.DRAFT: _("Version {number} waits for its approval: take it back first."),
            State.OFFERED: _("Version {number} waits for the customer: take it back first."),
        }
        raise NotProposed(told[State(dossier.open.state)], number=dossier.open.number)
    governs = dossier.governing is not None
    if not may_propose(judged_level(ticket), governs=governs, kind=proposal.kind):
        if proposal.kind == "withdrawal":
            raise NotProposed(_("There is no agreement that could be ended."))
        raise NotProposed(_("Only work of level 3 is done by agreement."))


def judged_level(ticket: Ticket) -> int | None:
    """Return the level that a specialist set; the provisional one is nobody's judgement."""
    return ticket.level if ticket.triaged_at else None


def check_proposal(proposal: Proposal, *, at: datetime) -> None:
    """Refuse a proposal that lacks something or contradicts itself, naming the first fault."""
    faults = find_faults(proposal, at=at)
    if faults:
        raise NotProposed(say_fault(faults[0]), faults=faults, step=faults[0].step)


def say_fault(fault: Fault) -> object:
    """Return what is wrong, for the person who proposes."""
    return {
        "no_solution": _("Write what is proposed, and why."),
        "no_steps": _("Name at least one step of the production calendar."),
        "too_many_steps": _("These are too many steps: name the forty that matter."),
        "untitled_step": _("Step {step} of the calendar has no title."),
        "steps_out_of_order": _("Step {step} of the calendar is before the one above it."),
        "step_after_delivery": _("Step {step} of the calendar is after the delivery."),
        "step_in_past": _("Step {step} of the calendar is in the past."),
        "no_delivery": _("Say when it is delivered."),
        "delivery_in_past": _("The delivery is in the past."),
    }[fault.code]
