"""What an act would change, seen by doing it and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Never

from permanence.ground.outbox.models import Message
from permanence.overview.bulk.models import BulkRow
from permanence.overview.bulk.rules import SAMPLES, Dated, compare_promises
from permanence.service.tickets.actions.commitments import standing_commitments
from permanence.service.tickets.models import Entry, Ticket
from permanence.service.tickets.queries import gathered_files
from permanence.service.tickets.queries.drafts import last_entry

FIELDS = ("state", "severity", "level", "team__name", "assignee__name", "incident")


class TakenBack(Exception):  # noqa: N818 -- says what is so
    """What was tried is taken back; the outlook is what was seen."""

    def __init__(self, outlook: dict[str, Any]) -> None:
        super().__init__()
        self.outlook = outlook


@dataclass(frozen=True)
class Before:
    """What a ticket was like before an act."""

    ticket: int
    files: tuple[int, ...]
    fields: dict[str, Any]
    promises: dict[tuple[str, int], Dated]
    last: int


def note_before(ticket: Ticket) -> Before:
    """Return what a ticket is like, to be compared with what it will be."""
    files = (ticket.pk, *(one.pk for one in gathered_files(ticket)))
    return Before(
        ticket.pk,
        files,
        fields_of(ticket.pk),
        promises_of(ticket),
        last_entry(ticket),
    )


def fields_of(ticket: int) -> dict[str, Any]:
    """Return the facts of a ticket that an act may change."""
    return dict(Ticket.objects.values(*FIELDS).get(pk=ticket))


def promises_of(ticket: Ticket) -> dict[tuple[str, int], Dated]:
    """Return how each promise on a ticket stands."""
    return {
        (one.promise, one.round): Dated(one.due_at, one.met_at)
        for one in standing_commitments([ticket])
    }


def try_out(row: BulkRow, before: Before) -> Never:
    """Say what was changed since, and take it back."""
    after = fields_of(before.ticket)
    new = Entry.objects.filter(ticket__in=before.files, pk__gt=before.last)
    mails = list(
        Message.objects.filter(
            pk__in=[pk for pk in new.values_list("outgoing_id", flat=True) if pk]
        ).order_by("pk")
    )
    texts = [one.text for one in mails] if row.place < SAMPLES else []
    raise TakenBack(
        {
            "changes": [
                [name.removesuffix("__name"), before.fields[name], after[name]]
                for name in FIELDS
                if before.fields[name] != after[name]
            ],
            "note": new.filter(kind=Entry.Kind.NOTE).exists(),
            "mails": [[", ".join(one.recipients), one.language, one.subject] for one in mails],
            "texts": texts,
            "promises": compare_promises(before.promises, promises_of(Ticket(pk=before.ticket))),
        }
    )
