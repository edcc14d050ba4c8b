"""What an answer took: offered beside the button that sends it, and read when it was pressed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from permanence.faces.desk.access import StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.time import BY_CONTRACT, NOBODY, SpentForm, seconds_since
from permanence.faces.desk.presenting.drafts import writing_of
from permanence.faces.desk.presenting.standing import Standing
from permanence.faces.desk.presenting.time import WORK_OF_KIND
from permanence.service.tickets.models import Draft, Ticket
from permanence.service.timesheets.actions import read_spent, spent_on_answer
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]


def show_spent(
    request: StaffRequest,
    ticket: Ticket,
    standing: Standing,
    drafts: Iterable[Draft],
    form: DeskForm | None,
) -> Shown | None:
    """Return what `desk/parts/spent.html` reads; None for who writes no time down.

    It is ticked where the customer has hours, so that the desk keeps time for it.
    """
    reader = request.reader
    if not reader.may(Right.LOG_TIME, ticket.desk_id):
        return None
    if form is not None:
        return {"form": SpentForm(request.POST, at=reader.at), "begun": ""}
    draft = writing_of("reply", drafts)
    begun = draft.begun_at.isoformat() if draft else ""
    minutes = seconds_since(begun, reader.at) // 60
    initial: Shown = {
        "timed": standing.banking.bank is not None,
        "spent": minutes or "",
        "since": begun or reader.at.isoformat(),
        "kind": WORK_OF_KIND.get(ticket.kind, ""),
        "payer": BY_CONTRACT,
    }
    if draft and (kept := read_spent(draft.spent)):
        own = {"timed": True, "kind": kept.kind, "waived": kept.waived}
        initial |= own | {"payer": NOBODY if kept.waived else BY_CONTRACT}
    return {"form": SpentForm(initial=initial, at=reader.at), "begun": begun if minutes else ""}


def time_of_answer(request: StaffRequest, ticket: Ticket, form: DeskForm) -> Shown:
    """Return what an answer took, as it is kept until it leaves; the form says what is wrong."""
    reader = request.reader
    if not reader.may(Right.LOG_TIME, ticket.desk_id):
        return {}
    spent = SpentForm(request.POST, at=reader.at)
    if not request.POST.get("spent-timed"):
        return {}
    if not spent.is_valid():
        for said in (one for errors in spent.errors.values() for one in errors):
            form.add_error(None, said)
        return {}
    told = spent.cleaned_data
    return spent_on_answer(told["spent"], told["kind"], told["waived"], at=reader.at)
