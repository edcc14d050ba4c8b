"""The page of one incident: its head, its clocks, and the parts in columns."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader, StaffRequest
from permanence.faces.desk.presenting.incident_clocks import show_countdowns
from permanence.faces.desk.presenting.incident_next import show_next
from permanence.faces.desk.presenting.incident_parts import Forms, list_parts
from permanence.faces.desk.presenting.incident_room import room_of, show_here
from permanence.faces.desk.presenting.incident_words import kind_names, state_names
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.shell import build_shell
from permanence.service.incidents.models import Incident
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]


def compose_incident(request: StaffRequest, incident: Incident, sent: Forms) -> Shown:
    """Return what `desk/incident.html` reads; `sent` are forms that came back wrong."""
    reader = request.reader
    return {
        "shell": build_shell(request, incident.desk, place="incidents"),
        "incident": show_incident(incident, reader),
        "may": rights_on(incident, reader),
        "countdowns": show_countdowns(incident, reader),
        "next": show_next(incident, reader),
        "here": show_here(room_of(request, incident)),
        "columns": list_parts(request, incident, sent),
        "list_url": f"{reverse('desk:incidents')}?desk={incident.desk.key}",
        "report_url": reverse("desk:incident-report", args=[incident.pk])
        if reader.may(Right.READ_REPORTS, incident.desk_id)
        else "",
    }


def rights_on(incident: Incident, reader: Reader) -> dict[str, bool]:
    """Return what the reader may do in an incident, by the names of rights."""
    rights = (
        Right.LEAD_INCIDENTS,
        Right.WORK_ON_INCIDENTS,
        Right.APPROVE_NOTICES,
        Right.WRITE_POST_MORTEMS,
        Right.CLOSE_POST_MORTEMS,
    )
    return {str(right): reader.may(right, incident.desk_id) for right in rights}


def show_incident(incident: Incident, reader: Reader) -> Shown:
    """Return an incident as the head of its page, a row of the list and a bar show it."""
    word, icon, tone = state_names()[incident.state]
    instants = [
        (_("Occurred"), incident.occurred_at),
        (_("Detected"), incident.detected_at),
        (_("Suspected"), incident.suspected_at),
        (_("Declared"), incident.declared_at),
        (_("Resolved"), incident.resolved_at),
        (_("Closed"), incident.closed_at),
        (_("Dismissed"), incident.dismissed_at),
    ]
    return {
        "number": incident.pk,
        "name": incident.name,
        "title": incident.title,
        "url": reverse("desk:incident", args=[incident.pk]),
        "kind": kind_names()[incident.kind],
        "is_security": incident.kind == Incident.Kind.SECURITY,
        "is_drill": incident.drill,
        "is_open": incident.is_open,
        "state": incident.state,
        "state_word": word,
        "state_icon": icon,
        "state_tone": tone,
        "severity": incident.severity,
        "lead": incident.lead.name if incident.lead else "",
        "reasons": incident.reasons,
        "cause": incident.cause,
        "topic": incident.subject,
        "instants": [
            {"label": label, **show_instant(at, reader)} for label, at in instants if at is not None
        ],
    }
