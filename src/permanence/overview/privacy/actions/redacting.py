"""Taking out of a file what should never have been written, wherever it was stored."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.ground.outbox.models import Message
from permanence.overview.privacy.actions.rewriting import Cleaning, Hit, clean_place, drop_html
from permanence.overview.privacy.actions.unfiling import (
    drop_files,
    find_files,
    find_letters,
    leave_over,
    prove_message,
    remove_letters,
)
from permanence.overview.privacy.models import Leftover, Redaction
from permanence.overview.privacy.queries.reach import Reach, reach_of, with_staff
from permanence.overview.privacy.rules.pieces import MARK, pieces_of_entry, write_pattern
from permanence.overview.privacy.rules.places import ENTRIES, JOURNAL, MESSAGES, OTHERS, TICKETS
from permanence.overview.worklists.actions import forget_words
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.indexing import index_entries, index_solutions
from permanence.service.tickets.models import Attachment, Entry, Ticket

NOTHING: Final = "(?!)"
KEPT_BY_HOLD: Final = "under a legal hold"
SENT: Final = "select id, sent_at is not null from outbox_message where id = any(%s)"
PROVE: Final = """
update outbox_message set redacted_at = %s, digest = case when digest = '' then %s else digest end,
    html = case when strpos(html, %s) = 0 then '' else html end
