"""What leaves the desk's pages of a confidential file: that there is one, and nothing of it."""

from __future__ import annotations

from collections.abc import Sequence

from permanence.promises.policies.queries import policy_of_version
from permanence.promises.policies.rules import Policy
from permanence.service.escalation.actions import brief_again
from permanence.service.escalation.models import Climb
from permanence.service.tickets.actions.commitments import standing_commitments
from permanence.service.tickets.actions.escalation_mails import brief_escalation
from permanence.service.tickets.actions.mails import brief_climb
from permanence.service.tickets.models import Escalation, Ticket


def conceal_climbs(files: Sequence[Ticket]) -> None:
    """Let the ladders that are being climbed say no more of files than that they wait."""
    for ticket in files:
        promised = {one.promise: one for one in standing_commitments([ticket])}
        policy = policy_of_version(ticket.policy_version_id)
        for climb in Climb.objects.filter(owner="ticket", subject=ticket.pk, ended_at=None):
            commitment = promised.get(climb.matter)
            if commitment is None and climb.ground == "customer":
                conceal_escalation(climb, ticket, policy=policy)
                continue
            brief_again(
                climb,
                {
                    language: brief_climb(
                        ticket, commitment, policy=policy, language=language, message=""
                    )
                    for language in climb.briefing
                },
            )


def conceal_escalation(climb: Climb, ticket: Ticket, *, policy: Policy) -> None:
    """Let the call of a customer's escalation say no more than that it waits."""
    escalation = Escalation.objects.filter(ticket=ticket, climb_id=climb.pk).first()
    if escalation is not None:
        brief_again(
            climb,
            {
                language: brief_escalation(escalation, ticket, policy=policy, language=language)
                for language in climb.briefing
            },
        )
