"""Messages to customers that no person wrote: they meet no promise and are answered by nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.rich import draw_page, rich_html
from permanence.ground.outbox.actions import post_drafts
from permanence.ground.outbox.rules import Draft
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.actions.answering import check_words
from permanence.service.tickets.actions.entries import add_outgoing_entries, enclose_parts
from permanence.service.tickets.actions.mails import (
    address_of_file,
    known_messages,
    link_to_file,
    make_draft,
    threading_headers,
    title_of,
    way_higher,
)
from permanence.service.tickets.actions.states import lock_ticket
from permanence.service.tickets.models import Entry, Ticket
from permanence.service.tickets.rules.opening import Part
from permanence.service.tickets.rules.reference import speak_reference


def send_automatic(
    ticket: Ticket,
    text: str,
    *,
    policy: Policy,
    language: str,
    by: Actor,
    at: datetime,
    parts: Sequence[Part] = (),
) -> Entry:
    """Send a message that no person wrote; a response is a person's, so it meets none (SPEC A4)."""
    check_words(text)
    ticket = lock_ticket(ticket, step="answer")
    draft = draft_automatic(ticket, text.strip(), policy=policy, language=language)
    message = post_drafts([draft], at=at)[0]
    entry = add_outgoing_entries([ticket], [message], kind=Entry.Kind.NOTICE, at=at, actor=by)[0]
    entry.text, entry.html = text.strip(), rich_html(text)
    entry.save(update_fields=["text", "html"])
    enclose_parts(message, entry, ticket, parts)
    return entry


def draft_automatic(ticket: Ticket, text: str, *, policy: Policy, language: str) -> Draft:
    """Return the mail: it says that it is automatic, to people and to machines (RFC 3834)."""
    context = {
        **way_higher(ticket, policy, language=language),
        "desk": policy.name,
        "reference": speak_reference(ticket.reference),
        "link": link_to_file(ticket, policy),
    }

    def write(words: str) -> str:
        with translation.override(language):
            return render_to_string("tickets/mail/automatic.txt", context | {"text": words})

    body, drawn = draw_page(write, text, language=language)
    with translation.override(language):
        subject = title_of(ticket, _("Re: {subject}").format(subject=ticket.subject))
    draft = make_draft(
        ticket,
        policy,
        kind="notice",
        recipients=[ticket.contact.email],
        subject=subject,
        text=body,
        base=address_of_file(ticket),
        headers=threading_headers(known_messages(ticket))
        | {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    )
    return replace(draft, html=drawn, language=language)
