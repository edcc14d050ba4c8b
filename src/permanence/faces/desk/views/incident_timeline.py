"""The timeline of an incident: in the room, on a page of its own, and to take away."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.presenting.incident_file import write_json, write_paper
from permanence.faces.desk.presenting.incident_room import Room
from permanence.faces.desk.presenting.incident_room_words import team_names
from permanence.faces.desk.presenting.incident_timeline import (
    A_PAGE,
    show_filters,
    show_timeline,
)
from permanence.faces.desk.views.files import answer_file
from permanence.faces.desk.views.incident_room import find_room, head_of
from permanence.service.incidents.queries.timeline import Asked, Place
from permanence.service.incidents.rules.naming import name_incident
from permanence.service.incidents.rules.timeline import GROUPS
from permanence.world.accounts.rules import Right


@require_safe
@staff_page(Right.READ_TICKETS)
def timeline(request: StaffRequest, number: int) -> HttpResponse:
    """Show what happened, the last first, by kind and team, page by page."""
    room = find_room(request, number)
    asked = read_asked(request)
    context = {
        **head_of(request, room),
        "timeline": show_timeline(room, asked, most=A_PAGE),
        "filters": show_filters(room, asked),
        "zone": str(request.reader.zone).replace("_", " "),
        "json_url": room.address("incident-json"),
        "pdf_url": room.address("incident-pdf"),
    }
    return render(request, "desk/incident/timeline_page.html", context)


def read_asked(request: StaffRequest) -> Asked:
    """Return which events the address asks for; what it does not know it leaves out."""
    group, team = request.GET.get("kind", ""), request.GET.get("team", "")
    return Asked(
        group if group in GROUPS else "",
        team if team in team_names() else "",
        Place.read(request.GET.get("before", "")),
    )


@require_safe
@staff_page(Right.READ_TICKETS)
def json_file(request: StaffRequest, number: int) -> HttpResponse:
    """Download all that is known of an incident, with the hashes that prove it."""
    return take_away(request, number, form="json", write=write_json)


@require_safe
@staff_page(Right.READ_TICKETS)
def pdf_file(request: StaffRequest, number: int) -> HttpResponse:
    """Download the incident on paper: teams, records, tasks and the whole timeline."""
    return take_away(request, number, form="pdf", write=write_paper)


def take_away(
    request: StaffRequest, number: int, *, form: str, write: Callable[[Room], bytes]
) -> HttpResponse:
    """Return all of an incident as a file; the journal says who took it."""
    room = find_room(request, number)
    access.note_read(request, f"incident:{number}", what=form, desk=room.incident.desk_id)
    name = f"{name_incident(room.incident.number)}.{form}"
    return answer_file(write(room), kind=f"application/{form}", name=name)
