"""Asking a third party about a file, and hearing what it answers (SPEC A11).

Nothing here is a customer's to read, and nothing moves a customer's clock: only the state in
which the ticket waits does, and a person chooses that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.ground.lib.rich import rich_html
from permanence.ground.outbox.actions import post_drafts
from permanence.ground.outbox.models import Message
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.actions.answering import check_words
from permanence.service.tickets.actions.enquiry_mails import (
    body_of_enquiry,
    draft_enquiry,
    sender_of,
)
from permanence.service.tickets.actions.entries import attach_parts
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.indexing import index_entries
from permanence.service.tickets.actions.pausing import pause_ticket
from permanence.service.tickets.actions.questions import compose_question
from permanence.service.tickets.actions.states import lock_ticket
from permanence.service.tickets.actions.waking import wake_ticket
from permanence.service.tickets.models import Attachment, Enquiry, Entry, Snooze, Ticket
from permanence.service.tickets.rules.enquiring import (
    Question,
    Words,
)
from permanence.service.tickets.rules.opening import Report
from permanence.service.tickets.rules.secrets import sort_of_secret


class IsClosed(Refusal):
    """An enquiry that is over."""


def begin_enquiry(
    ticket: Ticket,
    question: Question,
    *,
    policy: Policy,
    by: Actor,
    at: datetime,
    waiting: str = "",
) -> Enquiry:
    """Ask somebody outside about a ticket; with `waiting`, it waits for them for that reason."""
    ticket = lock_ticket(ticket, step="enquire")
    composed = compose_question(ticket, question, policy=policy, by=by, at=at)
    enquiry = Enquiry.objects.create(
        ticket=ticket,
        organisation_id=ticket.organisation_id,
        recipients=[asdict(one) for one in question.recipients],
        subject=composed.subject,
        language=question.language,
        sender=sender_of(ticket, policy),
        begun_at=at,
        last_at=at,
    )
    draft = draft_enquiry(ticket, enquiry, composed.body, policy=policy)
    message = post_drafts([draft], at=at)[0]
    entry = keep_words(
        enquiry, ticket, message, question.text, by=by, at=at, quoted=composed.quoted
    )
    carry_files(message, entry, [copy_file(one, entry) for one in composed.files])
    record_on(ticket, "enquiry.sent", at=at, actor=by, enquiry=enquiry.pk, to=addresses_of(enquiry))
    refresh_outside(ticket)
    if waiting.strip():
        pause_ticket(ticket, "waiting_third_party", reason=waiting, policy=policy, by=by, at=at)
    return enquiry


def write_further(
    enquiry: Enquiry, words: Words, *, policy: Policy, by: Actor, at: datetime
) -> Entry:
    """Write to the third party again; an enquiry that was closed is open again."""
    check_words(words.text)
    ticket, enquiry = lock_enquiry(enquiry.pk)
    body = body_of_enquiry(
        ticket, words.text, (), language=enquiry.language, policy=policy, author=by.name
    )
    message = post_drafts([draft_enquiry(ticket, enquiry, body, policy=policy)], at=at)[0]
    entry = keep_words(enquiry, ticket, message, words.text, by=by, at=at)
    carry_files(message, entry, attach_parts([(entry, ticket, part) for part in words.parts]))
    record_on(ticket, "enquiry.sent", at=at, actor=by, enquiry=enquiry.pk, to=addresses_of(enquiry))
    note_word(enquiry, by="desk", at=at)
    refresh_outside(ticket)
    return entry


def hear_enquiry(number: int, report: Report, *, at: datetime) -> Entry:
    """File what a third party answered; only the desk reads it, and no clock starts or stops.

    Nothing is ever answered automatically. An enquiry that was closed is open again.
    """
    ticket, enquiry = lock_enquiry(number)
    entry = Entry.objects.create(
        ticket=ticket,
        organisation_id=ticket.organisation_id,
        kind=Entry.Kind.THIRD_PARTY,
        direction=Entry.Direction.IN,
        is_public=False,
        author=f"third-party:{enquiry.pk}",
        author_name=report.author_name or report.author_address,
        author_address=report.author_address,
        at=report.received_at,
        language=report.language or enquiry.language,
        subject=report.subject[:1000],
        text=report.text,
        quoted=report.quoted,
        html=report.html,
        message_id=report.message_id[:500],
        letter_id=report.letter,
        may_hold=sort_of_secret(report.text),
        enquiry=enquiry,
    )
    attach_parts([(entry, ticket, part) for part in report.parts])
    index_entries([entry])
    record_on(
        ticket,
        "enquiry.heard",
        at=at,
        actor=Actor(f"third-party:{enquiry.pk}", entry.author_name),
        enquiry=enquiry.pk,
    )
    note_word(enquiry, by="them", at=report.received_at)
    refresh_outside(ticket)
    wake_ticket(ticket, Snooze.Why.ANSWER, at=at)
    return entry


def close_enquiry(enquiry: Enquiry, *, by: Actor, at: datetime) -> None:
    """Say that nothing more is expected from a third party."""
    ticket, enquiry = lock_enquiry(enquiry.pk)
    if enquiry.closed_at is not None:
        raise IsClosed(_("Somebody has closed this enquiry before."))
    enquiry.closed_at = at
    enquiry.save(update_fields=["closed_at"])
    record_on(ticket, "enquiry.closed", at=at, actor=by, enquiry=enquiry.pk, who=enquiry.who)
    refresh_outside(ticket)


def lock_enquiry(number: int) -> tuple[Ticket, Enquiry]:
    """Return an enquiry with its ticket, locked, the ticket first."""
    ticket = lock_ticket(Ticket.objects.get(enquiries=number), step="note")
    return ticket, Enquiry.objects.select_for_update(no_key=True).get(pk=number)


def note_word(enquiry: Enquiry, *, by: str, at: datetime) -> None:
    """Note who wrote last, which opens an enquiry again that was closed."""
    enquiry.last_at, enquiry.last_by, enquiry.closed_at = max(at, enquiry.last_at), by, None
    enquiry.save(update_fields=["last_at", "last_by", "closed_at"])


def refresh_outside(ticket: Ticket) -> None:
    """Keep on the ticket what is open with third parties: an answer goes before a question."""
    lasts = set(
        Enquiry.objects.filter(ticket=ticket, closed_at=None).values_list("last_by", flat=True)
    )
    ticket.outside = "answered" if "them" in lasts else "asked" if lasts else ""
    Ticket.objects.filter(pk=ticket.pk).update(outside=ticket.outside)


def keep_words(
    enquiry: Enquiry,
    ticket: Ticket,
    message: Message,
    text: str,
    *,
    by: Actor,
    at: datetime,
    quoted: str = "",
) -> Entry:
    """Write what the desk asked into the file."""
    entry = Entry.objects.create(
        ticket=ticket,
        organisation_id=ticket.organisation_id,
        kind=Entry.Kind.THIRD_PARTY,
        direction=Entry.Direction.OUT,
        is_public=False,
        author=by.key,
        author_name=by.name,
        author_address=message.sender,
        at=at,
        language=enquiry.language,
        subject=message.subject,
        text=text.strip(),
        html=rich_html(text),
        quoted=quoted,
        message_id=message.message_id,
        outgoing_id=message.pk,
        enquiry=enquiry,
    )
    index_entries([entry])
    return entry


def copy_file(file: Attachment, entry: Entry) -> Attachment:
    """Let a file of the customer's stand with another entry as well; its bytes are kept once."""
    return Attachment.objects.create(
        entry=entry,
        organisation_id=entry.organisation_id,
        blob_id=file.blob_id,
        name=file.name,
        content_type=file.content_type,
    )


def carry_files(message: Message, entry: Entry, files: Sequence[Attachment]) -> None:
    """Let the mail carry the files of its entry."""
    if not files:
        return
    message.files = [
        {"name": one.name, "content_type": one.content_type, "blob": one.blob_id} for one in files
    ]
    message.save(update_fields=["files"])


def addresses_of(enquiry: Enquiry) -> list[str]:
    """Return the addresses that an enquiry is sent to."""
    return [one["address"] for one in enquiry.recipients]
