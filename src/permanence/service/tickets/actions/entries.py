"""Writing entries with their attachments and their words for the search."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from permanence.ground.files.actions import Content, keep_contents
from permanence.ground.journal.rules import SYSTEM, Actor
from permanence.ground.lib.rows import insert_objects
from permanence.ground.outbox.models import Message
from permanence.service.tickets.actions.indexing import index_entries
from permanence.service.tickets.models import Attachment, Entry, Ticket
from permanence.service.tickets.rules.opening import Part, Report
from permanence.service.tickets.rules.secrets import sort_of_secret


def add_entries(reports: Sequence[tuple[Ticket, Report]]) -> list[Entry]:
    """Write what customers said into their files, with attachments, ready to be found."""
    entries = insert_objects(
        Entry(
            ticket=ticket,
            organisation_id=ticket.organisation_id,
            kind=report.channel,
            direction=Entry.Direction.IN,
            author=f"contact:{report.contact}",
            author_name=report.author_name,
            author_address=report.author_address,
            at=report.received_at,
            language=report.language,
            subject=report.subject[:1000],
            text=report.text,
            quoted=report.quoted,
            html=report.html,
            message_id=report.message_id[:500],
            letter_id=report.letter,
            may_hold=sort_of_secret(report.text),
        )
        for ticket, report in reports
    )
    attach_parts(
        [
            (entry, ticket, part)
            for entry, (ticket, report) in zip(entries, reports, strict=True)
            for part in report.parts
        ]
    )
    index_entries(entries)
    return entries


def attach_parts(rows: Sequence[tuple[Entry, Ticket, Part]]) -> list[Attachment]:
    """Keep the files of entries."""
    if not rows:
        return []
    blobs = keep_contents(
        [
            Content(ticket.organisation_id, ticket.contact_id, part.content)
            for _, ticket, part in rows
        ]
    )
    return insert_objects(
        Attachment(
            entry=entry,
            organisation_id=ticket.organisation_id,
            blob=blob,
            name=part.name[:255],
            content_type=part.content_type[:255],
            content_id=part.content_id[:500],
            is_inline=part.is_inline,
        )
        for (entry, ticket, part), blob in zip(rows, blobs, strict=True)
    )


def enclose_parts(message: Message, entry: Entry, ticket: Ticket, parts: Sequence[Part]) -> None:
    """Let files go out with a mail, and keep them with its entry."""
    attachments = attach_parts([(entry, ticket, part) for part in parts])
    if not attachments:
        return
    message.files = [
        {
            "name": one.name,
            "content_type": one.content_type,
            "blob": one.blob_id,
            "cid": one.content_id if one.is_inline else "",
        }
        for one in attachments
    ]
    message.save(update_fields=["files"])
    index_entries([entry])


def add_outgoing_entries(
    tickets: Sequence[Ticket],
    messages: Sequence[Message],
    *,
    kind: Entry.Kind,
    at: datetime,
    actor: Actor = SYSTEM,
) -> list[Entry]:
    """Write into the files what was posted from them; a confirmation is not searched."""
    entries = insert_objects(
        Entry(
            ticket=ticket,
            organisation_id=ticket.organisation_id,
            kind=kind,
            direction=Entry.Direction.OUT,
            author=actor.key,
            author_name=actor.name or message.sender_name,
            author_address=message.sender,
            at=at,
            language=message.language,
            subject=message.subject,
            text=message.text,
            message_id=message.message_id,
            outgoing_id=message.pk,
        )
        for ticket, message in zip(tickets, messages, strict=True)
    )
    if kind != Entry.Kind.CONFIRMATION:
        index_entries(entries)
    return entries
