"""Asking a customer for log files and network traces, and keeping what came (SPEC A11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.actions.answering import Answer, answer_ticket
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.states import lock_ticket
from permanence.service.tickets.models import AskedFile, Attachment, Entry, Ticket
from permanence.service.tickets.rules.asking import Wanted


class NoQuestion(Refusal):
    """A file is asked for with what it is to show."""


class SettledAlready(Refusal):
    """What came, or is no longer needed, stays as it was written down."""


class NotFromHere(Refusal):
    """An attachment that did not come with this file's customer's messages."""


@dataclass(frozen=True)
class Asking:
    """What is asked for, and what it is to show."""

    what: Wanted
    question: str


def ask_for_file(
    ticket: Ticket, asking: Asking, *, policy: Policy, by: Actor, at: datetime
) -> AskedFile:
    """Ask the customer for a file by mail, and wait for it; which clocks stand still, clauses say.

    It is a person's answer and meets what an answer meets.
    """
    if not asking.question.strip():
        raise NoQuestion(gettext_lazy("Say what the file is to show: the customer reads it."))
    answer = Answer(text_of(ticket, asking), then="wait")
    answer_ticket(ticket, answer, policy=policy, by=by, at=at)
    row = AskedFile.objects.create(
        ticket=ticket,
        organisation_id=ticket.organisation_id,
        what=asking.what,
        question=asking.question.strip(),
        by_name=by.name,
        asked_at=at,
    )
    record_on(ticket, "ticket.file_asked", at=at, actor=by, what=row.what, question=row.question)
    return row


def text_of(ticket: Ticket, asking: Asking) -> str:
    """Return what the customer reads, in their language."""
    with translation.override(ticket.language):
        wanted = wishes()[asking.what]
        thanks = _("Please attach it to your answer to this mail. Thank you.")
    return f"{wanted}\n\n{asking.question.strip()}\n\n{thanks}"


def wishes() -> dict[str, str]:
    """Return how each sort of file is asked for, in the language in force."""
    return {
        "log": _("To go on with your request we need a log file from you:"),
        "trace": _("To go on with your request we need a network trace from you:"),
        "screen": _("To go on with your request we need a picture of the screen from you:"),
        "other": _("To go on with your request we need a file from you:"),
    }


def settle_file(row: AskedFile, attachment: Attachment | None, *, by: Actor, at: datetime) -> None:
    """Write down which attachment is the file that was asked for; None: it is no longer needed."""
    ticket = lock_ticket(row.ticket, step="note")
    row = AskedFile.objects.get(pk=row.pk)
    if row.settled_at is not None:
        raise SettledAlready(gettext_lazy("This was written down already."))
    if attachment is not None:
        entry = attachment.entry
        if entry.ticket_id != ticket.pk or entry.direction != Entry.Direction.IN:
            raise NotFromHere(gettext_lazy("Choose a file that came from the customer."))
    row.attachment, row.settled_at, row.settled_by_name = attachment, at, by.name
    row.save(update_fields=["attachment", "settled_at", "settled_by_name"])
    record_on(
        ticket,
        "ticket.file_settled",
        at=at,
        actor=by,
        what=row.what,
        name=attachment.name if attachment else "",
    )


def files_wanted(ticket: Ticket) -> list[AskedFile]:
    """Return the files that the customer was asked for and that have not come."""
    return list(AskedFile.objects.filter(ticket=ticket, settled_at=None).order_by("asked_at"))
