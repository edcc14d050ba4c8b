"""A month of promises: kept, late and running, on two desks."""

from __future__ import annotations

from datetime import timedelta

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.overview.reports.rules import Month
from permanence.promises.policies.queries import policy_of_version
from permanence.service.tickets.actions import (
    Answer,
    Judgement,
    answer_ticket,
    settle_due_marks,
    triage_ticket,
)
from permanence.service.tickets.models import Commitment, Ticket
from tests.cast import World

MARCH = Month(2026, 3)
SAM = Actor("specialist:1", "Sam Okoro")


def fill_march(world: World) -> World:
    """Give Brightwater two requests, one answered late, a stranger one, and the other desk one."""
    judge(world, world.ticket(world.ada), severity=1, minutes=5)
    judge(world, world.ticket(world.bea, subject="Reports are late"), severity=1, minutes=24 * 60)
    judge(world, world.ticket(world.stranger), severity=3, minutes=-1)
    judge(world, world.ticket(world.claire, desk=world.content), severity=3, minutes=5)
    return world


def late_response() -> Commitment:
    """Return the answer that came too late."""
    return Commitment.objects.select_related("ticket").get(
        promise="response", replaced_at=None, missed_at__isnull=False
    )


def judge(world: World, ticket: Ticket, *, severity: int, minutes: int) -> None:
    """Judge a ticket and answer it so many minutes after the present."""
    policy = policy_of_version(ticket.policy_version_id)
    with house():
        triage_ticket(
            ticket, Judgement(1, severity, None, None), policy=policy, by=SAM, at=world.at
        )
        if minutes >= 0:
            at = world.at + timedelta(minutes=minutes)
            settle_due_marks(at=at)
            answer_ticket(ticket, Answer("We are on it."), policy=policy, by=SAM, at=at)
