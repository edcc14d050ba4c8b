"""The mail that asks a customer for time beyond its hours."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from permanence.ground.lib.lengths import say_length
from permanence.ground.lib.paths import link_to
from permanence.ground.outbox.rules import Draft, PlainMail, Sender, draft_automatic
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
    address = address_of_file(ticket) or policy.mailboxes[0].address
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
    mail = draft_automatic(
        PlainMail(contact.email, contact.language, title_of(ticket, subject), text),
        sender=Sender(address, policy.name, policy.desk),
        owner=f"ticket:{ticket.pk}",
        kind="extra-time",
        desk=ticket.desk_id,
        organisation=ticket.organisation_id,
    )
    answered_at = reply_address(address, ticket.reference, settings.SECRET_KEY)
    return replace(mail, reply_to=answered_at)
