"""Whom an incident touches: all of them, what people decide, and how the lists differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.incident_access import open_incident
from permanence.faces.desk.presenting.incident_customers import (
    compose_customers,
    show_list,
    show_rows,
    sieve_of,
)
from permanence.faces.desk.presenting.incident_differences import show_difference
from permanence.faces.desk.presenting.incident_pages import show_incident
from permanence.faces.desk.presenting.shell import build_shell
from permanence.faces.ui.numbers import read_number
from permanence.ground.lib.documents.sheets import write_csv
from permanence.ground.lib.errors import Refusal
from permanence.service.incidents.actions import (
    confirm_by_signals,
    confirm_impact,
    judge_customers,
)
from permanence.service.incidents.models import Incident
from permanence.service.incidents.queries import difference_of, signals_of
from permanence.service.incidents.queries.impact import page_touched
from permanence.service.incidents.rules.impact import Standing
from permanence.world.accounts.models import Organisation
from permanence.world.accounts.rules import Right

MOST_IN_SHEET: Final = 50_000
MOST_AT_ONCE: Final = 5_000


@require_safe
@staff_page(Right.READ_TICKETS)
def customers(request: StaffRequest, number: int) -> HttpResponse:
    """Show the customers on the last list, with a filter and a search, and the earlier lists."""
    found = open_incident(request, number)
    access.note_read(request, found.subject, what="customers", desk=found.desk_id)
    context = {
        "shell": build_shell(request, found.desk, place="incidents"),
        "incident": show_incident(found, request.reader),
        "back_url": reverse("desk:incident", args=[found.pk]),
        **compose_customers(request, found),
    }
    return render(request, "desk/incident_customers.html", context)


@require_safe
@staff_page(Right.READ_TICKETS)
def customers_file(request: StaffRequest, number: int) -> HttpResponse:
    """Hand out the customers on the last list as a sheet, as they are filtered."""
    found, reader, asked = open_incident(request, number), request.reader, request.GET
    access.note_read(request, found.subject, what="customers.csv", desk=found.desk_id)
    signals = signals_of(found, at=reader.at)
    sieve = sieve_of(asked.get("standing", ""), asked.get("q", ""), signals)
    rows, _more = page_touched(found, sieve, most=MOST_IN_SHEET)
    header = [
        _("Customer"),
        _("Standing"),
        _("By which way"),
        _("Contract"),
        _("Reason"),
        _("Decided by"),
        _("Signals"),
        _("Told"),
    ]
    lines = [
        [
            row["name"],
            row["standing_word"],
            row["way"],
            row["contract"],
            row["reason"],
            row["judged"],
            "; ".join(one["text"] for one in row["signals"]),
            row["told"]["word"],
        ]
        for row in show_rows(found, rows, signals, reader)
    ]
    name = f'attachment; filename="{found.name}-customers.csv"'
    headers = {"Content-Disposition": name}
    return HttpResponse(write_csv(header, lines), "text/csv; charset=utf-8", headers=headers)


@require_safe
@staff_page(Right.READ_TICKETS)
def customers_list(request: StaffRequest, number: int, list_number: int) -> HttpResponse:
    """Show what one list says otherwise than the one before."""
    found = open_incident(request, number)
    access.note_read(request, found.subject, what=f"list:{list_number}", desk=found.desk_id)
    told = difference_of(found, list_number)
    if told is None:
        raise Http404
    context = {
        "shell": build_shell(request, found.desk, place="incidents"),
        "incident": show_incident(found, request.reader),
        "back_url": address_of(found),
        "list": show_list(found, told.after, request.reader),
        "before": told.before.number if told.before else 0,
        **show_difference(told, request.reader),
    }
    return render(request, "desk/incident_customers_list.html", context)


@require_POST
@staff_page(Right.WORK_ON_INCIDENTS)
def customers_confirm(request: StaffRequest, number: int) -> HttpResponse:
    """Say that the list is right: the incident is assessed."""
    found, reader = open_incident(request, number, Right.WORK_ON_INCIDENTS), request.reader
    back = reverse("desk:incident", args=[found.pk]) if "room" in request.POST else ""
    return carry_out(
        request,
        found,
        lambda: confirm_impact(found, at=reader.at, by=reader.actor),
        done=_("The list is found right."),
        back=back,
    )


@require_POST
@staff_page(Right.WORK_ON_INCIDENTS)
def customers_judge(request: StaffRequest, number: int) -> HttpResponse:
    """Confirm customers, exclude them for a reason, or add one that nothing has found."""
    found = open_incident(request, number, Right.WORK_ON_INCIDENTS)
    who = chosen_customers(request)
    acts: dict[str, Callable[[], object]] = {
        "confirm": lambda: judge(request, found, who, Standing.CONFIRMED),
        "exclude": lambda: judge(request, found, who, Standing.EXCLUDED),
        "signals": lambda: confirm_by_signals(
            found, who, at=request.reader.at, by=request.reader.actor
        ),
        "add": lambda: judge(request, found, named_customer(request), Standing.CONFIRMED),
    }
    act = acts.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    return carry_out(request, found, act, done=_("Kept."))


def judge(
    request: StaffRequest, incident: Incident, who: Sequence[int], standing: Standing
) -> object:
    """Carry out one decision with the reason that was typed."""
    return judge_customers(
        incident,
        who,
        standing=standing,
        reason=request.POST.get("reason", "")[:500],
        at=request.reader.at,
        by=request.reader.actor,
    )


def chosen_customers(request: StaffRequest) -> list[int]:
    """Return which customers were ticked."""
    told = (read_number(one) for one in request.POST.getlist("customer"))
    return [one for one in told if one is not None][:MOST_AT_ONCE]


def named_customer(request: StaffRequest) -> list[int]:
    """Return the customer whose name was typed; none where it fits nobody, or several."""
    name = request.POST.get("name", "").strip()
    rows = Organisation.objects.filter(name__iexact=name) if name else Organisation.objects.none()
    found = list(rows.values_list("pk", flat=True)[:2])
    return found if len(found) == 1 else []


def carry_out(
    request: StaffRequest,
    incident: Incident,
    act: Callable[[], object],
    *,
    done: str,
    back: str = "",
) -> HttpResponse:
    """Carry out one act and return to the list; a refusal stands above it."""
    try:
        with transaction.atomic():
            act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return HttpResponseRedirect(back or address_of(incident))


def address_of(incident: Incident) -> str:
    """Return the address of the customers of an incident."""
    return reverse("desk:incident-customers", args=[incident.pk])
