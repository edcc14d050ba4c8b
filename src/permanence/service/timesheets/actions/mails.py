"""The mail that asks a customer for time beyond its hours."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from permanence.ground.lib.lengths import say_length
from permanence.ground.lib.paths import link_to
from permanence.ground.lib.text import html_of_text
from permanence.ground.outbox.rules import Draft, make_message_id
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.actions.mails import address_of_file, title_of
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.reference import speak_reference
from permanence.service.tickets.rules.reply_address import reply_address
from permanence.service.timesheets.models import ExtraTime
from permanence.world.accounts.models import Contact


def draft_question(
    question: ExtraTime, ticket: Ticket, contact: Contact, *, policy: Policy, token: str
) -> Draft:
    """Return the question in the contact's language; only its signed link answers it."""
    sender = address_of_file(ticket) or policy.mailboxes[0].address
    with translation.override(contact.language):
        text = render_to_string(
            "timesheets/mail/question.txt",
            {
                "name": contact.name,
                "reference": speak_reference(ticket.reference),
                "subject": ticket.subject,
                "time": say_length(question.seconds),
                "reason": question.reason,
                "link": link_to("extra-time", base=settings.PUBLIC_URL, token=token),
                "desk": policy.name,
            },
        )
        subject = _("May we go on? {subject}").format(subject=ticket.subject)
    return Draft(
        owner=f"ticket:{ticket.pk}",
        kind="extra-time",
        sender=sender,
        sender_name=policy.name,
        recipients=[contact.email],
        subject=title_of(ticket, subject),
        text=text,
        html=html_of_text(text, language=contact.language),
        language=contact.language,
        message_id=make_message_id(sender),
        reply_to=reply_address(sender, ticket.reference, settings.SECRET_KEY),
        headers={"X-Permanence-Desk": policy.desk, "Auto-Submitted": "auto-generated"},
        desk=ticket.desk_id,
        organisation=ticket.organisation_id,
    )
