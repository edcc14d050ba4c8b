"""Making a request of its own of one message in a file."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.files.actions import read_content
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.promises.policies.queries import NoPolicy, policy_in_force, policy_of_version
from permanence.promises.policies.rules import Policy
from permanence.service.tickets.actions.linking import link_split
from permanence.service.tickets.actions.mails import address_of_file
from permanence.service.tickets.actions.opening import Opening, open_tickets
from permanence.service.tickets.actions.promising import promise_again
from permanence.service.tickets.actions.secrecy import follow_secrecy
from permanence.service.tickets.actions.sweeping import note_contracts
from permanence.service.tickets.models import Attachment, Entry, Link, Ticket
from permanence.service.tickets.queries import grounds_of_customer, survivor_of
from permanence.service.tickets.queries.merging import READ_WITH
from permanence.service.tickets.rules.facts import known_facts
from permanence.service.tickets.rules.opening import Part, Report
from permanence.world.accounts.models import Contact
from permanence.world.accounts.queries import recognise_senders


class NotAMessage(Refusal):
    """Only what a customer wrote can become a request of its own."""


def split_entry(entry: Entry, *, subject: str, by: Actor, at: datetime) -> Ticket:
    """Make a request of its own of a customer's message, and return it; the same one each time.

    It was received when the message was: its clocks run from then, under the policy and contracts
    of that instant, and whatever is better since. The message stays where it is, and its file owes
    what it owed. The sender is told the new reference.
    """
    source = survivor_of(entry.ticket)
    source = Ticket.objects.select_for_update(no_key=True).select_related("desk").get(pk=source.pk)
    before = Link.objects.filter(entry=entry).select_related("ticket").first()
    if before is not None:
        found: Ticket = before.ticket
        return found
    opening = plan_split(entry, subject=subject)
    opened = open_tickets([opening], at=at)[0]
    ticket = Ticket.objects.select_related(*READ_WITH).get(pk=opened.pk)
    note_contracts([ticket], at=at)
    promise_again(ticket, at=at)
    follow_secrecy(ticket, source, by=by, at=at)
    link_split(ticket, entry, source, by=by, at=at)
    return ticket


def plan_split(entry: Entry, *, subject: str) -> Opening:
    """Return the request that a message would be: whose, since when, and under which terms."""
    if entry.direction != Entry.Direction.IN or not entry.is_public:
        raise NotAMessage(_("Only a message of the customer can become a request of its own."))
    sender = sender_of(entry)
    desk = entry.ticket.desk
    version, policy = policy_of_entry(entry)
    grounds = grounds_of_customer(
        policy, desk=desk.pk, organisation=sender.organisation_id, at=entry.at
    )
    organisation = sender.organisation
    company, zone = (organisation.name, organisation.zone) if organisation else ("", "")
    known = known_facts(
        policy.facts,
        name=sender.name if sender.name != sender.email else "",
        company=company,
        address=sender.email,
        phone=sender.phone,
        text=entry.text,
    )
    report = Report(
        desk=desk.pk,
        channel=entry.kind,
        received_at=entry.at,
        contact=sender.pk,
        organisation=sender.organisation_id,
        author_name=sender.name,
        # A link into the file goes with the confirmation: to the contact alone, whoever wrote.
        author_address=sender.email,
        subject=subject or entry.subject,
        text=entry.text,
        language=entry.language,
        quoted=entry.quoted,
        html=entry.html,
        letter=entry.letter_id,
        facts=known,
        parts=parts_of_entry(entry),
        is_answerable=bool(sender.email),
        desk_address=address_of_file(entry.ticket),
        split_from=entry.ticket.reference,
    )
    return Opening(report, policy, version, grounds.contracts, sender.zone or zone or policy.zone)


def policy_of_entry(entry: Entry) -> tuple[int, Policy]:
    """Return the version that held when a message came; its file's for one older than the first."""
    try:
        return policy_in_force(entry.ticket.desk.key, at=entry.at)
    except NoPolicy:
        version = entry.ticket.policy_version_id
        return version, policy_of_version(version)


def sender_of(entry: Entry) -> Contact:
    """Return the contact who wrote a message: by its address, where that is a known colleague's."""
    contacts = Contact.objects.select_related("organisation")
    kind, _colon, key = entry.author.partition(":")
    named = contacts.filter(pk=int(key)).first() if kind == "contact" else None
    named = named or contacts.get(pk=entry.ticket.contact_id)
    address = entry.author_address.lower()
    if not address or address == named.email:
        return named
    found = recognise_senders({address})[address]
    wrote = contacts.filter(pk=found.contact or 0, organisation=named.organisation_id).first()
    return wrote if wrote is not None and wrote.organisation_id is not None else named


def parts_of_entry(entry: Entry) -> list[Part]:
    """Return the files that came with a message; their content is kept once."""
    rows = Attachment.objects.filter(entry=entry).select_related("blob").order_by("pk")
    return [
        Part(one.name, one.content_type, read_content(one.blob), one.content_id, one.is_inline)
        for one in rows
    ]
