"""Promising again on the open tickets that a new policy or contract touches (SPEC C1, C2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from permanence.promises.clocks.actions import take_due_marks
from permanence.promises.clocks.models import Deadline, Mark
from permanence.promises.contracts.actions import TURN as CONTRACT_TURN
from permanence.promises.contracts.models import Contract
from permanence.promises.contracts.queries import contracts_of
from permanence.promises.policies.actions import TURN as POLICY_TURN
from permanence.promises.policies.actions import follow_policies
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.promising import promise_again
from permanence.service.tickets.models import Sweep, Ticket
from permanence.service.tickets.queries.grounds import in_force
from permanence.world.accounts.models import Desk


def take_turns(*, at: datetime, most: int = 50) -> int:
    """Begin a sweep for each policy and contract that has turned; return how many have."""
    turned = [("policy", mark) for mark in take_due_marks(POLICY_TURN, subjects=Desk, at=at)]
    contracts = take_due_marks(CONTRACT_TURN, subjects=Contract, at=at, most=most)
    turned += [("contract", mark) for mark in contracts]
    desks = desks_of([mark for _, mark in turned])
    follow_policies({desks[mark.deadline_id] for cause, mark in turned if cause == "policy"}, at=at)
    Sweep.objects.bulk_create(
        Sweep(
            cause=cause,
            desk_id=desks[mark.deadline_id],
            organisation_id=mark.organisation_id,
            turned_at=mark.due_at,
        )
        for cause, mark in turned
    )
    return len(turned)


def desks_of(marks: Sequence[Mark]) -> dict[int, int]:
    """Return the desk of each mark, by its deadline."""
    deadlines = Deadline.objects.filter(pk__in={mark.deadline_id for mark in marks})
    return {pk: desk for pk, desk in deadlines.values_list("pk", "desk_id") if desk is not None}


def sweep_tickets(*, at: datetime, most: int = 50) -> int:
    """Promise again on the next open tickets of a sweep; return how many were looked at.

    Another worker takes another sweep; one that ends in the middle begins where it had committed.
    """
    sweep = (
        Sweep.objects.filter(done_at=None)
        .order_by("pk")
        .select_for_update(skip_locked=True, no_key=True)
        .first()
    )
    if sweep is None:
        return 0
    touched = Ticket.objects.filter(desk=sweep.desk_id, ended=False, pk__gt=sweep.last_ticket)
    if sweep.organisation_id is not None:
        touched = touched.filter(organisation=sweep.organisation_id)
    tickets = list(
        touched.order_by("pk")
        .select_for_update(no_key=True, of=("self",))
        .select_related("desk", "organisation", "contact", "contract")[:most]
    )
    note_contracts(tickets, at=at)
    for ticket in tickets:
        if promise_again(ticket, at=at):
            record_on(ticket, "ticket.terms_changed", at=at, cause=sweep.cause)
    if len(tickets) < most:
        sweep.done_at = at
    else:
        sweep.last_ticket = tickets[-1].pk
    sweep.save(update_fields=["done_at", "last_ticket"])
    return max(1, len(tickets))


def note_contracts(tickets: Sequence[Ticket], *, at: datetime) -> None:
    """Keep on each ticket which contract holds for its customer now."""
    customers = {(one.desk_id, one.organisation_id) for one in tickets if one.organisation_id}
    found = contracts_of(
        desks={desk for desk, _ in customers}, organisations={one for _, one in customers}, at=at
    )
    holding = {customer: in_force(contracts, at=at) for customer, contracts in found.items()}
    changed = []
    for ticket in tickets:
        held = holding.get((ticket.desk_id, ticket.organisation_id or 0))
        if held and ticket.contract_id != held[0].contract:
            ticket.contract_id = held[0].contract
            changed.append(ticket)
    Ticket.objects.bulk_update(changed, ["contract"])
