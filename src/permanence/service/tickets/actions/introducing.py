"""Putting the customer in touch with the engineer who has their request (SPEC A6, B3)."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from permanence.ground.journal.rules import SYSTEM
from permanence.promises.policies.queries import policy_of_version
from permanence.service.tickets.actions.escalation_mails import write_customer
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.models import Introduction, Ticket
from permanence.service.tickets.rules.escalating import FIRST_OF_ENGINEERS


def introduce_engineer(ticket: Ticket, *, at: datetime) -> bool:
    """Tell the customer who works on a request that needs more expertise; once of each person.

    The name is told where the policy lets it be; the team in any case. Return whether they were
    told just now.
    """
    engineer = ticket.assignee
    if engineer is None or ticket.triaged_at is None or ticket.ended:
        return False
    if (ticket.level or 0) < FIRST_OF_ENGINEERS or knows(ticket, engineer.pk):
        return False
    row = {"organisation_id": ticket.organisation_id, "at": at}
    _row, is_new = Introduction.objects.get_or_create(
        ticket=ticket, specialist=engineer, defaults=row
    )
    if not is_new:
        return False
    policy = policy_of_version(ticket.policy_version_id)
    with translation.override(ticket.language):
        told = {
            "name": engineer.name if policy.handling.names_shown else "",
            "team": ticket.team.name if ticket.team else "",
            "level": ticket.level,
        }
        subject = _("Who works on your request: {subject}").format(subject=ticket.subject)
    write_customer(ticket, "introduced", told, subject=subject, policy=policy, by=SYSTEM, at=at)
    record_on(ticket, "ticket.introduced", at=at, whom=told["name"] or told["team"])
    return True


def knows(ticket: Ticket, engineer: int) -> bool:
    """Say whether the customer has heard from a specialist on this request already."""
    return ticket.entries.filter(
        author=f"specialist:{engineer}", is_public=True, direction="out"
    ).exists()
