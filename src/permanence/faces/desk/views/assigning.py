"""Giving a ticket to whoever fits best, and handing over what somebody leaves behind."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.presence import HandOverForm
from permanence.faces.desk.presenting.assigning import say_handed
from permanence.faces.desk.presenting.presence import show_presence
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.views.people import find_person, may_hand_over
from permanence.faces.desk.views.presence import stand_ins_of
from permanence.service.tickets.actions.assigning import assign_automatically, hand_over
from permanence.service.tickets.actions.triaging import assign_ticket
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.queries.assigning import fitting_team, tickets_held
from permanence.world.accounts.models import Specialist
from permanence.world.accounts.queries.presence import presences_of
from permanence.world.accounts.queries.staff import workers_of
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]


@require_POST
@staff_page(Right.TRIAGE)
def give(request: StaffRequest, reference: str) -> HttpResponse:
    """Give a ticket to a colleague who was chosen, or to whoever fits best."""
    found = access.ticket(request, reference, Right.TRIAGE)
    told: Shown = {"by": request.reader.actor, "at": request.reader.at}
    form = DeskForm(request.POST)
    named = request.POST.get("to", "")
    if named == "best":
        with form.acting():
            assign_automatically(found, **told)
    else:
        person = find_colleague(found, named)
        with form.acting():
            team = found.team or fitting_team(found, at=request.reader.at)
            assign_ticket(found, team=team, assignee=person, **told)
    if form.refusal is not None:
        messages.error(request, str(form.refusal))
    return HttpResponseRedirect(reverse("desk:ticket", args=[found.reference]))


def find_colleague(ticket: Ticket, named: str) -> Specialist:
    """Return somebody who works on a ticket's desk; else 404."""
    people = {str(one.pk): one for one in workers_of(ticket.desk_id)}
    if named not in people:
        raise Http404
    return people[named]


@require_http_methods(["GET", "POST"])
@staff_page(Right.TRIAGE)
def person_tickets(request: StaffRequest, number: int) -> HttpResponse:
    """Show what somebody has open, and hand it over in one act."""
    found, reader = find_person(request, number), request.reader
    if not may_hand_over(reader, found):
        raise PermissionDenied
    held = [one for one in tickets_held(found) if reader.may(Right.TRIAGE, one.desk_id)]
    people = stand_ins_of(found)
    form = HandOverForm(
        request.POST or None,
        tickets=[one.pk for one in held],
        people={pk: one.name for pk, one in people.items()},
        initial={"to": stand_in_of(request, found)},
    )
    if form.is_valid():
        chosen = [one for one in held if one.pk in form.cleaned_data["tickets"]]
        to = people.get(form.cleaned_data["to"])
        with form.acting():
            given = hand_over(chosen, of=found, to=to, by=reader.actor, at=reader.at)
            messages.success(request, say_handed(given))
            return HttpResponseRedirect(request.path)
    return answer_tickets(request, found, held, form)


def answer_tickets(
    request: StaffRequest, found: Specialist, held: list[Ticket], form: HandOverForm
) -> HttpResponse:
    """Return the page of somebody's open tickets."""
    reader = request.reader
    chosen = {str(one) for one in form["tickets"].value() or []}
    context = {
        "shell": build_shell(request, access.desk(request), place="people"),
        "name": found.name,
        "presence": show_presence(presences_of([found.pk], at=reader.at)[found.pk], reader),
        "rows": [
            {
                "number": one.pk,
                "reference": one.reference,
                "url": reverse("desk:ticket", args=[one.reference]),
                "subject": one.subject,
                "organisation": one.organisation.name if one.organisation else "",
                "grades": say_grades(one),
                "team": one.team.name if one.team else "",
                "desk": one.desk.name,
                "chosen": str(one.pk) in chosen,
            }
            for one in held
        ],
        "form": form,
        "back_url": reverse("desk:person", args=[found.pk]),
        "empty": {"icon": "check", "title": _("Nothing is open"), "text": ""},
    }
    return render(request, "desk/person_tickets.html", context, status=form.status)


def say_grades(ticket: Ticket) -> str:
    """Return how grave and how hard a ticket is; nothing before anybody has said so."""
    if ticket.severity is None and ticket.level is None:
        return ""
    told = {"severity": ticket.severity or "–", "level": ticket.level or "–"}
    return _("Severity %(severity)s · Level %(level)s") % told


def stand_in_of(request: StaffRequest, found: Specialist) -> int | None:
    """Return who stands in for somebody now, if anybody does."""
    return presences_of([found.pk], at=request.reader.at)[found.pk].stand_in
