"""What letters say and who wrote them, as reports; and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from permanence.promises.policies.queries import policy_in_force
from permanence.promises.policies.rules import Policy
from permanence.service.intake.actions.routing import Opened
from permanence.service.intake.models import Letter
from permanence.service.intake.rules.reporting import report_mail
from permanence.service.tickets.rules.opening import Report
from permanence.service.tickets.rules.reply_address import base_address
from permanence.world.accounts.actions import NewContact, add_contacts
from permanence.world.accounts.models import Contact


def contacts_of(opened: Sequence[Opened], *, at: datetime) -> dict[int, Contact]:
    """Return the contact of each letter; who wrote for the first time becomes one."""
    known = Contact.objects.in_bulk(
        {one.sender.contact for one in opened if one.sender and one.sender.contact}
    )
    strangers = [
        one for one in opened if one.mail.sender and one.sender and one.sender.contact is None
    ]
    policies = {
        key: policy_in_force(key, at=at)[1] for key in {one.letter.desk.key for one in strangers}
    }
    newcomers = {
        one.mail.sender.address.lower(): NewContact(
            email=one.mail.sender.address,
            name=one.mail.sender.name,
            organisation=one.sender.organisation,
            language=language_of(one, policy=policies[one.letter.desk.key]),
        )
        for one in strangers
        if one.mail.sender and one.sender
    }
    added = add_contacts(list(newcomers.values())) if newcomers else {}
    found = {}
    for one in opened:
        if one.sender and one.sender.contact:
            found[one.letter.pk] = known[one.sender.contact]
        elif one.mail.sender:
            found[one.letter.pk] = added[one.mail.sender.address.lower()]
    return found


def language_of(one: Opened, *, policy: Policy) -> str:
    """Return the language a newcomer writes in, else that of the address, else the desk's own."""
    if one.mail.language in policy.languages:
        return str(one.mail.language)
    address = base_address(one.letter.envelope_to)
    spoken = [box.languages for box in policy.mailboxes if box.address.lower() == address]
    return spoken[0][0] if spoken and len(spoken[0]) == 1 else policy.default_language


def report_of(one: Opened, contact: Contact, *, is_reply: bool) -> Report:
    """Return what one letter reports."""
    report = report_mail(
        one.mail,
        desk=one.letter.desk_id,
        desk_address=base_address(one.letter.envelope_to),
        contact=contact.pk,
        organisation=contact.organisation_id,
        language=contact.language,
        letter=one.letter.pk,
        received_at=one.letter.received_at,
        is_reply=is_reply,
    )
    named = one.mail.sender.name if one.mail.sender else ""
    return report if named else replace(report, author_name=contact.name)


def report_aside(one: Opened) -> Report:
    """Return what a letter of a third party says; it is no contact's."""
    return report_mail(
        one.mail,
        desk=one.letter.desk_id,
        desk_address=base_address(one.letter.envelope_to),
        contact=0,
        organisation=None,
        language=one.mail.language or "",
        letter=one.letter.pk,
        received_at=one.letter.received_at,
        is_reply=True,
    )


def settle_letter(
    letter: Letter, state: Letter.State, *, why: str, at: datetime, ticket: int | None = None
) -> None:
    """Set what became of a letter; the caller saves it."""
    letter.state, letter.why, letter.settled_at = state, why, at
    letter.ticket_id = ticket
