"""A request on paper: for its customer, or with all that the desk knows."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader, StaffRequest
from permanence.faces.desk.presenting.words import reader_language, state_names
from permanence.faces.ui.request_paper import RequestPaper
from permanence.promises.policies.queries import policy_of_version
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.queries.reading import read_whole
from permanence.world.calendars.rules.zones import find_zone

Shown = dict[str, Any]


def show_paper(request: StaffRequest, ticket: Ticket, sent: object) -> Shown:
    """Return where the papers of a ticket are."""
    address = reverse("desk:ticket-paper", args=[ticket.reference])
    return {"customer_url": address, "whole_url": f"{address}?notes=1"}


def lay_paper(ticket: Ticket, reader: Reader, *, internal: bool) -> RequestPaper:
    """Return a ticket as paper: the customer's copy is in their language, by their clock."""
    policy = policy_of_version(ticket.policy_version_id)
    language = reader_language() if internal else ticket.language
    with translation.override(language):
        state = state_names()[ticket.state]
        extra = list_extra(ticket) if internal else []
    return RequestPaper(
        ticket=ticket,
        policy=policy,
        entries=read_whole(ticket, internal=internal),
        state=state,
        language=language,
        zone=reader.zone if internal else zone_there(ticket, policy.zone),
        at=reader.at,
        is_internal=internal,
        extra=extra,
    )


def zone_there(ticket: Ticket, zone: str) -> tzinfo:
    """Return the zone in which the customer reads instants; the desk's where none is known."""
    own = ticket.organisation.zone if ticket.organisation else ""
    return find_zone(ticket.contact.zone or own or zone)


def list_extra(ticket: Ticket) -> list[tuple[str, str]]:
    """Return what the desk alone reads at the head of a file."""
    told = [
        (_("Severity"), str(ticket.severity or "")),
        (_("Level"), str(ticket.level or "")),
        (_("Team"), ticket.team.name if ticket.team else ""),
        (_("Assignee"), ticket.assignee.name if ticket.assignee else ""),
    ]
    return [(label, text) for label, text in told if text]
