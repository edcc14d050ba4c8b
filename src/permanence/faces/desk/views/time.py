"""Writing time on a ticket: by hand, by timer, and taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.time import BackForm, ExtraTimeForm, TimerForm
from permanence.faces.desk.presenting.time import time_form
from permanence.faces.desk.views.ticket import address_of, go_on
from permanence.service.timesheets.actions import (
    ask_extra_time,
    discard_timer,
    log_time,
    reverse_time,
    start_timer,
    stop_timer,
)
from permanence.service.timesheets.models import TimeEntry
from permanence.service.timesheets.queries import banking_on
from permanence.world.accounts.models import Specialist
from permanence.world.accounts.rules import Right


@require_POST
@staff_page(Right.LOG_TIME)
def log(request: StaffRequest, reference: str) -> HttpResponse:
    """Write time down by hand, for oneself or for a colleague."""
    found = access.ticket(request, reference, Right.LOG_TIME)
    form = time_form(request, found, is_sent=True)
    if form.is_valid():
        with form.acting():
            entry = log_time(
                found,
                form.spent(),
                specialist=Specialist.objects.get(pk=form.cleaned_data["worker"]),
                by=request.reader.actor,
                at=request.reader.at,
            )
            tell_unpaid(request, entry)
    return go_on(request, found, "time", form, drawer="time")


@require_POST
@staff_page(Right.LOG_TIME)
def timer(request: StaffRequest, reference: str) -> HttpResponse:
    """Start, stop or discard the reader's timer on a ticket."""
    found = access.ticket(request, reference, Right.LOG_TIME)
    chosen, reader = request.POST.get("act", ""), request.reader
    form: DeskForm = TimerForm(request.POST) if chosen == "stop" else DeskForm(request.POST)
    if form.is_valid():
        with form.acting():
            if chosen == "start":
                start_timer(found, specialist=reader.specialist, at=reader.at)
            elif chosen == "discard":
                discard_timer(found, specialist=reader.specialist, at=reader.at)
            elif chosen == "stop":
                entry = stop_timer(
                    found,
                    specialist=reader.specialist,
                    kind=form.cleaned_data["kind"],
                    note=form.cleaned_data["note"],
                    waived=form.cleaned_data["waived"],
                    by=reader.actor,
                    at=reader.at,
                )
                tell_unpaid(request, entry)
            else:
                raise Http404
    if form.refusal is not None:
        messages.error(request, str(form.refusal))
        return HttpResponseRedirect(address_of(found, drawer="time"))
    return go_on(request, found, "timer", form, drawer="time")


@require_POST
@staff_page(Right.LOG_TIME)
def extra_time(request: StaffRequest, reference: str) -> HttpResponse:
    """Ask the customer beforehand for time beyond its hours."""
    found = access.ticket(request, reference, Right.LOG_TIME)
    banking = banking_on(found, at=request.reader.at)
    if banking.contract is None:
        raise Http404
    form = ExtraTimeForm(request.POST, auto_id="ask-%s")
    if form.is_valid():
        with form.acting():
            ask_extra_time(
                found,
                form.cleaned_data["duration"],
                contract=banking.contract,
                reason=form.cleaned_data["reason"],
                by=request.reader.actor,
                at=request.reader.at,
            )
            messages.success(request, _("The customer is asked."))
    return go_on(request, found, "ask", form, drawer="time")


@require_POST
@staff_page(Right.CORRECT_TIME)
def take_back(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """Take time back for a reason; the right time is then written anew."""
    found = access.ticket(request, reference, Right.CORRECT_TIME)
    entry = TimeEntry.objects.select_related("ticket", "extra_time").filter(pk=number, ticket=found)
    form = BackForm(request.POST, auto_id=f"back-{number}-%s")
    for one in entry:
        if form.is_valid():
            with form.acting():
                reverse_time(
                    one,
                    reason=form.cleaned_data["reason"],
                    by=request.reader.actor,
                    at=request.reader.at,
                )
                messages.success(request, _("It is taken back: write the right time now."))
        return go_on(request, found, "back", form, drawer="time")
    raise Http404


def tell_unpaid(request: StaffRequest, entry: TimeEntry) -> None:
    """Say at once when hours did not pay for all of it, and that the customer is asked."""
    if not any(part["lot"] is None for part in entry.parts):
        return
    if entry.extra_time is not None and not entry.extra_time.answer:
        messages.warning(request, _("Hours do not pay for all of it: the customer is asked."))
    else:
        messages.warning(request, _("Hours do not pay for all of it: see what is unpaid."))
