"""Incidents: which there are, declaring one, and the page of one with its parts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.incidents import DeclareForm
from permanence.faces.desk.incident_access import open_incident
from permanence.faces.desk.presenting.incident_clocks import show_countdowns
from permanence.faces.desk.presenting.incident_list import list_incidents
from permanence.faces.desk.presenting.incident_next import show_next
from permanence.faces.desk.presenting.incident_pages import (
    compose_incident,
    rights_on,
    show_incident,
)
from permanence.faces.desk.presenting.incident_parts import find_part, show_part
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.presenting.words import reader_language
from permanence.faces.ui.numbers import read_number
from permanence.faces.ui.typed import read_typed
from permanence.service.incidents.actions import declare_incident, suspect_incident
from permanence.service.incidents.models import Incident
from permanence.service.incidents.rules import NewIncident
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Desk
from permanence.world.accounts.rules import Right
from permanence.world.catalogue.queries import components_of


@require_safe
@staff_page(Right.READ_TICKETS)
def incidents(request: StaffRequest) -> HttpResponse:
    """Show what is suspected or goes on, with the time left of each clock, and what is past."""
    desk = access.desk(request)
    context = list_incidents(request, desk, {})
    part = "#going" if request.GET.get("part") == "going" else ""
    return render(request, f"desk/incidents.html{part}", context)


@require_safe
@staff_page(Right.READ_TICKETS)
def incident(request: StaffRequest, number: int) -> HttpResponse:
    """Show the war room of an incident, or one part of it to htmx."""
    found = open_incident(request, number)
    access.note_read(request, found.subject, desk=found.desk_id)
    key = request.GET.get("part", "")
    if not key:
        return answer_incident(request, found, {})
    shared = {
        "incident": show_incident(found, request.reader),
        "may": rights_on(found, request.reader),
    }
    if key == "head":
        head = shared | {
            "countdowns": show_countdowns(found, request.reader),
            "next": show_next(found, request.reader),
        }
        return render(request, "desk/incident.html#head", head)
    part = find_part(key, found, request)
    shown = show_part(request, found, part, {}) if part else None
    if shown is None:
        raise Http404
    return render(request, "desk/incident.html#part", shared | {"one": shown})


def answer_incident(
    request: StaffRequest, found: Incident, sent: dict[str, DeskForm], *, status: int = 200
) -> HttpResponse:
    """Return the whole page; `sent` are forms that came back wrong, by their keys."""
    return render(
        request, "desk/incident.html", compose_incident(request, found, sent), status=status
    )


def go_on_incident(
    request: StaffRequest, found: Incident, key: str, form: DeskForm | None, *, done: str = ""
) -> HttpResponse:
    """Return to the war room after an act; what was wrong stands in its own form there.

    Who decided in the list of incidents returns to the list.
    """
    in_list = request.GET.get("from") == "list"
    if form is not None and form.errors and in_list:
        context = list_incidents(request, found.desk, {found.pk: form})
        return render(request, "desk/incidents.html", context, status=form.status)
    if form is not None and form.errors:
        return answer_incident(request, found, {key: form}, status=form.status)
    if done:
        messages.success(request, done)
    if in_list:
        return HttpResponseRedirect(f"{reverse('desk:incidents')}?desk={found.desk.key}")
    return HttpResponseRedirect(reverse("desk:incident", args=[found.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.DECLARE_INCIDENTS)
def declare(request: StaffRequest) -> HttpResponse:
    """Show the form of a new incident, filled with what is known; or declare it, or suspect it."""
    desk, ticket = find_desk(request)
    form = declare_form(request, desk, ticket)
    if request.method == "POST" and form.is_valid():
        made: list[Incident] = []
        with form.acting():
            made.append(carry_out(request, desk, ticket, form))
        if not form.errors:
            return HttpResponseRedirect(reverse("desk:incident", args=[made[0].pk]))
    context = {
        "shell": build_shell(request, desk, place="incidents"),
        "form": form,
        "back_url": f"{reverse('desk:incidents')}?desk={desk.key}",
        "from_reference": ticket.reference if ticket else "",
    }
    return render(request, "desk/incident_declare.html", context, status=form.status)


def find_desk(request: StaffRequest) -> tuple[Desk, Ticket | None]:
    """Return the desk of the incident to be, and the ticket it is declared from."""
    reference = request.POST.get("ticket", "") or request.GET.get("ticket", "")
    if not reference:
        return access.desk(request, Right.DECLARE_INCIDENTS), None
    ticket = access.ticket(request, reference, Right.DECLARE_INCIDENTS)
    return ticket.desk, ticket


def declare_form(request: StaffRequest, desk: Desk, ticket: Ticket | None) -> DeclareForm:
    """Return the form; an address may fill it: ticket, or title, component, occurred, and more.

    `alert` is the alert it is declared from, `traces` the component on which messages fail.
    """
    reader, asked = request.reader, request.GET
    initial: dict[str, Any] = {
        "title": asked.get("title", "")[:200],
        "components": [one for one in asked.getlist("component") if one.isdecimal()],
        "alert": asked.get("alert", ""),
        "traces": asked.get("traces", ""),
        "drill": "drill" in asked,
    }
    occurred = None
    if asked.get("occurred"):
        occurred = read_typed(asked["occurred"], zone=reader.zone)
    if ticket is not None:
        occurred = ticket.opened_at
        title = "" if ticket.confidential else ticket.subject
        initial |= {"ticket": ticket.reference, "title": title[:200]}
        initial |= {"severity": 1 if ticket.severity == 1 else 2}
    return DeclareForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        components=components_of(desk),
        language=reader_language(),
        zone=reader.zone,
        at=reader.at,
        occurred_at=occurred,
    )


def carry_out(
    request: StaffRequest, desk: Desk, ticket: Ticket | None, form: DeclareForm
) -> Incident:
    """Declare what the form says, or suspect it."""
    told, reader = form.cleaned_data, request.reader
    new = NewIncident(
        desk=desk.pk,
        kind=told["kind"],
        severity=told["severity"],
        title=told["title"],
        components=told["components"],
        occurred_at=told["occurred_at"],
        detected_at=told["detected_at"],
        drill=told["drill"],
        tickets=[ticket.pk] if ticket else [],
        alerts=[alert] if (alert := read_number(told["alert"])) is not None else [],
        failing=read_number(told["traces"]),
    )
    if request.POST.get("act") == "suspect":
        reasons = [told["reason"]] if told["reason"].strip() else []
        return suspect_incident(new, reasons=reasons, at=reader.at, by=reader.actor)
    return declare_incident(new, at=reader.at, by=reader.actor)
