"""A new link to one's requests, by mail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from permanence.ground.journal.actions import record
from permanence.ground.lib.paths import link_to
from permanence.ground.outbox.actions import post_drafts
from permanence.ground.outbox.rules import Draft, PlainMail, Sender, draft_automatic
from permanence.promises.policies.rules import Policy, sender_for
from permanence.service.tickets.models import Ticket
from permanence.service.tickets.rules.reference import speak_reference
from permanence.world.accounts.actions import sign_contact
from permanence.world.accounts.models import Contact, Desk

MOST_LISTED = 20


def send_links(email: str, *, desk: Desk, policy: Policy, at: datetime, article: str = "") -> int:
    """Post a new link to every contact of an address; return how many, none for a stranger's.

    With `article`, who follows it is led on to that one.

    Runs in the house. Whoever asked is told the same in both cases (SPEC C6). An address from a
    merge finds the survivor, who is written to at the address that was kept.
    """
    rows = Contact.objects.select_related("organisation", "merged_into__organisation")
    found = [one.merged_into or one for one in rows.filter(email=email.lower())]
    contacts = list({one.pk: one for one in found if one.left_at is None}.values())
    told: dict[str, Any] = {"desk": desk, "policy": policy, "article": article}
    post_drafts([draft_link(contact, **told) for contact in contacts], at=at)
    for contact in contacts:
        record(
            "contact.link_sent",
            f"contact:{contact.pk}",
            at=at,
            desk=desk.pk,
            organisation=contact.organisation_id,
        )
    return len(contacts)


def draft_link(contact: Contact, *, desk: Desk, policy: Policy, article: str = "") -> Draft:
    """Return the mail with the link to all requests of a contact, and one to each that is open."""
    open_ = Ticket.objects.of_contact(contact).filter(desk=desk).unended().order_by("-pk")
    with translation.override(contact.language):
        text = render_to_string(
            "portal/mail/link.txt",
            {
                "name": contact.name,
                "organisation": contact.organisation.name if contact.organisation else "",
                "days": settings.PORTAL_LINK_DAYS,
                "link": sign_link(contact, desk=desk),
                "article": article,
                "article_link": f"{sign_link(contact, desk=desk)}?read={article}",
                "requests": [
                    {
                        "reference": speak_reference(ticket.reference),
                        "subject": ticket.subject,
                        "link": sign_link(contact, desk=desk, reference=ticket.reference),
                    }
                    for ticket in open_[:MOST_LISTED]
                ],
                "desk": policy.name,
            },
        )
        subject = gettext("Your link to your requests")
    return draft_automatic(
        PlainMail(contact.email, contact.language, subject, text),
        sender=Sender(sender_for(policy, contact.region), policy.name, policy.desk),
        owner=f"contact:{contact.pk}",
        kind="link",
        desk=desk.pk,
        organisation=contact.organisation_id,
    )


def sign_link(contact: Contact, *, desk: Desk, reference: str = "") -> str:
    """Return the link by which a contact enters the portal of a desk."""
    token = sign_contact(contact.pk, reference=reference)
    return link_to("enter", base=settings.PUBLIC_URL, desk=desk.key, token=token)
