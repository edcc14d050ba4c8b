"""The mails by which a third party is asked: no customer's link or thread is ever in them."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from permanence.ground.lib.dates import spell_instant
from permanence.ground.lib.rich import draw_page
from permanence.ground.outbox.rules import Draft, make_message_id
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.actions.mails import (
    address_of_file,
    threading_headers,
    title_of,
)
from permanence.service.tickets.models import Enquiry, Entry, Ticket
from permanence.service.tickets.rules.enquiring import Passage, enquiry_address
from permanence.service.tickets.rules.opening import clean_subject
from permanence.service.tickets.rules.reference import speak_reference


def body_of_enquiry(
    ticket: Ticket,
    text: str,
    passages: Sequence[Passage],
    *,
    language: str,
    policy: Policy,
    author: str,
) -> tuple[str, str]:
    """Return what the third party reads, as text and as HTML.

    Own words come first, then what the customer said, quoted.
    """
    shown = [
        {"author": one.author, "when": one.when, "quoted": quote(one.text)} for one in passages
    ]
    context = {
        "author": author,
        "desk": policy.name,
        "reference": speak_reference(ticket.reference),
        "passages": shown,
    }

    def write(words: str) -> str:
        with translation.override(language):
            body = render_to_string("tickets/mail/enquiry.txt", context | {"text": words})
        return body.strip() + "\n"

    return draw_page(write, text.strip(), language=language)


def quote(text: str) -> str:
    """Return a text as a mail quotes it."""
    return "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())


def passages_of(entries: Sequence[Entry], *, language: str, zone: str) -> list[Passage]:
    """Return entries as they go along: who said what, and when; no address, no number."""
    with translation.override(language):
        return [Passage(one.author_name, spell_instant(one.at, zone), one.text) for one in entries]


def draft_enquiry(
    ticket: Ticket, enquiry: Enquiry, body: tuple[str, str], *, policy: Policy
) -> Draft:
    """Return the mail of an enquiry, answered to an address of its own."""
    text, drawn = body
    sender = enquiry.sender
    known = Entry.objects.filter(enquiry=enquiry).exclude(message_id="").order_by("at", "pk")
    return Draft(
        owner=f"ticket:{ticket.pk}",
        kind="enquiry",
        sender=sender,
        sender_name=policy.name,
        recipients=[one["address"] for one in enquiry.recipients],
        subject=enquiry.subject,
        text=text,
        html=drawn,
        language=enquiry.language,
        message_id=make_message_id(sender),
        reply_to=enquiry_address(sender, enquiry.pk, settings.SECRET_KEY),
        headers={
            "X-Permanence-Desk": policy.desk,
            **threading_headers(list(known.values_list("message_id", flat=True))),
        },
        desk=ticket.desk_id,
        organisation=ticket.organisation_id,
    )


def subject_of(ticket: Ticket, subject: str) -> str:
    """Return the subject of an enquiry; it carries the reference, by which people speak of it."""
    return title_of(ticket, clean_subject(subject) or ticket.subject)


def sender_of(ticket: Ticket, policy: Policy) -> str:
    """Return the desk's address from which a third party is asked."""
    return address_of_file(ticket) or policy.mailboxes[0].address


def offer_subject(ticket: Ticket, *, language: str) -> str:
    """Return the subject that the form begins with."""
    with translation.override(language):
        return _("Question about: {subject}").format(subject=ticket.subject)
