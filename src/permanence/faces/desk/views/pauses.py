"""What a specialist does about a ticket that waits, and what was said on the phone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.drafting import drop_sent, keep_sent, read_sent
from permanence.faces.desk.forms import CallForm, CorrectionForm, PauseForm
from permanence.faces.desk.presenting.page import policy_of
from permanence.faces.desk.views.ticket import THEN, go_on
from permanence.service.tickets.actions.answering import note_call
from permanence.service.tickets.actions.pausing import correct_span, pause_ticket
from permanence.world.accounts.rules import Right

MINUTE = timedelta(minutes=1)


@require_POST
@staff_page(Right.ANSWER)
def pause(request: StaffRequest, reference: str) -> HttpResponse:
    """Let a ticket wait, and tell its customer why."""
    found = access.ticket(request, reference, Right.ANSWER)
    form = PauseForm(request.POST, state=found.state)
    if form.is_valid():
        with form.acting():
            pause_ticket(
                found,
                form.cleaned_data["state"],
                reason=form.cleaned_data["reason"],
                policy=policy_of(found),
                by=request.reader.actor,
                at=request.reader.at,
            )
    return go_on(request, found, "pause", form, done=_("It waits; the customer is told why."))


@require_POST
@staff_page(Right.CORRECT_PAUSES)
def correct(request: StaffRequest, reference: str) -> HttpResponse:
    """Say in which state a ticket really was, in a time that is past."""
    found = access.ticket(request, reference, Right.CORRECT_PAUSES)
    reader = request.reader
    form = CorrectionForm(request.POST, zone=reader.zone, at=reader.at)
    if form.is_valid():
        with form.acting():
            correct_span(
                found,
                state=form.cleaned_data["state"],
                since=form.cleaned_data["since"],
                until=form.cleaned_data["until"],
                reason=form.cleaned_data["reason"],
                policy=policy_of(found),
                by=reader.actor,
                at=reader.at,
            )
    return go_on(request, found, "correct", form, done=_("The past is corrected."))


@require_POST
@staff_page(Right.ANSWER)
def call(request: StaffRequest, reference: str) -> HttpResponse:
    """Keep what was said to the customer on the phone."""
    found = access.ticket(request, reference, Right.ANSWER)
    reader = request.reader
    form = CallForm(request.POST, zone=reader.zone, at=reader.at)
    then, entry = request.POST.get("then", ""), None
    if form.is_valid():
        sent = read_sent(request, found, "call", form)
        with form.acting():
            entry = note_call(
                found,
                text=form.cleaned_data["body"],
                called_at=moment_of_call(form.cleaned_data["called_at"], at=reader.at),
                by=reader.actor,
                at=reader.at,
                then=then if then in THEN else "",  # type: ignore[arg-type]  # one of the two
            )
            drop_sent(request, found, sent)
        if form.errors:
            keep_sent(request, found, sent)
    return go_on(request, found, "call", form, place=f"item-e{entry.pk}" if entry else "")


def moment_of_call(typed: datetime | None, *, at: datetime) -> datetime:
    """Return when a call was; the minute that it is now is this very moment."""
    if typed is None or timedelta() <= at - typed < MINUTE:
        return at
    return typed
