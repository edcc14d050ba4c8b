"""Notices of an incident begun from its war room."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.incident_access import open_incident
from permanence.ground.lib.errors import Refusal
from permanence.service.incidents.actions import draft_report, draft_resolution
from permanence.world.accounts.rules import Right

DRAFTS = {"report": draft_report, "resolved": draft_resolution}


@require_POST
@staff_page(Right.WORK_ON_INCIDENTS)
def begin_notice(request: StaffRequest, number: int) -> HttpResponse:
    """Draft the next report, or that it is over, and lead to where it is written."""
    found = open_incident(request, number, Right.WORK_ON_INCIDENTS)
    begin = DRAFTS.get(request.POST.get("act", ""))
    if begin is None:
        raise Http404
    try:
        notice = begin(found, at=request.reader.at, by=request.reader.actor)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        notice = None
    if notice is None:
        return HttpResponseRedirect(reverse("desk:incident", args=[number]))
    return HttpResponseRedirect(reverse("desk:written-notice", args=[notice.pk]))
