"""What people do on a ticket, in one line each, for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from permanence.ground.journal.rules import Actor
from permanence.promises.contracts.rules import TargetRow
from permanence.promises.policies.queries import policy_of_version
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.actions import (
    Answer,
    Judgement,
    answer_ticket,
    join_ticket,
    triage_ticket,
)
from permanence.service.tickets.actions.pausing import pause_ticket, resume_ticket
from permanence.service.tickets.actions.sweeping import sweep_tickets, take_turns
from permanence.service.tickets.models import Commitment, Ticket
from permanence.service.tickets.rules.opening import Report
from permanence.service.tickets.rules.pausing import Waiting
from tests.cast import World, add_contract

SAM = Actor("specialist:1", "Sam")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def fresh(ticket: Ticket) -> Ticket:
    """Return a ticket as it is kept now."""
    return Ticket.objects.select_related("contact", "organisation", "desk").get(pk=ticket.pk)


def policy_of(ticket: Ticket) -> Policy:
    return policy_of_version(ticket.policy_version_id)


def standing(ticket: Ticket, promise: str) -> Commitment:
    rows = Commitment.objects.filter(ticket=ticket, promise=promise, replaced_at=None)
    return rows.order_by("-round")[0]


def due(ticket: Ticket, promise: str) -> datetime | None:
    return standing(ticket, promise).due_at


def judge(ticket: Ticket, *, severity: int, at: datetime, level: int = 1, reason: str = "") -> None:
    judgement = Judgement(level, severity, None, None, reason)
    triage_ticket(ticket, judgement, policy=policy_of(ticket), by=SAM, at=at)


def answer(ticket: Ticket, *, at: datetime, then: str = "") -> None:
    said = Answer("We look into it.", then=then)  # type: ignore[arg-type]
    answer_ticket(ticket, said, policy=policy_of(ticket), by=SAM, at=at)


def pause(
    ticket: Ticket,
    *,
    at: datetime,
    state: Waiting = "waiting_third_party",
    reason: str = "The network operator looks for the broken line.",
) -> None:
    pause_ticket(ticket, state, reason=reason, policy=policy_of(ticket), by=SAM, at=at)


def resume(ticket: Ticket, *, at: datetime) -> None:
    resume_ticket(ticket, by=SAM, at=at)


def write(ticket: Ticket, text: str, *, at: datetime, channel: str = "mail") -> None:
    contact = ticket.contact
    report = Report(
        desk=ticket.desk_id,
        channel=channel,
        received_at=at,
        contact=contact.pk,
        organisation=contact.organisation_id,
        author_name=contact.name,
        author_address=contact.email,
        subject="Re: it",
        text=text,
        language="en",
    )
    join_ticket(ticket, report, policy=policy_of(ticket), at=at)


def promise_resolution(world: World, time: str, *, at: datetime) -> None:
    """Let a contract promise the resolution in open time of 08:00-17:00 at UTC-5."""
    target = TargetRow("resolution", "within", time, "eastern-standard", "guarantee")
    add_contract(
        world.verdier,
        desk=world.content,
        number="CV-2026-12",
        starts=date(2026, 1, 1),
        at=at,
        targets=(target,),
    )


def office_hours_ticket(world: World, *, at: datetime) -> Ticket:
    """A ticket whose resolution is promised within 12 hours of 08:00-17:00 at UTC-5."""
    promise_resolution(world, "12 hours", at=at - timedelta(days=1))
    return world.ticket(world.claire, desk=world.content, at=at)


def sweep(*, at: datetime) -> None:
    """Let the open tickets follow what has turned by now."""
    take_turns(at=at)
    while sweep_tickets(at=at):
        pass


def est(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of March 2026 at UTC-5; the 2nd is a Monday, the 6th a Friday."""
    return datetime(2026, 3, day, hour + 5, minute, tzinfo=UTC)
