"""The door of the war room, the way back from its acts, and who else is in it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.incident_access import open_incident
from permanence.faces.desk.presenting.incident_pages import rights_on, show_incident
from permanence.faces.desk.presenting.incident_parts import find_part, show_part
from permanence.faces.desk.presenting.incident_room import Room, room_of, show_here
from permanence.faces.desk.presenting.shell import build_shell
from permanence.service.incidents.actions.room import TEAMS
from permanence.world.accounts.rules import Right
from permanence.world.attention.actions.notices import read_notices
from permanence.world.attention.actions.viewing import Place, leave_page, note_viewing

Shown = dict[str, Any]
COMPOSERS = frozenset({"note", "decision", "task", "record"})
LONGEST_PAGE = 40


def find_room(request: StaffRequest, number: int, right: Right = Right.READ_TICKETS) -> Room:
    """Return the room of an incident that the reader may know of and, with the right, work in."""
    return room_of(request, open_incident(request, number, right))


def name_team(team: str) -> str:
    """Return a team that an address names; 404 for what is none."""
    if team not in TEAMS:
        raise Http404
    return team


def room_address(room: Room, part: str = "") -> str:
    """Return the address of the room, at one of its parts."""
    address = reverse("desk:incident", args=[room.incident.pk])
    return f"{address}#part-{part}" if part else address


def head_of(request: StaffRequest, room: Room) -> Shown:
    """Return what every page below an incident shows at its top."""
    return {
        "shell": build_shell(request, room.incident.desk, place="incidents"),
        "incident": {
            "name": room.incident.name,
            "title": room.incident.title,
            "url": room_address(room),
            "is_drill": room.incident.drill,
        },
    }


def carry_on(request: StaffRequest, room: Room, part: str, form: DeskForm) -> HttpResponse:
    """Return to where a button was pressed: to its part by script, else to the room.

    What was refused is said at the head of the room.
    """
    by_script = bool(request.headers.get("HX-Request"))
    if by_script and form.refusal is None:
        return answer_part(request, Room(room.incident, request.reader), part)
    if form.refusal is not None:
        messages.error(request, str(form.refusal))
    address = room_address(room, part)
    if by_script:
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def answer_part(request: StaffRequest, room: Room, key: str) -> HttpResponse:
    """Return one part of the room as it is now."""
    request.room = room  # type: ignore[attr-defined]  # its parts read it afresh
    part = find_part(key, room.incident, request)
    shown = show_part(request, room.incident, part, {}) if part else None
    if shown is None:
        return HttpResponse()
    context = {
        "incident": show_incident(room.incident, request.reader),
        "may": rights_on(room.incident, request.reader),
        "one": shown,
    }
    return render(request, "desk/incident.html#part", context)


@require_http_methods(["GET", "POST"])
@staff_page(Right.READ_TICKETS)
def here(request: StaffRequest, number: int) -> HttpResponse:
    """Say who else is in the room; a page that sends something is here itself, or leaves."""
    room = find_room(request, number)
    by, at = request.reader.specialist, request.reader.at
    page = request.POST.get("page", "")
    if request.method == "POST" and page and len(page) <= LONGEST_PAGE:
        place = Place(room.incident.subject, room.incident.desk_id, page)
        if "leave" in request.POST:
            leave_page(place, by=by, at=at)
            return HttpResponse(status=204)
        writing = request.POST.get("writing", "")
        read_notices(by, at=at, subject=room.incident.subject)
        note_viewing(place, by=by, writing=writing if writing in COMPOSERS else "", at=at)
    return render(request, "desk/incident/here.html", {"here": show_here(room)})
