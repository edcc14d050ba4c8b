"""A request as PDF, for its customer or for the desk."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.presenting.paper import lay_paper
from permanence.faces.ui.request_paper import answer_request_paper
from permanence.world.accounts.rules import Right


@require_safe
@staff_page(Right.READ_TICKETS)
def paper(request: StaffRequest, reference: str) -> HttpResponse:
    """Download a ticket: without `notes` it holds only what its customer may read."""
    found = access.ticket(request, reference)
    internal = request.GET.get("notes") == "1"
    return answer_request_paper(lay_paper(found, request.reader, internal=internal))
