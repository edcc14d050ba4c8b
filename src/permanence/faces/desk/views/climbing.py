"""Climbing the ladder by hand, answering for what is climbed, and all that is climbed now."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.climbing import AnswerForm, ClimbForm
from permanence.faces.desk.presenting.climbing import list_going_on
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.views.ticket import go_on
from permanence.service.escalation.actions import (
    acknowledge_climb,
    decline_climb,
    pass_climb,
)
from permanence.service.escalation.models import Climb
from permanence.service.escalation.queries import going_on
from permanence.service.escalation.rules import Answerer
from permanence.service.incidents.actions.clocks import CLIMBS
from permanence.service.incidents.models import Incident
from permanence.service.tickets.actions.climbing import climb_by_hand, take_over
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.rules import Right
from permanence.world.attention.queries.notices import colleagues_on


@require_safe
@staff_page(Right.READ_TICKETS)
def climbs(request: StaffRequest) -> HttpResponse:
    """Show what is climbed for now: who is called, and until when."""
    desk = access.desk(request)
    found = going_on(desk.pk)
    subjects = [one.subject for one in found if one.owner == "ticket"]
    tickets = Ticket.objects.filter(desk=desk).in_bulk(subjects)
    led = [one.subject for one in found if one.owner == CLIMBS]
    incidents = Incident.objects.filter(desk=desk).in_bulk(led) if led else {}
    context = {
        "shell": build_shell(request, desk, place="climbs"),
        "rows": list_going_on(found, tickets, incidents, request.reader),
        "empty": {
            "icon": "climb",
            "title": _("No ladder is being climbed"),
            "text": _("What is climbed for stands here until somebody has it and something moves."),
        },
    }
    return render(request, "desk/climbs.html", context)


@require_POST
@staff_page(Right.ANSWER)
def climb(request: StaffRequest, reference: str) -> HttpResponse:
    """Climb the ladder for a ticket, with the reason."""
    found = access.ticket(request, reference, Right.ANSWER)
    form = ClimbForm(request.POST)
    if form.is_valid():
        with form.acting():
            climb_by_hand(
                found,
                reason=form.cleaned_data["reason"],
                by=request.reader.actor,
                at=request.reader.at,
            )
    done = _("The first contact of the ladder is called.")
    return go_on(request, found, "climbing", form, done=done, drawer="climbing")


@require_POST
@staff_page(Right.ANSWER)
def answer(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Take over what is climbed for, acknowledge it, pass it on, or decline."""
    found = access.ticket(request, reference, Right.ANSWER)
    one = Climb.objects.filter(owner="ticket", subject=found.pk, pk=number).first()
    if one is None:
        raise Http404
    form = AnswerForm(request.POST, colleagues=colleagues_on(found.desk_id))
    if form.is_valid():
        with form.acting():
            carry_out(request, one, found, form)
    if request.POST.get("back") == "climbs" and not form.errors:
        return HttpResponseRedirect(f"{reverse('desk:climbs')}?desk={found.desk.key}")
    done = _("It is noted on the file.")
    return go_on(request, found, "answering", form, done=done, drawer="climbing")


def carry_out(request: StaffRequest, one: Climb, ticket: Ticket, form: AnswerForm) -> None:
    """Do what somebody chose."""
    reader, told = request.reader, form.cleaned_data
    by = Answerer(reader.actor, specialist=reader.specialist.pk)
    act = told["act"]
    if act == "take":
        take_over(one, ticket, by=reader.specialist, actor=reader.actor, at=reader.at)
    elif act == "acknowledge":
        acknowledge_climb(one, by, at=reader.at)
    elif act == "pass":
        pass_climb(one, by, to=told["to"], at=reader.at)
    else:
        decline_climb(one, by, reason=told["reason"], at=reader.at)
