"""Incidents in figures, and the report of one incident or drill."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.incident_access import open_incident
from permanence.faces.desk.presenting.incident_figures import compose_figures, compose_report
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
