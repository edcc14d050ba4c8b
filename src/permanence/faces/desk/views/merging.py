"""Merging a ticket into another, and undoing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.merging import MergeForm
from permanence.faces.desk.views.linking import find_other
from permanence.faces.desk.views.ticket import address_of, go_on
from permanence.service.tickets.actions.merging import (
    Merging,
    OtherCustomer,
    merge_tickets,
    undo_merge,
)
from permanence.service.tickets.models import Merge
from permanence.service.tickets.rules.reference import speak_reference
from permanence.world.accounts.rules import Right


@require_POST
@staff_page(Right.TRIAGE)
def merge(request: StaffRequest, reference: str) -> HttpResponse:
    """Let this ticket be worked on in another."""
    found = access.ticket(request, reference, Right.TRIAGE)
    form = MergeForm(request.POST)
    survivor = find_other(request, form) if form.is_valid() else None
    if survivor is None:
        return go_on(request, found, "merge", form)
    merging = Merging(
        found, survivor, reason=form.cleaned_data["reason"], across=form.cleaned_data["across"]
    )
    with form.acting():
        merge_tickets(merging, by=request.reader.actor, at=request.reader.at)
    if isinstance(form.refusal, OtherCustomer):
        form.ask_across()
    if form.errors:
        return go_on(request, found, "merge", form)
    told = {"reference": speak_reference(found.reference)}
    messages.success(request, _("Request %(reference)s is merged into this one.") % told)
    return HttpResponseRedirect(address_of(survivor))


@require_POST
@staff_page(Right.TRIAGE)
def undo(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Put a merged file back."""
    found = access.ticket(request, reference, Right.TRIAGE)
    merged = Merge.objects.select_related("ticket").filter(pk=number, survivor=found).first()
    if merged is None:
        raise Http404
    form = DeskForm(request.POST)
    with form.acting():
        undo_merge(merged, by=request.reader.actor, at=request.reader.at)
    if form.refusal is not None:
        messages.error(request, str(form.refusal))
        return go_on(request, found, "undo", form)
    told = {"reference": speak_reference(merged.ticket.reference)}
    messages.success(request, _("Request %(reference)s is a file of its own again.") % told)
    return HttpResponseRedirect(address_of(merged.ticket))
