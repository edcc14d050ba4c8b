"""Putting a ticket out of sight until a time, and bringing it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.presenting.snoozing import make_form
from permanence.faces.desk.views.ticket import go_on
from permanence.service.tickets.actions.snoozing import snooze_ticket, wake_by_hand
from permanence.world.accounts.rules import Right


@require_POST
@staff_page(Right.ANSWER)
def snooze(request: StaffRequest, reference: str) -> HttpResponse:
    """Put a ticket out of sight until a time; no promise pauses by it."""
    found = access.ticket(request, reference, Right.ANSWER)
    form = make_form(found, request.reader, request.POST)
    if form.is_valid():
        with form.acting():
            snooze_ticket(
                found,
                until=form.cleaned_data["until"],
                reason=form.cleaned_data["reason"],
                by=request.reader.actor,
                at=request.reader.at,
            )
    done = _("It is out of sight until then; no promise pauses by it.")
    return go_on(request, found, "snooze", form, done=done)


@require_POST
@staff_page(Right.ANSWER)
def wake(request: StaffRequest, reference: str) -> HttpResponse:
    """Bring a ticket back into sight."""
    found = access.ticket(request, reference, Right.ANSWER)
    form = DeskForm(request.POST)
    with form.acting():
        wake_by_hand(found, by=request.reader.actor, at=request.reader.at)
    if form.refusal is not None:
        messages.error(request, str(form.refusal))
    return go_on(request, found, "wake", form, done=_("It is back in sight."))
