"""Climbing a ladder by phone: one contact after the other, each with what came of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.presenting.call_sheet import show_sheet
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.ui.numbers import read_number
from permanence.ground.lib.errors import Refusal
from permanence.service.escalation.models import Climb
from permanence.service.tickets.actions.phoning import Phoned, note_phoned
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.phoning import Line
from permanence.world.accounts.rules import Right

LONGEST = 500


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Right.ANSWER)
def call_sheet(request: StaffRequest, number: int) -> HttpResponse:
    """Show whom to phone now; or keep what came of it, and show who is next."""
    climb, ticket = find_climb(request, number)
    if request.method == "POST":
        try:
            note_phoned(
                ticket, climb, read_phoned(request), by=request.reader.actor, at=request.reader.at
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("desk:climb-call", args=[climb.pk]))
    context = {
        "shell": build_shell(request, ticket.desk, place="tickets"),
        **show_sheet(request, ticket, climb),
    }
    return render(request, "desk/call_sheet.html", context)


def find_climb(request: StaffRequest, number: int) -> tuple[Climb, Ticket]:
    """Return a climb and the request that it is for; one that the reader may not answer is not
    there.
    """
    climb = Climb.objects.prefetch_related("rungs").filter(pk=number, owner="ticket").first()
    found = Ticket.objects.filter(pk=climb.subject).first() if climb else None
    if climb is None or found is None:
        raise Http404
    return climb, access.ticket(request, found.reference, Right.ANSWER)


def read_phoned(request: StaffRequest) -> Phoned:
    """Return what was sent; what makes no sense is refused where it is kept."""
    position = request.POST.get("position", "")
    line = Line(read_number(position) or 0, request.POST.get("number", ""))
    said = request.POST.get("said", "").replace("\x00", "")[:LONGEST]
    return Phoned(line, request.POST.get("result", ""), said)
