"""What is written about an escalation: to the customer, to the manager, to the right place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from permanence.ground.journal.rules import SYSTEM, Actor
from permanence.ground.lib.dates import spell_instant
from permanence.ground.lib.paths import link_to
from permanence.ground.outbox.actions import post_drafts
from permanence.promises.policies.rules import Policy
from permanence.promises.terms.rules import say
from permanence.service.escalation.rules import Briefing
from permanence.service.tickets.actions.entries import add_outgoing_entries
from permanence.service.tickets.actions.mails import (
    SHOWN_OF_MESSAGE,
    address_of_file,
    insiders_by_name,
    known_messages,
    link_to_file,
    make_draft,
    own_text_of,
    threading_headers,
    title_of,
    way_higher,
    zone_of,
)
from permanence.service.tickets.models import Commitment, Entry, Escalation, Ticket
from permanence.service.tickets.queries.escalations import ground_names
from permanence.service.tickets.rules.reference import speak_reference


def confirm_escalation(
    escalation: Escalation, ticket: Ticket, *, policy: Policy, at: datetime, is_added: bool = False
) -> None:
    """Tell the customer at once that the manager is called, and by when each thing happens."""
    zone = zone_of(ticket, policy)
    due = due_of(ticket, "ruling")
    with translation.override(ticket.language):
        told = {
            "is_added": is_added,
            "is_ruled": escalation.ruled_at is not None,
            "ground": ground_names().get(escalation.ground, ""),
            "who": say(escalation.called, ticket.language, policy.default_language),
            "until": spell_instant(escalation.called_until, zone)
            if escalation.called_until
            else "",
            "due": spell_instant(due, zone) if due else "",
        }
        subject = _("Your escalation has arrived: {subject}").format(subject=ticket.subject)
    write_customer(ticket, "escalated", told, subject=subject, policy=policy, by=SYSTEM, at=at)


def write_customer(
    ticket: Ticket,
    mail: str,
    told: dict[str, Any],
    *,
    subject: str,
    policy: Policy,
    by: Actor,
    at: datetime,
) -> Entry:
    """Post one mail of an escalation and keep its words in the file.

    The link by which its reader comes in is for nobody else, so it is not kept.
    """
    frame = {
        "author": by.name,
        "desk": policy.name,
        "reference": speak_reference(ticket.reference),
        "own": own_text_of(ticket, policy, "notice"),
    }
    with translation.override(ticket.language):
        words = render_to_string(f"tickets/mail/{mail}.txt", told | {"desk": policy.name}).strip()
        text = render_to_string(
            "tickets/mail/told.txt",
            frame
            | way_higher(ticket, policy)
            | {"words": words, "link": link_to_file(ticket, policy)},
        )
    draft = make_draft(
        ticket,
        policy,
        kind="notice",
        recipients=[ticket.contact.email],
        subject=title_of(ticket, subject),
        text=text,
        base=address_of_file(ticket),
        headers=threading_headers(known_messages(ticket))
        | ({} if by.name else {"Auto-Submitted": "auto-replied"}),
    )
    messages = post_drafts([draft], at=at)
    entry = add_outgoing_entries([ticket], messages, kind=Entry.Kind.NOTICE, at=at, actor=by)[0]
    entry.text = words
    entry.save(update_fields=["text"])
    return entry


def due_of(ticket: Ticket, promise: str) -> datetime | None:
    """Return when what an escalation is owed is due; None where nothing runs."""
    running = Commitment.objects.filter(
        ticket=ticket, promise=promise, replaced_at=None, met_at=None
    )
    return running.order_by("-round").values_list("due_at", flat=True).first()


def brief_escalation(
    escalation: Escalation, ticket: Ticket, *, policy: Policy, language: str
) -> Briefing:
    """Return what the manager is told of an escalation: enough to act without a log-in.

    Of a confidential file it says that it waits, and who may know of it.
    """
    secret = ticket.confidential
    due = due_of(ticket, "ruling")
    with translation.override(language):
        text = render_to_string(
            "tickets/mail/escalated_briefing.txt",
            {
                "ticket": ticket,
                "reference": speak_reference(ticket.reference),
                "organisation": ticket.organisation.name if ticket.organisation else "",
                "contact": ticket.contact,
                "ground": ground_names().get(escalation.ground, ""),
                "words": "" if secret else escalation.words[:SHOWN_OF_MESSAGE],
                "escalated": spell_instant(escalation.at, policy.zone),
                "due": spell_instant(due, policy.zone) if due else "",
                "insiders": insiders_by_name(ticket) if secret else "",
                "link": link_to("ticket", base=settings.PUBLIC_URL, reference=ticket.reference),
            },
        )
        about = _("a confidential request") if secret else ticket.subject
        subject = title_of(ticket, _("A customer escalates: {subject}").format(subject=about))
    return Briefing(subject, text)
