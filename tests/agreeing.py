"""Agreements for tests that need one: proposed, approved by the head, and accepted."""

from __future__ import annotations

from datetime import UTC, date, datetime

from permanence.promises.policies.queries import policy_of_version
from permanence.service.agreements.actions import (
    Consent,
    accept_version,
    approve_version,
    propose_version,
)
from permanence.service.agreements.models import AgreementVersion
from permanence.service.agreements.queries import read_dossier
from permanence.service.agreements.rules import Proposal, Step
from permanence.service.tickets.actions import Judgement, triage_ticket
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Specialist, StaffRole
from tests.cast import World

DELIVERY = datetime(2026, 3, 31, 21, 0, tzinfo=UTC)
PROPOSAL = Proposal(
    solution="Nous écrivons un connecteur de profils.",
    zone="America/Toronto",
    language="fr",
    steps=(Step("Conception", date(2026, 3, 9)), Step("Recette", date(2026, 3, 27))),
    delivery_at=DELIVERY,
)


def judge_hard(ticket: Ticket, *, by: Specialist, at: datetime) -> None:
    """Judge that a request needs custom programming."""
    policy = policy_of_version(ticket.policy_version_id)
    judgement = Judgement(level=3, severity=1, team=None, assignee=None)
    triage_ticket(ticket, judgement, policy=policy, by=by.actor, at=at)


def custom_request(world: World) -> Ticket:
    """Return a request of Claire's on the content desk, of level 3."""
    ticket = world.ticket(world.claire, desk=world.content, subject="Profils", text="Bonjour. " * 9)
    judge_hard(ticket, by=world.noor, at=world.at)
    return ticket


def propose(world: World, ticket: Ticket, proposal: Proposal = PROPOSAL) -> AgreementVersion:
    """Return a version that Noor proposed."""
    latest = read_dossier(ticket).latest
    base = latest.number if latest else 0
    return propose_version(ticket, proposal, base=base, by=world.noor.actor, at=world.at)


def offer(world: World, ticket: Ticket, proposal: Proposal = PROPOSAL) -> AgreementVersion:
    """Return a version that Hana approved, who heads the development of every desk from now on."""
    StaffRole.objects.get_or_create(
        specialist=world.hana, desk_id=ticket.desk_id, role="head_of_development"
    )
    version = propose(world, ticket, proposal)
    approve_version(version, approver=world.hana, at=world.at)
    return AgreementVersion.objects.get(pk=version.pk)


def agree(world: World, ticket: Ticket, proposal: Proposal = PROPOSAL) -> AgreementVersion:
    """Return a version that both sides agreed on."""
    version = offer(world, ticket, proposal)
    accept_version(version, Consent("Claire Aubin", "link"), at=world.at)
    return AgreementVersion.objects.get(pk=version.pk)
