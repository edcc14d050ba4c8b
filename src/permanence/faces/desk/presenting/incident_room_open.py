"""What the war room adds to the page of an incident: its parts, each as that page opens them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from permanence.faces.desk.access import StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.presenting.incident_composer import show_composer, write_forms
from permanence.faces.desk.presenting.incident_room import room_of, show_team
from permanence.faces.desk.presenting.incident_tasks import show_facts, show_record, show_tasks
from permanence.faces.desk.presenting.incident_timeline import IN_ROOM, show_timeline
from permanence.service.incidents.models import Incident
from permanence.service.incidents.queries.timeline import Asked

Shown = dict[str, Any]
Forms = Mapping[str, DeskForm]


def open_facts(request: StaffRequest, incident: Incident, sent: Forms) -> Shown | None:
    """Return the facts that stand at the top; None where there are none and none may be pinned."""
    shown = show_facts(room_of(request, incident))
    return shown if shown["rows"] or shown["pin_url"] else None


def open_team(request: StaffRequest, incident: Incident, sent: Forms, *, team: str) -> Shown:
    """Return who is in a team."""
    return show_team(room_of(request, incident), team)


def open_tasks(request: StaffRequest, incident: Incident, sent: Forms, *, team: str) -> Shown:
    """Return the tasks of a team."""
    return show_tasks(room_of(request, incident), team)


def open_record(request: StaffRequest, incident: Incident, sent: Forms, *, kind: str) -> Shown:
    """Return a record in short."""
    return show_record(room_of(request, incident), kind)


def open_composer(request: StaffRequest, incident: Incident, sent: Forms) -> Shown | None:
    """Return the forms in which people write; None for who only reads."""
    room = room_of(request, incident)
    return show_composer(room, write_forms(room)) if room.may_work else None


def open_timeline(request: StaffRequest, incident: Incident, sent: Forms) -> Shown:
    """Return what happened last."""
    return show_timeline(room_of(request, incident), Asked(), most=IN_ROOM)
