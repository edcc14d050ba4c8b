"""Where a ticket waited and why, one by one; letting it wait, and correcting the past."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader, StaffRequest
from permanence.faces.desk.forms import CallForm, CorrectionForm, DeskForm, PauseForm
from permanence.faces.desk.presenting.moments import say_moment, show_instant
from permanence.faces.desk.presenting.words import state_names
from permanence.faces.ui.addresses import ticket_address
from permanence.faces.ui.moments import say_span
from permanence.service.tickets.models import StateSpan, Ticket
from permanence.service.tickets.rules.pausing import PAUSING
from permanence.service.tickets.rules.states import may_follow
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]


def show_pauses(
    request: StaffRequest,
    ticket: Ticket,
    spans: Sequence[StateSpan],
    *,
    pause: DeskForm | None = None,
    correction: DeskForm | None = None,
) -> Shown:
    """Return what `desk/drawers/pauses.html` reads."""
    reader = request.reader
    rows = [
        show_pause(span, reader)
        for span in spans
        if span.replaced_at is None and span.state in PAUSING
    ]
    gone = [show_pause(span, reader) for span in spans if span.replaced_at is not None]
    return {
        "rows": rows,
        "gone": gone,
        "pause": show_pause_form(ticket, reader, pause),
        "correct": show_correction(ticket, reader, correction),
    }


def show_pause(span: StateSpan, reader: Reader) -> Shown:
    """Return one span in which a ticket waited, or one that was corrected since."""
    until = span.to_at
    lasted = say_span((until or reader.at) - span.from_at)
    return {
        "state": span.state,
        "state_label": state_names()[span.state],
        **show_instant(span.from_at, reader, name="since"),
        "until": say_moment(until, reader) if until else "",
        "until_iso": until.isoformat() if until else "",
        "lasted": lasted,
        "reason": span.reason,
    }


def show_pause_form(ticket: Ticket, reader: Reader, form: DeskForm | None) -> Shown | None:
    """Return the form by which a ticket waits; None when it may not now."""
    if not reader.may(Right.ANSWER, ticket.desk_id) or not may_follow("pause", ticket.state):
        return None
    return {
        "form": form or PauseForm(state=ticket.state),
        "url": ticket_address("desk:ticket-pause", ticket.reference),
    }


def show_correction(ticket: Ticket, reader: Reader, form: DeskForm | None) -> Shown | None:
    """Return the form by which a supervisor corrects the past; None for everybody else."""
    may_correct = reader.may(Right.CORRECT_PAUSES, ticket.desk_id)
    if not may_correct or not may_follow("correct", ticket.state):
        return None
    return {
        "form": form or CorrectionForm(zone=reader.zone, at=reader.at),
        "url": ticket_address("desk:ticket-correct", ticket.reference),
    }


def show_call(
    request: StaffRequest, ticket: Ticket, form: DeskForm | None, *, draft: Shown
) -> Shown | None:
    """Return the form of a call that was made; None when nobody can be answered now."""
    reader = request.reader
    if not reader.may(Right.ANSWER, ticket.desk_id) or not may_follow("answer", ticket.state):
        return None
    after = [{"value": "wait", "label": _("Keep and wait")}]
    if may_follow("resolve", ticket.state):
        after.append({"value": "resolve", "label": _("Keep and resolve")})
    begun = draft["called_at"] or reader.at
    return {
        "form": form or CallForm(zone=reader.zone, at=begun, initial={"body": draft["text"]}),
        "draft": draft,
        "url": ticket_address("desk:ticket-call", ticket.reference),
        "phone": ticket.contact.phone,
        "after": [] if ticket.ended else after,
    }
