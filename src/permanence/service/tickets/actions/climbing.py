"""The climb that a request needs: on which ladder, to whom, and what they are told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.promises.clocks.rules import Silence
from permanence.promises.contracts.queries import contracts_of
from permanence.promises.contracts.rules import ContractTerms
from permanence.promises.contracts.rules.favouring import prevailing_ladder
from permanence.promises.policies.queries import policy_of_version
from permanence.promises.policies.rules import Ladder, Policy, Rung
from permanence.service.escalation.actions import start_climbs, take_climb
from permanence.service.escalation.models import Climb
from permanence.service.escalation.rules import Answerer, Start, Step
from permanence.service.escalation.rules.laying import lay_steps
from permanence.service.tickets.actions.mails import brief_climb
from permanence.service.tickets.actions.states import lock_ticket
from permanence.service.tickets.actions.triaging import assign_ticket
from permanence.service.tickets.models import Commitment, Entry, Ticket
from permanence.service.tickets.rules.escalating import rungs_for
from permanence.service.tickets.rules.states import may_follow
from permanence.world.accounts.models import Specialist

Customer = tuple[int, int | None]
Agreed = dict[Customer, tuple[ContractTerms, ...]]


class NoReason(Refusal):
    """Who climbs the ladder by hand says why."""


class NotClimbed(Refusal):
    """There is nothing to climb for, or it is climbed for already."""


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
        first.setdefault((start.subject, start.matter), start)
    return list(first.values())


def agreed_with(tickets: Sequence[Ticket], *, at: datetime) -> Agreed:
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
    agreed: Agreed,
    *,
    at: datetime,
) -> Ladder:
    """Return the ladder that a ticket climbs: its customer's annex where that prevails."""
    contracts = agreed.get((ticket.desk_id, ticket.organisation_id), ())
    return prevailing_ladder(policy, contracts, at=at)


def make_start(
    ticket: Ticket,
    commitment: Commitment | None,
    *,
    ground: str,
    policy: Policy,
    agreed: Agreed,
    message: str,
    at: datetime,
    unwatched: Silence | None = None,
) -> Start:
    """Return the climb that a ticket needs, on the ladder as it stands."""
    ladder = ladder_of(ticket, policy, agreed, at=at)
    rungs = rungs_for(ladder, commitment.promise if commitment else "")
    steps = lay_ladder(ticket, rungs, policy=policy, agreed=agreed, at=at)
    return Start(
        owner="ticket",
        subject=ticket.pk,
        desk=ticket.desk_id,
        organisation=ticket.organisation_id,
        ground=ground,
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
            for language in dict.fromkeys(step.language for step in steps)
        },
        sender=policy.mailboxes[0].address,
        sender_name=policy.name,
        promise=commitment.promise if commitment else "",
        severity=ticket.severity or policy.provisional_severity,
        course=ladder.course,
        reference=ticket.reference,
    )


def lay_ladder(
    ticket: Ticket, rungs: Iterable[Rung], *, policy: Policy, agreed: Agreed, at: datetime
) -> tuple[Step, ...]:
    """Return some rungs of a ladder as they are called for a ticket from an instant on."""
    region = region_of(ticket) or policy.default_region
    calendars = dict(policy.calendars)
    for terms in agreed.get((ticket.desk_id, ticket.organisation_id), ()):
        calendars.update(terms.calendars)
    serving = [(rung, rung.contact_for(region, ticket.language)) for rung in rungs]
    return lay_steps(serving, policy=policy, calendars=calendars, at=at)


def region_of(ticket: Ticket) -> str:
    """Return the region whose contacts a ticket climbs to; empty when none is known."""
    if ticket.contact.region:
        return ticket.contact.region
    return ticket.organisation.region if ticket.organisation else ""


def climb_by_hand(ticket: Ticket, *, reason: str, by: Actor, at: datetime) -> list[Climb]:
    """Let a specialist climb the ladder for a request, with the reason that is read there."""
    if not reason.strip():
        raise NoReason(_("Say why: whoever is called reads it."))
    ticket = lock_ticket(ticket, step="note")
    if ticket.ended:
        raise NotClimbed(_("The request is closed: there is nothing to climb for."))
    policy = policy_of_version(ticket.policy_version_id)
    start = make_start(
        ticket,
        None,
        ground="specialist",
        policy=policy,
        agreed=agreed_with([ticket], at=at),
        message=last_words([ticket.pk]).get(ticket.pk, ""),
        at=at,
    )
    said = "" if ticket.confidential else reason.strip()
    started = start_climbs([replace(start, reason=said, by=by)], at=at)
    if not started:
        raise NotClimbed(_("The ladder is climbed for this request already."))
    return started


def take_over(climb: Climb, ticket: Ticket, *, by: Specialist, actor: Actor, at: datetime) -> None:
    """Let a specialist take over what is climbed for: the request is theirs from now on."""
    take_climb(climb, Answerer(actor, specialist=by.pk), at=at)
    if ticket.assignee_id != by.pk and may_follow("assign", ticket.state):
        assign_ticket(ticket, team=ticket.team, assignee=by, by=actor, at=at)
