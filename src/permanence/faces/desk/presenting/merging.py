"""Which files were merged into a ticket, how to undo that, and how to merge it into another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from permanence.faces.desk.access import Reader, StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.merging import MergeForm
from permanence.faces.desk.presenting.moments import say_moment, show_instant
from permanence.service.tickets.models import Merge, Ticket
from permanence.service.tickets.queries import merges_into
from permanence.service.tickets.rules.merging import undo_until
from permanence.service.tickets.rules.reference import speak_reference
from permanence.service.tickets.rules.states import may_follow
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]


def show_merging(
    request: StaffRequest,
    ticket: Ticket,
    form: DeskForm | None = None,
    *,
    merged: Sequence[Ticket],
) -> Shown:
    """Return what `desk/drawers/merging.html` reads."""
    reader = request.reader
    rows = [show_merge(one, ticket, reader) for one in merges_into(ticket)] if merged else []
    return {
        "rows": rows,
        "form": (form or MergeForm()) if may_merge(ticket, reader) else None,
        "url": reverse("desk:ticket-merge", args=[ticket.reference]),
        "is_open": form is not None,
    }


def may_merge(ticket: Ticket, reader: Reader) -> bool:
    """Say whether this reader may merge a ticket into another."""
    return reader.may(Right.TRIAGE, ticket.desk_id) and may_follow("merge", ticket.state)


def show_merge(merge: Merge, ticket: Ticket, reader: Reader) -> Shown:
    """Return one file that was merged into this one."""
    file, until = merge.ticket, undo_until(merge.merged_at)
    may_undo = reader.at <= until and reader.may(Right.TRIAGE, ticket.desk_id)
    return {
        "reference": speak_reference(file.reference),
        "subject": file.subject,
        "customer": file.customer_name,
        "contact": file.contact.name,
        "is_other": file.organisation_id != ticket.organisation_id,
        "reason": merge.reason,
        "by": merge.by_name,
        **show_instant(merge.merged_at, reader),
        "undo_url": reverse("desk:merge-undo", args=[ticket.reference, merge.pk])
        if may_undo
        else "",
        "until": say_moment(until, reader),
    }
