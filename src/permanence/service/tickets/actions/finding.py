"""Finding that a cause lies outside, and taking it back; the customer is told both (SPEC A11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.promises.policies.rules import Policy
from permanence.promises.terms.rules import say
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.notices import tell_customer
from permanence.service.tickets.actions.promising import promise_again
from permanence.service.tickets.actions.states import change_state, lock_ticket
from permanence.service.tickets.actions.validating import require_validation
from permanence.service.tickets.models import Finding, Ticket
from permanence.service.tickets.rules.findings import Cause, exclusion_of


class NoGround(Refusal):
    """A finding, or taking one back, without the reason that the customer is told."""


class FoundAlready(Refusal):
    """What was told to the customer stays as it was told, until it is taken back."""


class NoFinding(Refusal):
    """There is no finding that could be taken back."""


@dataclass(frozen=True)
class Outside:
    """Where the cause lies, why, and to whom the customer may turn."""

    cause: Cause
    reason: str
    referred_to: str = ""


def find_outside(
    ticket: Ticket, outside: Outside, *, policy: Policy, by: Actor, at: datetime
) -> Finding:
    """Record that the cause lies outside what the desk answers for, and tell the customer.

    Which clocks stand still from then on is what their clauses say of *out of scope*. A finding
    that the customer has contested by writing again is replaced by the new one.
    """
    if not outside.reason.strip():
        raise NoGround(_("Say how you found it: the customer is told."))
    ticket = lock_ticket(ticket, step="find")
    before = standing_finding(ticket)
    if before is not None and ticket.state == "out_of_scope":
        raise FoundAlready(_("This was found already: take it back first."))
    require_validation(ticket, "finding", policy=policy)
    if before is not None:
        end_finding(before, reason=outside.reason.strip(), by=by, at=at)
    clause = exclusion_of(policy, outside.cause)
    found = Finding.objects.create(
        ticket=ticket,
        organisation_id=ticket.organisation_id,
        cause=outside.cause,
        reason=outside.reason.strip(),
        referred_to=outside.referred_to.strip(),
        clause_key=clause.key if clause else "",
        by=by.key,
        by_name=by.name,
        found_at=at,
    )
    record_on(
        ticket,
        "ticket.found_outside",
        at=at,
        actor=by,
        cause=found.cause,
        referred_to=found.referred_to,
        clause=found.clause_key,
        reason=found.reason,
    )
    change_state(ticket, "out_of_scope", at=at, reason=found.reason, actor=by)
    promise_again(ticket, at=at)
    told = say(clause.text, ticket.language, policy.default_language) if clause else ""
    tell_customer(
        ticket,
        "out_of_scope",
        reason=found.reason,
        clause=told,
        referred_to=found.referred_to,
        policy=policy,
        by=by,
        at=at,
    )
    return found


def take_finding_back(
    ticket: Ticket, *, reason: str, policy: Policy, by: Actor, at: datetime
) -> None:
    """Take back that the cause lies outside, go on with the ticket, and tell the customer."""
    if not reason.strip():
        raise NoGround(_("Say why it is taken back: the customer is told."))
    ticket = lock_ticket(ticket, step="find")
    found = standing_finding(ticket)
    if found is None:
        raise NoFinding(_("No finding stands that could be taken back."))
    end_finding(found, reason=reason.strip(), by=by, at=at)
    record_on(ticket, "ticket.found_inside", at=at, actor=by, reason=reason.strip())
    if ticket.state == "out_of_scope":
        change_state(ticket, "open", at=at, reason=reason.strip(), actor=by)
        promise_again(ticket, at=at)
    tell_customer(ticket, "in_scope", reason=reason.strip(), policy=policy, by=by, at=at)


def standing_finding(ticket: Ticket) -> Finding | None:
    """Return the finding that stands on a ticket."""
    return Finding.objects.filter(ticket=ticket, ended_at=None).first()


def end_finding(found: Finding, *, reason: str, by: Actor, at: datetime) -> None:
    """Let a finding stand no longer."""
    found.ended_at, found.ended_reason, found.ended_by_name = at, reason, by.name
    found.save(update_fields=["ended_at", "ended_reason", "ended_by_name"])
