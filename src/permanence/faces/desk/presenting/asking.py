"""Files that a customer was asked for: in their drawer, and in the timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader, StaffRequest
from permanence.faces.desk.forms import DeskForm
from permanence.faces.desk.forms.asking import AskingForm, SettlingForm
from permanence.faces.desk.presenting.asking_words import wanted_names
from permanence.faces.desk.presenting.moments import say_moment, show_instant
from permanence.faces.desk.presenting.said import Said
from permanence.ground.journal.models import Act
from permanence.service.tickets.models import AskedFile, Attachment, Entry, Ticket
from permanence.service.tickets.rules.states import may_follow
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]


def show_asking(request: StaffRequest, ticket: Ticket, sent: Mapping[str, DeskForm]) -> Shown:
    """Return what was asked for and what came, and the form by which a file is asked for."""
    reader, files = request.reader, files_of(ticket)
    may = reader.may(Right.ANSWER, ticket.desk_id)
    rows = AskedFile.objects.filter(ticket=ticket).select_related("attachment")
    may_ask = may and may_follow("answer", ticket.state) and not ticket.ended
    return {
        "rows": [
            show_asked(row, reader, files if may else None)
            for row in rows.order_by("asked_at", "pk")
        ],
        "form": (sent.get("asking") or AskingForm()) if may_ask else None,
        "url": reverse("desk:ticket-asking", args=[ticket.reference]),
    }


def show_asked(row: AskedFile, reader: Reader, files: Mapping[int, str] | None) -> Shown:
    """Return one file that was asked for; a form where it can be settled."""
    came = row.attachment
    is_open = row.settled_at is None and files is not None
    return {
        "what": wanted_names()[row.what],
        "question": row.question,
        "by": row.by_name,
        **show_instant(row.asked_at, reader),
        "settled": say_moment(row.settled_at, reader) if row.settled_at else "",
        "name": came.name if came else "",
        "file_url": reverse("desk:attachment", args=[came.pk]) if came else "",
        "form": SettlingForm(files=files, number=row.pk) if is_open and files is not None else None,
        "url": reverse("desk:asked-settle", args=[row.ticket.reference, row.pk]),
    }


def files_of(ticket: Ticket) -> dict[int, str]:
    """Return what the customer sent with messages, the oldest first."""
    came = Attachment.objects.filter(entry__ticket=ticket, entry__direction=Entry.Direction.IN)
    return dict(came.order_by("pk").values_list("pk", "name"))


def say_asking(act: Act, facts: Mapping[str, Any], reader: Reader) -> Said:
    """Words for a file that was asked for, came, or is no longer needed."""
    told = {
        "who": act.actor_name,
        "what": wanted_names().get(str(facts.get("what")), ""),
        "name": facts.get("name", ""),
    }
    if act.act == "ticket.file_asked":
        return Said(_("%(who)s asked the customer for: %(what)s") % told, "clip")
    if told["name"]:
        return Said(_("%(what)s: came as %(name)s") % told, "check")
    return Said(_("%(what)s: no longer needed") % told, "dot", is_quiet=True)
