"""The climb that a request needs: on which ladder, to whom, and what they are told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from permanence.promises.clocks.rules import Silence
from permanence.promises.contracts.queries import contracts_of
from permanence.promises.contracts.rules import ContractTerms
from permanence.promises.contracts.rules.favouring import prevailing_ladder
from permanence.promises.policies.rules import Ladder, Policy, Rung
from permanence.service.escalation.rules import Start, Step
from permanence.service.tickets.actions.mails import brief_climb
from permanence.service.tickets.models import Commitment, Entry, Ticket
from permanence.service.tickets.rules.escalating import rungs_for

Customer = tuple[int, int | None]


def last_words(tickets: Iterable[int]) -> dict[int, str]:
    """Return what the customer of each ticket wrote last."""
    entries = (
        Entry.objects.filter(ticket__in=list(tickets), direction=Entry.Direction.IN, is_public=True)
        .order_by("ticket_id", "-at", "-pk")
        .distinct("ticket_id")
    )
    return dict(entries.values_list("ticket_id", "text"))


def once_a_ticket(starts: Iterable[Start]) -> list[Start]:
    """Return the first start of each ticket."""
    first: dict[tuple[int, str], Start] = {}
    for start in starts:
        first.setdefault((start.subject, start.ground), start)
    return list(first.values())


def agreed_with(
    tickets: Sequence[Ticket], *, at: datetime
) -> dict[Customer, tuple[ContractTerms, ...]]:
    """Return the contracts of the customers of tickets, which may annex a ladder."""
    found = contracts_of(
        desks={ticket.desk_id for ticket in tickets},
        organisations={ticket.organisation_id for ticket in tickets if ticket.organisation_id},
        at=at,
    )
    return {customer: tuple(agreed) for customer, agreed in found.items()}


def ladder_of(
    ticket: Ticket,
    policy: Policy,
    agreed: dict[Customer, tuple[ContractTerms, ...]],
    *,
    at: datetime,
) -> Ladder:
    """Return the ladder that a ticket climbs: its customer's annex where that prevails."""
    contracts = agreed.get((ticket.desk_id, ticket.organisation_id), ())
    return prevailing_ladder(policy, contracts, at=at)


def make_start(
    ticket: Ticket,
    commitment: Commitment,
    *,
    policy: Policy,
    ladder: Ladder,
    message: str,
    unwatched: Silence | None = None,
) -> Start:
    """Return the climb that a running promise of a ticket needs, on the ladder as it stands."""
    steps = lay_steps(ticket, rungs_for(ladder, commitment.promise), policy=policy)
    languages = {step.language for step in steps}
    return Start(
        owner="ticket",
        subject=ticket.pk,
        desk=ticket.desk_id,
        organisation=ticket.organisation_id,
        ground=commitment.promise,
        steps=steps,
        briefing={
            language: brief_climb(
                ticket,
                commitment,
                policy=policy,
                language=language,
                message=message,
                unwatched=unwatched,
            )
            for language in languages
        },
        sender=policy.mailboxes[0].address,
        sender_name=policy.name,
    )


def lay_steps(ticket: Ticket, rungs: Iterable[Rung], *, policy: Policy) -> tuple[Step, ...]:
    """Return some rungs of a ladder as they are called for a ticket."""
    region = region_of(ticket) or policy.default_region
    return tuple(
        Step(
            key=rung.key,
            office=rung.title,
            mail=contact.mail,
            phone=contact.office or contact.mobile or "",
            language=policy.default_language,
            allowed=rung.allowed,
        )
        for rung in rungs
        for contact in (rung.contact_for(region, ticket.language),)
    )


def region_of(ticket: Ticket) -> str:
    """Return the region whose contacts a ticket climbs to; empty when none is known."""
    if ticket.contact.region:
        return ticket.contact.region
    return ticket.organisation.region if ticket.organisation else ""
