"""How on-call time is shared, and what one shift hands over to the next."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import Reader, StaffRequest, staff_page
from permanence.faces.desk.forms.rotas import HandOffForm
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.rotas import layer_names, names_of
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.desk.views.rotas import find_rota, list_address
from permanence.overview.duty.actions.handing import note_hand_over
from permanence.overview.duty.models import HandOff
from permanence.overview.duty.queries import Report, report_of
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.rules import Right
from permanence.world.rotas.models import Rota
from permanence.world.rotas.queries import schedules_of, zones_of
from permanence.world.rotas.rules.fairness import Burden, weigh_shifts
from permanence.world.rotas.rules.plans import Place
from permanence.world.rotas.rules.schedule import Schedule
from permanence.world.rotas.rules.shifts import Shift, shifts_between

Shown = dict[str, Any]
HOUR = 3600
SPANS = (30, 90, 180)
FIRST_SPAN = 90


@require_safe
@staff_page(Right.READ_TICKETS)
def rota_fairness(request: StaffRequest) -> HttpResponse:
    """Show what each person has carried, and will carry, on the rotas of a desk."""
    desk, reader = access.desk(request), request.reader
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, SPANS) else FIRST_SPAN
    ahead = request.GET.get("way") == "ahead"
    start = reader.at if ahead else reader.at - timedelta(days=days)
    end = start + timedelta(days=days)
    rotas = list(Rota.objects.in_use().filter(desk=desk).order_by("position", "pk"))
    schedules = schedules_of(rotas, since=start)
    shifts = [one for each in schedules.values() for one in shifts_between(each, start, end)]
    places = {one for each in schedules.values() for one in places_of(each)}
    context = {
        "shell": build_shell(request, desk, place="rotas"),
        "desk_key": desk.key,
        "rows": list_burdens(shifts, places),
        "spans": [{"value": one, "chosen": one == days} for one in SPANS],
        "ahead": ahead,
        "back_url": list_address(desk),
    }
    return render(request, "desk/rota_fairness.html", context)


def places_of(schedule: Schedule) -> set[Place]:
    """Return the places whose holidays a rota knows."""
    return {place for one in schedule.plans for layer in one.plan.layers for place in layer.places}


def list_burdens(shifts: list[Shift], places: set[Place]) -> list[Shown]:
    """Return a row for each person, who carries most first."""
    people = {one.person for one in shifts if not one.is_shadow}
    weighed = weigh_shifts(shifts, zones_of(people), sorted(places, key=str))
    names = names_of(people)
    most = max((one.seconds for one in weighed.values()), default=0)
    rows = sorted(weighed.items(), key=lambda pair: (-pair[1].seconds, names.get(pair[0], "")))
    return [show_burden(names.get(pk, "—"), burden, most) for pk, burden in rows]


def show_burden(name: str, burden: Burden, most: int) -> Shown:
    """Return what one person carries."""
    return {
        "name": name,
        "shifts": burden.shifts,
        "hours": say_number(burden.seconds),
        "nights": say_number(burden.nights),
        "weekends": say_number(burden.weekends),
        "holidays": say_number(burden.holidays),
        "part": burden.seconds // HOUR,
        "whole": max(1, most // HOUR),
    }


def say_number(seconds: int) -> str:
    """Return hours as a number."""
    return number_format(round(seconds / HOUR), force_grouping=True)


@require_http_methods(["GET", "POST"])
@staff_page(Right.READ_TICKETS)
def hand_off(request: StaffRequest, number: int) -> HttpResponse:
    """Show what happened in a shift and what waits; let who had it write to the next one."""
    rows = HandOff.objects.select_related("outgoing", "incoming")
    made, reader = get_object_or_404(rows, pk=number), request.reader
    found = find_rota(request, made.rota_id)
    form = HandOffForm(request.POST or None, initial={"note": made.note})
    if request.method == "POST" and form.is_valid():
        with form.acting():
            note_hand_over(made, form.cleaned_data["note"], by=reader.specialist, at=reader.at)
            messages.success(request, _("Kept."))
            return HttpResponseRedirect(reverse("desk:hand-off", args=[number]))
    layers = layer_names(schedules_of([found], since=reader.at)[found.pk])
    report = report_of(found.desk_id, start=made.from_at, end=made.to_at, at=reader.at)
    context = {
        "shell": build_shell(request, found.desk, place="rotas"),
        "title": found.name,
        "layer": layers.get(made.layer, ""),
        "outgoing": made.outgoing.name,
        "incoming": made.incoming.name if made.incoming else "",
        **show_instant(made.from_at, reader, name="start"),
        **show_instant(made.to_at, reader, name="end"),
        "note": made.note,
        "form": form if made.outgoing_id == reader.specialist.pk else None,
        **show_report(report, reader),
        "back_url": reverse("desk:rota", args=[found.pk]),
    }
    return render(request, "desk/hand_off.html", context, status=form.status)


def show_report(report: Report, reader: Reader) -> Shown:
    """Return what happened and what waits."""
    return {
        "figures": [
            {"label": _("New requests"), "said": report.opened},
            {"label": _("Resolved"), "said": report.resolved},
            {"label": _("Climbs"), "said": len(report.climbs)},
            {"label": _("Open now"), "said": report.open},
            {"label": _("Overdue now"), "said": report.overdue},
            {"label": _("Not triaged yet"), "said": report.untriaged},
        ],
        "climbs": [
            {
                **show_ticket(ticket),
                **show_instant(climb.started_at, reader),
                "taken": climb.taken_by,
                "goes_on": climb.ended_at is None,
            }
            for climb, ticket in report.climbs
        ],
        "grave": [show_ticket(ticket) | {"severity": ticket.severity} for ticket in report.grave],
    }


def show_ticket(ticket: Ticket) -> Shown:
    """Return a ticket by which a reader finds it."""
    return {
        "reference": ticket.reference,
        "subject": ticket.subject,
        "url": reverse("desk:ticket", args=[ticket.reference]),
    }
