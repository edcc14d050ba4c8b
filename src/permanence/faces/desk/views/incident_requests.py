"""Requests join an incident, leave it, and are resolved together; from its page and from theirs."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.incident_requests import ComponentNamingForm, JoinForm
from permanence.faces.desk.incident_access import open_incident
from permanence.faces.desk.presenting.incident_requests import build_ending
from permanence.faces.desk.views.incidents import go_on_incident
from permanence.faces.desk.views.ticket import address_of, go_on
from permanence.faces.ui.numbers import read_number
from permanence.ground.lib.errors import Refusal
from permanence.service.incidents.actions import (
    end_joined,
    join_tickets,
    leave_incident,
    name_component,
)
from permanence.service.incidents.models import Incident
from permanence.service.incidents.queries.joining import joinings_of, tickets_near
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.rules import Right
from permanence.world.catalogue.queries import components_of


@require_POST
@staff_page(Right.WORK_ON_INCIDENTS)
def incident_requests(request: StaffRequest, number: int) -> HttpResponse:
    """Carry out what is asked for the requests of an incident."""
    found = open_incident(request, number, Right.WORK_ON_INCIDENTS)
    match request.POST.get("act"):
        case "join":
            return join_named(request, found)
        case "near":
            keys = [one.pk for one in tickets_near(found)]
            return let_in(request, found, keys, way="bulk")
        case "leave":
            return let_go(request, found)
        case "end":
            return end_all(request, found)
    raise Http404


def join_named(request: StaffRequest, found: Incident) -> HttpResponse:
    """Let requests join whose references were typed."""
    form = JoinForm(request.POST)
    keys: list[int] = []
    if form.is_valid():
        for told in re.split(r"[,;\n]+", form.cleaned_data["references"]):
            digits = re.sub(r"\D", "", told)
            try:
                ticket = access.ticket(request, digits, Right.WORK_ON_INCIDENTS)
            except Http404:
                text = _("No request has the reference %(reference)s.")
                form.add_error("references", text % {"reference": told.strip()})
                continue
            keys.append(ticket.pk)
    if form.errors:
        return go_on_incident(request, found, "joining", form)
    with form.acting():
        joined = join_tickets(found, keys, at=request.reader.at, by=request.reader.actor)
        messages.success(request, say_joined(len(joined)))
    return go_on_incident(request, found, "joining", form)


def let_in(request: StaffRequest, found: Incident, keys: list[int], *, way: str) -> HttpResponse:
    """Let requests join that were proposed, all at once."""
    try:
        joined = join_tickets(found, keys, at=request.reader.at, by=request.reader.actor, way=way)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, say_joined(len(joined)))
    return go_on_incident(request, found, "requests", None)


def let_go(request: StaffRequest, found: Incident) -> HttpResponse:
    """Take one request out again."""
    number = read_number(request.POST.get("ticket", ""))
    if number is None:
        raise Http404
    leave_incident(found, [number], at=request.reader.at, by=request.reader.actor)
    return go_on_incident(
        request, found, "requests", None, done=_("The request is on its own again.")
    )


def end_all(request: StaffRequest, found: Incident) -> HttpResponse:
    """Resolve all requests of an incident that is over, but for exceptions."""
    open_still = [one for one in joinings_of(found) if not one.ticket.ended]
    form = build_ending(request.POST, found, open_still)
    if form.is_valid():
        with form.acting():
            ended, left = end_joined(
                found,
                words=form.words,
                kept=form.exceptions,
                at=request.reader.at,
                by=request.reader.actor,
            )
            messages.success(request, say_ended(ended, left))
    return go_on_incident(request, found, "ending", form)


@require_POST
@staff_page(Right.WORK_ON_INCIDENTS)
def ticket_incident(request: StaffRequest, reference: str) -> HttpResponse:
    """Let a request join an incident or leave it, or say of which component it speaks."""
    found = access.ticket(request, reference, Right.WORK_ON_INCIDENTS)
    act, number = request.POST.get("act", ""), read_number(request.POST.get("incident", ""))
    if act == "component":
        return name_part(request, found)
    if number is None:
        raise Http404
    incident = open_incident(request, number, Right.WORK_ON_INCIDENTS)
    told: dict[str, Any] = {"at": request.reader.at, "by": request.reader.actor}
    try:
        if act == "join":
            join_tickets(incident, [found.pk], **told)
        elif act == "leave":
            leave_incident(incident, [found.pk], **told)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(address_of(found, drawer="incident"))


def name_part(request: StaffRequest, found: Ticket) -> HttpResponse:
    """Say of which component a request speaks; it counts for a suspicion."""
    components = {one.pk: one for one in components_of(found.desk_id)}
    form = ComponentNamingForm(
        request.POST, components={key: one.key for key, one in components.items()}
    )
    if form.is_valid():
        with form.acting():
            chosen = components[form.cleaned_data["component"]]
            name_component(found, chosen, at=request.reader.at)
    return go_on(request, found, "component", form, done=_("It counts for this component."))


def say_joined(many: int) -> str:
    """Return how many requests joined."""
    text = ngettext(
        "%(count)s request belongs to the incident now.",
        "%(count)s requests belong to the incident now.",
        many,
    )
    return text % {"count": many}


def say_ended(ended: int, left: int) -> str:
    """Return how many requests were resolved, and how many stay open."""
    text = ngettext("%(count)s request is resolved.", "%(count)s requests are resolved.", ended)
    said = text % {"count": ended}
    if not left:
        return said
    more = ngettext("%(count)s stays open.", "%(count)s stay open.", left)
    return f"{said} {more % {'count': left}}"
