"""Writing entries with their attachments and their words for the search."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from permanence.ground.files.actions import Content, keep_contents
from permanence.ground.journal.rules import SYSTEM, Actor
from permanence.ground.outbox.models import Message
from permanence.service.tickets.models import Attachment, Entry, Ticket
from permanence.service.tickets.rules.accents import accented_words
from permanence.service.tickets.rules.opening import Part, Report
from permanence.service.tickets.rules.secrets import sort_of_secret
from permanence.service.tickets.rules.stretches import COARSE, FINE

# Unaccented before it is cut into words: the same words as words_* makes of a search, at half the
# price. The few words that have an accent are stemmed with it, too: "publiées" is found by
# "publier" only by the stem that the accent leads to. They have no place in the text.
INDEX_WORDS = f"""
insert into tickets_searchrow (entry_id, ticket_id, organisation_id, words)
select e.id, e.ticket_id, e.organisation_id,
       to_tsvector(spoken.config, unaccent(said.text)) || array_to_tsvector(array(
           select distinct unaccent(stem)
           from unnest(tsvector_to_array(to_tsvector(spoken.config, accented.words))) as stem
           where unaccent(stem) <> ''))
       || array_to_tsvector(array[
           '§{FINE}.' || (e.id >> {FINE}), '§{COARSE}.' || (e.id >> {COARSE})])
from unnest(%s::bigint[], %s::text[]) as accented (entry_id, words)
join tickets_entry e on e.id = accented.entry_id
join tickets_ticket t on t.id = e.ticket_id
cross join lateral (
    select case e.language when 'fr' then 'french' when 'de' then 'german' when 'it' then 'italian'
        when 'es' then 'spanish' else 'english' end::regconfig as config
) spoken
cross join lateral (
    select left(t.reference || ' ' || e.author_name || ' ' || e.author_address || ' ' || e.subject
                || ' ' || e.text, 200000) || coalesce((
        select ' ' || string_agg(a.name || ' ' || translate(a.name, '._-', '   '), ' ')
        from tickets_attachment a where a.entry_id = e.id and not a.is_inline), '') as text
) said
on conflict (entry_id) do update set words = excluded.words
"""  # noqa: S608 -- two numbers of ours


def add_entries(reports: Sequence[tuple[Ticket, Report]]) -> list[Entry]:
    """Write what customers said into their files, with attachments, ready to be found."""
    entries = Entry.objects.bulk_create(
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
    return Attachment.objects.bulk_create(
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


def add_outgoing_entries(
    tickets: Sequence[Ticket],
    messages: Sequence[Message],
    *,
    kind: Entry.Kind,
    at: datetime,
    actor: Actor = SYSTEM,
) -> list[Entry]:
    """Write into the files what was posted from them; a confirmation is not searched."""
    entries = Entry.objects.bulk_create(
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


def index_entries(entries: Sequence[Entry]) -> None:
    """Make entries findable by their words."""
    if entries:
        with connection.cursor() as cursor:
            accented = [accented_words(f"{one.subject} {one.text}") for one in entries]
            cursor.execute(INDEX_WORDS, [[entry.pk for entry in entries], accented])
