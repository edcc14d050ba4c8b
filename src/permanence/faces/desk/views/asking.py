"""Asking the customer for files, and writing down what came."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.asking import AskingForm, SettlingForm
from permanence.faces.desk.presenting.asking import files_of
from permanence.faces.desk.presenting.page import policy_of
from permanence.faces.desk.views.ticket import go_on
from permanence.service.tickets.actions.asking import Asking, ask_for_file, settle_file
from permanence.service.tickets.models import AskedFile, Attachment
from permanence.world.accounts.rules import Right


@require_POST
@staff_page(Right.ANSWER)
def ask(request: StaffRequest, reference: str) -> HttpResponse:
    """Ask the customer for a file, and wait for it."""
    found = access.ticket(request, reference, Right.ANSWER)
    form = AskingForm(request.POST)
    if form.is_valid():
        with form.acting():
            ask_for_file(
                found,
                Asking(**form.cleaned_data),
                policy=policy_of(found),
                by=request.reader.actor,
                at=request.reader.at,
            )
    return go_on(request, found, "asking", form, done=_("The customer is asked; it waits."))


@require_POST
@staff_page(Right.ANSWER)
def settle(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Write down what came, or that it is no longer needed."""
    found = access.ticket(request, reference, Right.ANSWER)
    row = AskedFile.objects.select_related("ticket").filter(pk=number, ticket=found).first()
    if row is None:
        raise Http404
    form = SettlingForm(request.POST, files=files_of(found), number=number)
    if form.is_valid():
        chosen = Attachment.objects.select_related("entry")
        came = chosen.filter(pk=form.cleaned_data["attachment"]).first()
        with form.acting():
            settle_file(row, came, by=request.reader.actor, at=request.reader.at)
    for wrong in form.errors.get("__all__", []):
        messages.error(request, str(wrong))
    return go_on(request, found, "settling", form)
