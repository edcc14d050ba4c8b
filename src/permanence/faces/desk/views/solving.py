"""Keeping from what a matter came and what solved it."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.solving import SolutionForm
from permanence.faces.desk.unwritten import suggest_article
from permanence.faces.desk.views.ticket import go_on
from permanence.service.tickets.actions import resolve_ticket
from permanence.service.tickets.actions.solving import Solving, keep_solution
from permanence.world.accounts.rules import Right


@require_POST
@staff_page(Right.ANSWER)
def solution(request: StaffRequest, reference: str) -> HttpResponse:
    """Keep cause and solution, and resolve the ticket when that was asked for."""
    found = access.ticket(request, reference, Right.ANSWER)
    by, at = request.reader.actor, request.reader.at
    form = SolutionForm(request.POST, desk=found.desk_id)
    if form.is_valid():
        with form.acting():
            keep_solution(found, Solving(**form.cleaned_data), by=by, at=at)
            if request.POST.get("then") == "resolve":
                resolve_ticket(found, by=by, at=at)
                suggest_article(request, found)
    return go_on(request, found, "solution", form, done=_("Cause and solution are kept."))
