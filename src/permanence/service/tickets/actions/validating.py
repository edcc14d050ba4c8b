"""Checking what a customer told, before anything is built on it (SPEC A6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.promises.policies.rules import Policy, Validated
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.states import lock_ticket
from permanence.service.tickets.models import Ticket, Validation
from permanence.service.tickets.rules.findings import Outcome


class NotChecked(Refusal):
    """An act that the policy allows only once somebody has checked what the customer told."""


class NothingSeen(Refusal):
    """A check that does not say where it was made or what was to be seen."""


@dataclass(frozen=True)
class Check:
    """What was to be seen, where (environment and version) and when."""

    outcome: Outcome
    environment: str
    seen: str
    seen_at: datetime


def validate_ticket(ticket: Ticket, check: Check, *, by: Actor, at: datetime) -> Validation:
    """Keep what a specialist saw when checking a request."""
    if not check.environment.strip() or not check.seen.strip():
        raise NothingSeen(_("Say where you checked it, and what was to be seen."))
    ticket = lock_ticket(ticket, step="validate")
    if not ticket.opened_at <= check.seen_at <= at:
        raise Refusal(_("It was checked after the request arrived and before now."))
    row = Validation.objects.create(
        ticket=ticket,
        organisation_id=ticket.organisation_id,
        outcome=check.outcome,
        environment=check.environment.strip(),
        seen=check.seen.strip(),
        seen_at=check.seen_at,
        by=by.key,
        by_name=by.name,
        written_at=at,
    )
    record_on(
        ticket,
        "ticket.validated",
        at=at,
        actor=by,
        outcome=row.outcome,
        environment=row.environment,
        seen=row.seen,
        seen_at=row.seen_at.isoformat(),
    )
    return row


def require_validation(ticket: Ticket, act: Validated, *, policy: Policy) -> None:
    """Refuse an act that the policy allows only once the request was checked, when it was not."""
    if act not in policy.handling.validate_before:
        return
    if not Validation.objects.filter(ticket=ticket).exists():
        raise NotChecked(
            _("Check what the customer told first, and keep what you saw: the policy asks for it.")
        )