where id = %s
"""
MARK_ENTRIES: Final = """
update tickets_entry set may_hold = '', redactions = redactions || %s::jsonb where id = any(%s)
"""


class NothingFound(Refusal):
    """What should go stands nowhere, so that nothing was taken out."""


class NothingChosen(Refusal):
    """Neither a piece, nor the entry, nor a file was named."""


class SecretInNote(Refusal):
    """The note on the act would say again what is taken out."""


@dataclass(frozen=True)
class Wish:
    """What should go: pieces of words, the whole entry, files; why, and a note for colleagues."""

    why: str
    pieces: tuple[str, ...] = ()
    is_whole: bool = False
    files: tuple[int, ...] = ()
    note: str = ""
    agreed_by: str = ""

    @property
    def what(self) -> Redaction.What:
        """The sort of thing that goes, in one word."""
        if self.is_whole:
            return Redaction.What.ENTRY
        return Redaction.What.PIECE if self.pieces else Redaction.What.FILE


@dataclass
class Outcome:
    """What was taken out, or would be: rows of each sort, and the entries that it touched."""

    entries: set[int] = field(default_factory=set)
    tickets: set[int] = field(default_factory=set)
    sent: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)


class UnderHold(Refusal):
    """What should go is under a legal hold, and nobody who may release it has agreed."""


class TakenBack(Exception):  # noqa: N818 -- ends a trial, which is no error
    """Ends a trial: all that it changed is as it was."""


def try_redaction(entry: Entry, wish: Wish, *, by: Actor, at: datetime) -> Outcome:
    """Return what an act would take out: it is carried out, and all of it taken back."""
    outcome = Outcome()
    try:
        with transaction.atomic():
            outcome = redact_entry(entry, wish, by=by, at=at)
            raise TakenBack
    except TakenBack:
        return outcome


def redact_everywhere(entry: Entry, wish: Wish, *, by: Actor, at: datetime) -> Outcome:
    """Take something out of every place, also of files that the one who does it may not know of.

    They are told of those that they may know; so is each file that is not confidential.
    """
    known = try_redaction(entry, wish, by=by, at=at)
    with house():
        redact_entry(entry, wish, by=by, at=at, told=known.counts)
    return known


def redact_entry(
    entry: Entry,
    wish: Wish,
    *,
    by: Actor,
    at: datetime,
    told: Mapping[str, int] | None = None,
) -> Outcome:
    """Take something out of an entry and out of every place to which it spread.

    `told` are the counts for those who may not know of all of it.
    All in one transaction: it is gone everywhere, or nothing has happened. The raw mails in which
    it stood are removed as a whole, since no encoding of them can be trusted to be the last; files
    of the data folder follow once this is committed.
    """
    if not (wish.pieces or wish.is_whole or wish.files):
        raise NothingChosen(_("Say what should go: a piece of the text, all of it, or a file."))
    ticket = Ticket.objects.select_for_update(no_key=True).get(pk=entry.ticket_id)
    pieces = (*wish.pieces, *(pieces_of_entry(entry.text) if wish.is_whole else ()))
    redaction = begin_redaction(entry, wish, by=by, at=at)
    cleaning = Cleaning(redaction.pk, pieces, write_pattern(pieces) if pieces else NOTHING)
    if pieces and cleaning.pattern.search(wish.note):
        raise SecretInNote(_("The note says again what should go."))
    try:
        with transaction.atomic():
            outcome = take_out(entry, wish, cleaning, by=by, at=at)
    except IntegrityError as refused:
        if KEPT_BY_HOLD not in str(refused):
            raise
        raise UnderHold(
            _("A legal hold keeps this. Who may release it may let one secret go.")
        ) from None
    if not outcome.entries:
        raise NothingFound(_("This does not stand in the entry; look at spaces and capitals."))
    finish_redaction(redaction, outcome if told is None else replace(outcome, counts=told), at=at)
    for one in Ticket.objects.filter(pk__in=outcome.tickets | {ticket.pk}).order_by("pk"):
        # What was written in a confidential file is told in no other.
        is_apart = ticket.confidential and not one.confidential
        counts = outcome.counts if one.confidential or told is None else told
        record_on(
            one,
            "ticket.redacted",
            at=at,
            actor=by,
            entry=entry.pk,
            redaction=redaction.pk,
            what=wish.what,
            why=wish.why,
            note="" if is_apart else wish.note,
            agreed=redaction.agreed_by,
            counts={} if is_apart else dict(counts),
        )
    return outcome


def begin_redaction(entry: Entry, wish: Wish, *, by: Actor, at: datetime) -> Redaction:
    """Write down that something is being taken out; until it is done, records may be changed."""
    return Redaction.objects.create(
        ticket_id=entry.ticket_id,
        entry_id=entry.pk,
        organisation_id=entry.organisation_id,
        what=wish.what,
        why=wish.why,
        note=wish.note,
        by=by.key,
        by_name=by.name,
        at=at,
        agreed_by="" if wish.is_whole else wish.agreed_by,
    )


def take_out(entry: Entry, wish: Wish, cleaning: Cleaning, *, by: Actor, at: datetime) -> Outcome:
    """Take the pieces out of words, files and raw mails; return what was found where."""
    reach, went = reach_of(entry), read_mail_behind(entry, wish)
    hits = clean_words(reach, cleaning)
    touched = {int(hit.key) for hit in hits["tickets_entry"]}
    if wish.is_whole:
        empty_entry(entry)
        touched.add(entry.pk)
    drop_html(sorted(touched), cleaning)
    chosen = wish.files
    if wish.is_whole:
        chosen = tuple(Attachment.objects.filter(entry=entry).values_list("pk", flat=True))
    blobs = find_files(reach, cleaning.pieces, cleaning.pattern, chosen=chosen)
    unfiled = drop_files(blobs, reach, at=at)
    before = went | {int(hit.key): hit.before for hit in hits["outbox_message"]}
    letters = find_letters(
        reach,
        cleaning.pieces,
        cleaning.pattern,
        entries={*touched, *unfiled},
        messages=before,
    )
    remove_letters(letters, at=at)
    outcome = Outcome(touched | set(unfiled), sent=settle_messages(before, at=at))
    outcome.counts = count_hits(hits, entries=outcome.entries, letters=letters, blobs=blobs)
    mark_entries(outcome, wish, by=by, at=at)
    return outcome


def clean_words(reach: Reach, cleaning: Cleaning) -> dict[str, list[Hit]]:
    """Black the pieces out of every place of words; return what was found, by table.

    Mails to staff quote nothing but subjects: they are looked through when one had it.
    """
    if not cleaning.pieces:
        return {"tickets_entry": [], "outbox_message": []}
    hits = {TICKETS.table: clean_place(TICKETS, cleaning, reach.facts)}
    facts = (with_staff(reach) if hits[TICKETS.table] else reach).facts
    for place in (ENTRIES, MESSAGES, JOURNAL, *OTHERS):
        hits[place.table] = clean_place(place, cleaning, facts)
    forget_words(" ".join(cleaning.pieces))
    index_solutions(list(reach.facts["tickets"]))
    return hits


def empty_entry(entry: Entry) -> None:
    """Take all words out of an entry, and out of the mail by which it went."""
    forget_words(f"{entry.text} {entry.quoted}")
    with connection.cursor() as cursor:
        cursor.execute(
            "update tickets_entry set text = %s, quoted = '', html = '' where id = %s",
            [MARK, entry.pk],
        )
        cursor.execute(
            "update outbox_message set text = %s, html = '' where id = %s",
            [MARK, entry.outgoing_id or 0],
        )


def read_mail_behind(entry: Entry, wish: Wish) -> dict[int, Mapping[str, Any]]:
    """Return what the mail said by which an entry went, when the whole of it goes."""
    if not wish.is_whole or not entry.outgoing_id:
        return {}
    rows = Message.objects.filter(pk=entry.outgoing_id).values("id", "subject", "text", "html")
    return {int(row["id"]): row for row in rows}


def settle_messages(before: Mapping[int, Mapping[str, Any]], *, at: datetime) -> int:
    """Keep a proof of what mails had said, and let go of their files; return how many had left.

    An HTML part in which nothing was found may say it in another way; the plain words remain.
    """
    numbers = sorted(before)
    with connection.cursor() as cursor:
        for number in numbers:
            cursor.execute(PROVE, [at, prove_message(before[number]), MARK, number])
        cursor.execute(SENT, [numbers])
        sent = sum(bool(was_sent) for _, was_sent in cursor.fetchall())
    leave_over(Leftover.Place.MAIL, [f"{number:010d}.eml" for number in numbers], at=at)
    return sent


def count_hits(
    hits: Mapping[str, Sequence[Hit]],
    *,
    entries: set[int],
    letters: set[int],
    blobs: set[int],
) -> dict[str, int]:
    """Return how many rows of each sort had it."""
    named = {"tickets_entry", "outbox_message", "journal_act"}
    return {
        "entries": len(entries),
        "mails": len(hits["outbox_message"]),
        "originals": len(letters),
        "files": len(blobs),
        "journal": len(hits.get("journal_act", ())),
        "others": sum(len(found) for table, found in hits.items() if table not in named),
    }


def mark_entries(outcome: Outcome, wish: Wish, *, by: Actor, at: datetime) -> None:
    """Say on each entry that something was taken out, and make it findable by what is left."""
    rows = list(Entry.objects.filter(pk__in=outcome.entries).order_by("pk"))
    outcome.tickets = {row.ticket_id for row in rows}
    told = {"at": at.isoformat(), "what": str(wish.what), "why": wish.why, "by": by.name}
    note = json.dumps([told])
    with connection.cursor() as cursor:
        cursor.execute(MARK_ENTRIES, [note, [row.pk for row in rows]])
    index_entries([row for row in rows if row.kind != Entry.Kind.CONFIRMATION])


def finish_redaction(redaction: Redaction, outcome: Outcome, *, at: datetime) -> None:
    """Close the act: from now on records are never changed again."""
    redaction.counts, redaction.done_at = dict(outcome.counts), at
    redaction.save(update_fields=["counts", "done_at"])


def dismiss_warning(entry: Entry, *, by: Actor, at: datetime) -> None:
    """Say that an entry has no secret in it after all."""
    ticket = Ticket.objects.get(pk=entry.ticket_id)
    Entry.objects.filter(pk=entry.pk).update(may_hold="")
    record_on(ticket, "ticket.warning_dismissed", at=at, actor=by, entry=entry.pk)
