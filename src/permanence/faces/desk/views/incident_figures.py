"""Incidents in figures, and the report of one incident or drill."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.incidents import EraseEventForm
from permanence.faces.desk.incident_access import open_incident
from permanence.faces.desk.presenting.incident_figures import compose_figures, compose_report
from permanence.service.incidents.actions import erase_event
from permanence.world.accounts.rules import Right


@require_safe
@staff_page(Right.READ_REPORTS)
def figures(request: StaffRequest) -> HttpResponse:
    """Show how long things took in the incidents of a desk, or in its drills."""
    desk = access.desk(request, Right.READ_REPORTS)
    return render(request, "desk/incident_figures.html", compose_figures(request, desk))


@require_safe
@staff_page(Right.READ_REPORTS)
def report(request: StaffRequest, number: int) -> HttpResponse:
    """Show how one incident or drill went, to be printed."""
    found = open_incident(request, number, Right.READ_REPORTS)
    access.note_read(request, found.subject, what="report", desk=found.desk_id)
    return render(request, "desk/incident_report.html", compose_report(request, found))


@require_POST
@staff_page(Right.ERASE)
def erase(request: StaffRequest, number: int) -> HttpResponse:
    """Take out what an event of the record told; the record proves as before."""
    found, reader = open_incident(request, number, Right.ERASE), request.reader
    form = EraseEventForm(request.POST)
    if form.is_valid():
        with form.acting():
            erase_event(found, **form.cleaned_data, at=reader.at, by=reader.actor)
    if form.errors:
        context = compose_report(request, found, form)
        return render(request, "desk/incident_report.html", context, status=form.status)
    messages.success(request, _("It is erased. The record says that it was, and why."))
    return HttpResponseRedirect(reverse("desk:incident-report", args=[found.pk]))
