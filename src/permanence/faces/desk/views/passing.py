"""Handing a ticket over, and writing down what is known of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.presenting.page import policy_of
from permanence.faces.desk.presenting.passing import facts_form, passing_form
from permanence.faces.desk.views.ticket import go_on
from permanence.service.tickets.actions.passing import Passing, hand_over
from permanence.service.tickets.actions.telling import tell_facts
from permanence.world.accounts.models import Specialist, Team
from permanence.world.accounts.rules import Right


@require_POST
@staff_page(Right.TRIAGE)
def passing(request: StaffRequest, reference: str) -> HttpResponse:
    """Hand the ticket over, with what was tried."""
    found = access.ticket(request, reference, Right.TRIAGE)
    form = passing_form(found, request)
    if form.is_valid():
        given = form.cleaned_data
        people = {
            "team": Team.objects.filter(pk=given["team"]).first(),
            "assignee": Specialist.objects.filter(pk=given["assignee"]).first(),
        }
        with form.acting():
            hand_over(
                found,
                Passing(**given | people),
                policy=policy_of(found),
                by=request.reader.actor,
                at=request.reader.at,
            )
    return go_on(request, found, "passing", form, done=_("Handed over; who takes it is told."))


@require_POST
@staff_page(Right.ANSWER)
def facts(request: StaffRequest, reference: str) -> HttpResponse:
    """Write down what is known of the checklist, and what does not apply."""
    found = access.ticket(request, reference, Right.ANSWER)
    form = facts_form(found, request)
    if form.is_valid():
        with form.acting():
            tell_facts(
                found,
                form.told("known"),
                form.told("waived"),
                policy=policy_of(found),
                by=request.reader.actor,
                at=request.reader.at,
            )
    return go_on(request, found, "facts", form, done=_("The checklist is kept."))
