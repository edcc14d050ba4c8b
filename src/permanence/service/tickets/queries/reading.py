"""What was said in a file, to be read as a whole."""

from __future__ import annotations

from django.db.models import Prefetch

from permanence.service.tickets.models import Attachment, Entry, Ticket
from permanence.service.tickets.queries.merging import gathered_files


def read_whole(ticket: Ticket, *, internal: bool) -> list[Entry]:
    """Return what was said in a file and in those merged into it, the oldest first.

    Without what is `internal` it is what the ticket's own contact may read: neither notes nor what
    third parties were asked, and of merged files only this person's. The names of files are at
    hand as `attachments`.
    """
    files = [ticket, *gathered_files(ticket)]
    if not internal:
        files = [one for one in files if one.contact_id == ticket.contact_id]
    rows = Entry.objects.filter(ticket__in=[one.pk for one in files])
    if not internal:
        rows = rows.filter(is_public=True)
    names = Attachment.objects.only("entry_id", "name", "is_inline").order_by("pk")
    return list(rows.prefetch_related(Prefetch("attachments", names)).order_by("at", "pk"))
