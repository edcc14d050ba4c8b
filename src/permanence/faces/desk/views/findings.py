"""Checking what a customer told, and finding that its cause lies outside."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.findings import InsideForm, OutsideForm, ValidationForm
from permanence.faces.desk.presenting.page import policy_of
from permanence.faces.desk.views.pauses import moment_of_call
from permanence.faces.desk.views.ticket import go_on
from permanence.service.tickets.actions.finding import Outside, find_outside, take_finding_back
from permanence.service.tickets.actions.validating import Check, validate_ticket
from permanence.world.accounts.rules import Right


@require_POST
@staff_page(Right.TRIAGE)
def validate(request: StaffRequest, reference: str) -> HttpResponse:
    """Keep what was seen when the request was checked."""
    found = access.ticket(request, reference, Right.TRIAGE)
    reader = request.reader
    form = ValidationForm(request.POST, zone=reader.zone, at=reader.at)
    if form.is_valid():
        seen_at = moment_of_call(form.cleaned_data["seen_at"], at=reader.at)
        with form.acting():
            check = Check(**form.cleaned_data | {"seen_at": seen_at})
            validate_ticket(found, check, by=reader.actor, at=reader.at)
    return go_on(request, found, "validation", form, done=_("Kept: what you saw."))


@require_POST
@staff_page(Right.TRIAGE)
def outside(request: StaffRequest, reference: str) -> HttpResponse:
    """Record that the cause lies outside, and tell the customer."""
    found = access.ticket(request, reference, Right.TRIAGE)
    form = OutsideForm(request.POST)
    if form.is_valid():
        with form.acting():
            find_outside(
                found,
                Outside(**form.cleaned_data),
                policy=policy_of(found),
                by=request.reader.actor,
                at=request.reader.at,
            )
    done = _("The finding is kept; the customer is told.")
    return go_on(request, found, "outside", form, done=done)


@require_POST
@staff_page(Right.TRIAGE)
def inside(request: StaffRequest, reference: str) -> HttpResponse:
    """Take back that the cause lies outside, and tell the customer."""
    found = access.ticket(request, reference, Right.TRIAGE)
    form = InsideForm(request.POST)
    if form.is_valid():
        with form.acting():
            take_finding_back(
                found,
                reason=form.cleaned_data["reason"],
                policy=policy_of(found),
                by=request.reader.actor,
                at=request.reader.at,
            )
    return go_on(request, found, "inside", form, done=_("Taken back; the customer is told."))
