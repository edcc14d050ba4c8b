"""The incident beside a request: the one it belongs to, those it may belong to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader, StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.incident_requests import ComponentNamingForm
from permanence.faces.desk.presenting.joining_acts import known_to
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.words import reader_language
from permanence.service.incidents.models import Incident
from permanence.service.incidents.queries.joining import Proposal, proposals_for, standing_of
from permanence.service.incidents.queries.suspecting import components_spoken_of
from permanence.service.incidents.rules.naming import name_incident
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.rules import Right
from permanence.world.catalogue.queries import components_of

Shown = dict[str, Any]


def say_incident(ticket: Ticket) -> str:
    """Return the incident that a request belongs to, or may belong to; nothing for none.

    One that the reader need not know of is none.
    """
    if ticket.incident:
        return name_incident(ticket.incident) if ticket.incident in known_to(ticket) else ""
    near: int | None = getattr(ticket, "known_near", None)
    return _("perhaps %(incident)s") % {"incident": name_incident(near)} if near else ""


def open_incident_drawer(
    request: StaffRequest, ticket: Ticket, sent: Mapping[str, DeskForm]
) -> Shown:
    """Return what `desk/drawers/incident.html` reads."""
    reader, language = request.reader, reader_language()
    joining = standing_of(ticket)
    may = reader.may(Right.WORK_ON_INCIDENTS, ticket.desk_id) and not ticket.ended
    components = {
        one.pk: one.name_in(language, otherwise=ticket.desk.default_language)
        for one in components_of(ticket.desk_id)
    }
    naming = sent.get("component") or ComponentNamingForm(components=components)
    may_declare = reader.may(Right.DECLARE_INCIDENTS, ticket.desk_id) and joining is None
    return {
        "joined": show_incident_row(joining.incident, reader) if joining else None,
        "proposals": []
        if joining
        else [show_proposal(one, reader) for one in proposals_for(ticket)],
        "spoken": [components.get(one, "") for one in components_spoken_of(ticket)],
        "may": may,
        "form": naming if may and components else None,
        "url": reverse("desk:ticket-incident", args=[ticket.reference]),
        "declare_url": f"{reverse('desk:incident-declare')}?ticket={ticket.reference}"
        if may_declare
        else "",
    }


def show_incident_row(incident: Incident, reader: Reader) -> Shown:
    """Return an incident as a row beside a request names it."""
    return {
        "number": incident.number,
        "name": incident.name,
        "title": incident.title,
        "url": reverse("desk:incident", args=[incident.pk]),
        "is_suspected": incident.state == "suspected",
        **show_instant(incident.occurred_at, reader),
    }


def show_proposal(proposal: Proposal, reader: Reader) -> Shown:
    """Return an incident that a request may belong to, and why."""
    texts = {
        "component": _("speaks of the same component"),
        "touched": _("this customer is touched"),
        "desk": _("goes on at this desk"),
    }
    return show_incident_row(proposal.incident, reader) | {"why": texts[proposal.why]}
