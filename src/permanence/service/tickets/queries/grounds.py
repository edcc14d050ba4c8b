"""What the promises of a ticket rest on: policies and contracts, then and now (SPEC B6, C1, C2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from permanence.promises.contracts.queries import contracts_of, terms_of_source
from permanence.promises.contracts.rules import ContractTerms
from permanence.promises.policies.queries import (
    policies_since,
    policy_of_source,
    policy_of_version,
)
from permanence.promises.policies.rules import Policy, provisional_axes
from permanence.service.tickets.models import AgreedDate, Ticket
from permanence.service.tickets.rules.promising import Agreed, Grounds
from permanence.world.calendars.rules import Calendar


def grounds_of(ticket: Ticket, *, at: datetime) -> Grounds:
    """Return what a ticket's promises rest on at an instant.

    A ticket keeps the policy under which it was opened and gains what each later version makes
    better, for good (SPEC C1); the same of the contract terms of its receipt and those of now. A
    contract that is suspended now gives nothing.
    """
    return Grounds(
        policies=policies_since(ticket.policy_version_id, at=at),
        contracts=terms_held(ticket, at=at),
        level=ticket.level,
        severity=ticket.severity,
        service=ticket.service,
        agreed=agreed_date_of(ticket),
    )


def grounds_at_receipt(ticket: Ticket) -> Grounds:
    """Return what a ticket's promises rested on when it arrived, whatever came after."""
    policy = policy_of_version(ticket.policy_version_id)
    level, severity = provisional_axes(policy)
    contracts = tuple(terms_of_source(source) for source in ticket.terms)
    return Grounds((policy,), contracts, level, severity)


def grounds_of_customer(
    policy: Policy, *, desk: int, organisation: int | None, at: datetime
) -> Grounds:
    """Return what a request that a customer sent at this instant would rest on, before triage."""
    level, severity = provisional_axes(policy)
    contracts: tuple[ContractTerms, ...] = ()
    if organisation is not None:
        found = contracts_of(desks=[desk], organisations=[organisation], at=at)
        contracts = tuple(in_force(found.get((desk, organisation), ()), at=at))
    return Grounds((policy,), contracts, level, severity)


def agreed_date_of(ticket: Ticket) -> Agreed | None:
    """Return the delivery date that both sides agreed on, if there is one."""
    row = AgreedDate.objects.filter(ticket=ticket, to_at=None).first()
    return Agreed(row.source, row.text, row.due_at, row.waives) if row else None


def terms_held(ticket: Ticket, *, at: datetime) -> tuple[ContractTerms, ...]:
    """Return the contract terms that count for a ticket: those of its receipt and those of now."""
    if ticket.organisation_id is None:
        return ()
    key = (ticket.desk_id, ticket.organisation_id)
    present = contracts_of(desks=[key[0]], organisations=[key[1]], at=at).get(key, ())
    return terms_among(ticket.terms, present, at=at)


def terms_among(
    receipt: Iterable[str], present: Iterable[ContractTerms], *, at: datetime
) -> tuple[ContractTerms, ...]:
    """Return the terms that count for a ticket, from its customer's contracts as they stand.

    `receipt` names the versions that held when it arrived, `ticket.terms`.
    """
    now = list(present)
    suspended = {terms.contract for terms in now if terms.is_suspended}
    kept = [terms_of_source(source) for source in receipt]
    held = [terms for terms in kept if terms.contract not in suspended]
    held += in_force(now, at=at)
    return tuple({terms.source: terms for terms in held}.values())


def in_force(contracts: Iterable[ContractTerms], *, at: datetime) -> list[ContractTerms]:
    """Return the contracts that hold at an instant."""
    return [terms for terms in contracts if terms.standing(at) == "in_force"]


def calendar_of(source: str, key: str, *, policy: Policy) -> Calendar | None:
    """Return the calendar that a clause means, from the version of the document that holds it.

    `policy` is at hand: the one under which the ticket was opened. An agreed date has no calendar.
    """
    document: Policy | ContractTerms | None = None
    kind = source.partition(":")[0]
    if source == policy.source:
        document = policy
    elif kind == "policy":
        document = policy_of_source(source)
    elif kind == "contract":
        document = terms_of_source(source)
    return document.calendars.get(key) if document else None
