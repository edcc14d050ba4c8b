"""Putting the path of a message into a request."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms.traces import TraceAddForm
from permanence.faces.desk.presenting.trace_texts import write_path
from permanence.faces.desk.presenting.words import reader_language
from permanence.faces.desk.views.linking import find_other
from permanence.faces.desk.views.ticket import address_of
from permanence.faces.desk.views.traces import answer_trace, find_passage
from permanence.service.tickets.actions.tracing import add_trace
from permanence.service.tickets.models import Ticket
from permanence.service.trace.models import Passage
from permanence.service.trace.queries import path_of
from permanence.world.accounts.rules import Right


@require_POST
@staff_page(Right.READ_TRACES)
def trace_add(request: StaffRequest, number: int) -> HttpResponse:
    """Put the path of a message into the request that is named."""
    found = find_passage(request, number)
    access.check(request, Right.ANSWER, found.desk_id)
    form = TraceAddForm(request.POST)
    ticket = find_other(request, form, Right.ANSWER) if form.is_valid() else None
    if ticket is not None:
        with form.acting():
            keep_trace(request, ticket, found, is_public=form.cleaned_data["is_public"])
        if form.refusal is None:
            messages.success(request, _("The path of the message stands in the request."))
            return HttpResponseRedirect(address_of(ticket, drawer="traces"))
    return answer_trace(request, found, form)


def keep_trace(
    request: StaffRequest, ticket: Ticket, passage: Passage, *, is_public: bool = False
) -> None:
    """Put the path of a message into a file: in the customer's language where they read it."""
    reader = request.reader
    language = ticket.language if is_public else reader_language()
    add_trace(
        ticket,
        passage,
        text=write_path(passage, path_of(passage), language=language, zone=reader.zone),
        language=language,
        is_public=is_public,
        by=reader.actor,
        at=reader.at,
    )
