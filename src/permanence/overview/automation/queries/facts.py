"""What is known of a ticket when a rule has its turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from permanence.overview.automation.rules.instructions import Instruction
from permanence.overview.automation.rules.matching import Heard, applies
from permanence.overview.worklists.rules import Facts
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.models import Entry, Ticket
from permanence.world.calendars.rules import is_open


@dataclass(frozen=True)
class Scene:
    """A ticket with its policy, and the instant at which a rule looks at it."""

    ticket: Ticket
    policy: Policy
    at: datetime


def facts_of(ticket: Ticket) -> Facts:
    """Return what is known of a ticket now."""
    return Facts(
        state=ticket.state,
        severity=ticket.severity,
        level=ticket.level,
        kind=ticket.kind,
        team=ticket.team_id,
        assignee=ticket.assignee_id,
        customer=ticket.organisation.name if ticket.organisation else "",
        service=ticket.service,
        channel=ticket.channel,
        language=ticket.language,
        subject=ticket.subject,
        opened_at=ticket.opened_at,
        last_word_at=ticket.last_word_at,
        start_at=ticket.next_start_at,
        due_at=ticket.next_due_at,
    )


def lets_act(said: Instruction, facts: Facts, scene: Scene) -> bool:
    """Say whether a rule acts on a ticket with these facts."""
    words = said.asked.words
    heard = Heard(
        text=last_message(scene.ticket, at=scene.at) if words else "",
        is_open=is_desk_open(scene.policy, at=scene.at) if said.asked.hours else True,
    )
    return applies(said, facts, heard, at=scene.at, zone=ZoneInfo(scene.policy.zone))


def last_message(ticket: Ticket, *, at: datetime) -> str:
    """Return what the customer wrote last until an instant."""
    rows = Entry.objects.filter(ticket=ticket, direction=Entry.Direction.IN, is_public=True)
    return str(rows.filter(at__lte=at).order_by("-at", "-pk").values_list("text").first() or "")


def is_desk_open(policy: Policy, *, at: datetime) -> bool:
    """Say whether the desk is open, by the hours that its policy publishes."""
    return is_open(policy.calendars[policy.coverage.calendar_key], at)
